/**
 * Remembers a bounded number of the latest results of a pure function. The memory saves time and can't change a result.
 *
 * @param idOf a whole number
 * @param compute must depend on the id and the number alone, not on the subject
 */
export function remembered<S, T>(
  slots: number,
  idOf: (subject: S) => number,
  compute: (subject: S, key: number) => T,
): (subject: S, key: number) => T {
  const kept: (Kept<T> | undefined)[] = Array.from({ length: slots });
  return (subject, key) => {
    const id = idOf(subject);
    const slot = ((id ^ Math.imul(key, 0x9e3779b1)) >>> 0) % slots;
    const found = kept[slot];
    if (found !== undefined && found.id === id && found.key === key) return found.result;
    const result = compute(subject, key);
    kept[slot] = { id, key, result };
    return result;
  };
}

interface Kept<T> {
  readonly id: number;
  readonly key: number;
  readonly result: T;
}

/**
 * Remembers the latest result of a pure function for each of the latest subjects. Only the same object is the same
 * subject. The memory saves time and can't change a result.
 *
 * @param hashOf of subjects with the same hash only the last is remembered
 */
export function rememberedLatest<S extends object, T>(
  slots: number,
  hashOf: (subject: S) => number,
  compute: (subject: S, key: number) => T,
): (subject: S, key: number) => T {
  const kept = new Array<KeptLatest<S, T> | undefined>(slots);
  return (subject, key) => {
    const slot = (hashOf(subject) >>> 0) % slots;
    const found = kept[slot];
    if (found !== undefined && found.subject === subject && found.key === key) return found.result;
    const result = compute(subject, key);
    kept[slot] = { subject, key, result };
    return result;
  };
}

interface KeptLatest<S, T> {
  readonly subject: S;
  readonly key: number;
  readonly result: T;
}
