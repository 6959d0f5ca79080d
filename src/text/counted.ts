/** `1 alarm`, `2 alarms`, `0 alarms`: a number and its noun, in English. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
