/** The Internet checksum: ones' complement of the ones' complement sum of 16-bit words (RFC 1071). */
export function internetChecksum(...parts: readonly Uint8Array[]): number {
  let sum = 0;
  let isHigh = true;
  for (const part of parts) {
    for (const byte of part) {
      sum += isHigh ? byte * 256 : byte;
      isHigh = !isHigh;
    }
  }
  while (sum > 0xffff) sum = (sum % 0x10000) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}
