/**
 * Remembers the latest results of a pure function of a hash and a number, a bounded number of them. It saves time
 * and can't change a result.
 */
export function remembered<T>(
  slots: number,
  compute: (hash: number, key: number) => T,
): (hash: number, key: number) => T {
  const kept: ({ readonly hash: number; readonly key: number; readonly result: T } | undefined)[] =
    Array.from({ length: slots });
  return (hash, key) => {
    const slot = ((hash ^ Math.imul(key, 0x9e3779b1)) >>> 0) % slots;
    const found = kept[slot];
    if (found !== undefined && found.hash === hash && found.key === key) return found.result;
    const result = compute(hash, key);
    kept[slot] = { hash, key, result };
    return result;
  };
}
