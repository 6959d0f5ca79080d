/**
 * Remembers the latest results of a pure function, a bounded number of them, under a hash and a number. It saves
 * time and can't change a result.
 *
 * @param compute must give the same for the same hash and number, whatever the subject is
 */
export function remembered<S, T>(
  slots: number,
  hashOf: (subject: S) => number,
  compute: (subject: S, key: number) => T,
): (subject: S, key: number) => T {
  const kept: (Kept<T> | undefined)[] = Array.from({ length: slots });
  return (subject, key) => {
    const hash = hashOf(subject);
    const slot = ((hash ^ Math.imul(key, 0x9e3779b1)) >>> 0) % slots;
    const found = kept[slot];
    if (found !== undefined && found.hash === hash && found.key === key) return found.result;
    const result = compute(subject, key);
    kept[slot] = { hash, key, result };
    return result;
  };
}

interface Kept<T> {
  readonly hash: number;
  readonly key: number;
  readonly result: T;
}
