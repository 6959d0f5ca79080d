/** More names are not remembered, nor longer ones: a hostile publisher must not fill the memory. */
const MOST_NAMES = 100_000;
const LONGEST_NAME = 256;

/**
 * Topic names by their bytes. The name of a topic that was seen before is the very string of then: no text is made of
 * the bytes, and a Map finds what it has for that string without looking at its characters.
 */
export class TopicNames {
  readonly #known = new Map<number, string>();

  /** The name in a part of some bytes, which are UTF-8; what isn't becomes U+FFFD. */
  at(bytes: Buffer, from: number, end: number): string {
    const hash = fnv1a(bytes, from, end);
    const known = this.#known.get(hash);
    if (known !== undefined && isSpelled(known, bytes, from, end)) return known;
    const name = bytes.toString('utf8', from, end);
    // Only ASCII has a character for each byte, so that the two can be compared.
    if (name.length === end - from && name.length <= LONGEST_NAME) {
      if (this.#known.size >= MOST_NAMES) this.#known.clear();
      this.#known.set(hash, name);
    }
    return name;
  }
}

function isSpelled(name: string, bytes: Uint8Array, from: number, end: number): boolean {
  if (name.length !== end - from) return false;
  for (let i = 0; i < name.length; i++) if (name.charCodeAt(i) !== bytes[from + i]) return false;
  return true;
}

/** Fowler-Noll-Vo 1a, 32 bits. Where two names share one, only the last of them is remembered. */
function fnv1a(bytes: Uint8Array, from: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = from; i < end; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  return hash;
}
