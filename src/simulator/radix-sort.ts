/** The positions of the keys in ascending order of the keys, equal ones as they stand. */
export function sortedByKey(keys: Uint32Array): Uint32Array {
  const inOrder = new Uint32Array(keys.length).map((_, i) => i);
  if (keys.length < RADIX_PAYS) return inOrder.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
  return sortedByDigit(sortedByDigit(inOrder, keys, 0), keys, 16);
}

/** Below this many keys comparing is cheaper than counting digits. */
const RADIX_PAYS = 10_000;

/** One of the two passes of a radix sort with digits of 16 bits. A million keys take some 30 ms. */
function sortedByDigit(positions: Uint32Array, keys: Uint32Array, shift: number): Uint32Array {
  const ends = new Uint32Array(0x1_0001);
  for (const position of positions) {
    const digit = ((keys[position] ?? 0) >>> shift) & 0xffff;
    ends[digit + 1] = (ends[digit + 1] ?? 0) + 1;
  }
  for (let digit = 1; digit < ends.length; digit++) {
    ends[digit] = (ends[digit] ?? 0) + (ends[digit - 1] ?? 0);
  }
  const sorted = new Uint32Array(positions.length);
  for (const position of positions) {
    const digit = ((keys[position] ?? 0) >>> shift) & 0xffff;
    const at = ends[digit] ?? 0;
    sorted[at] = position;
    ends[digit] = at + 1;
  }
  return sorted;
}
