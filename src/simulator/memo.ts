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
  const ids = new Float64Array(slots);
  const keys = new Float64Array(slots).fill(Number.NaN);
  const results = new Array<T>(slots);
  return (subject, key) => {
    const id = idOf(subject);
    const slot = ((id ^ Math.imul(key, 0x9e3779b1)) >>> 0) % slots;
    if (ids[slot] === id && keys[slot] === key) return results[slot] as T;
    const result = compute(subject, key);
    ids[slot] = id;
    keys[slot] = key;
    results[slot] = result;
    return result;
  };
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
  const subjects = new Array<S | undefined>(slots);
  const keys = new Float64Array(slots);
  const results = new Array<T>(slots);
  return (subject, key) => {
    const slot = (hashOf(subject) >>> 0) % slots;
    if (subjects[slot] === subject && keys[slot] === key) return results[slot] as T;
    const result = compute(subject, key);
    subjects[slot] = subject;
    keys[slot] = key;
    results[slot] = result;
    return result;
  };
}
