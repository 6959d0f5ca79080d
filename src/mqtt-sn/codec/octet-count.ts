/** `1 octet`, `20 octets`. */
export function octetCount(count: number): string {
  return count === 1 ? '1 octet' : `${count} octets`;
}
