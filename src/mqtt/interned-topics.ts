/** Bounds against a hostile publisher with endless topics. */
const MAX_TOPICS = 100_000;
const MAX_TOPIC_LENGTH = 256;

/**
 * Interns topic names: the same bytes give the same string object. Nothing is decoded, and a look-up of the string in
 * a Map does not read its characters.
 */
export class InternedTopics {
  readonly #topics = new Map<number, string>();

  /** The topic in a part of the bytes. Bytes outside UTF-8 become U+FFFD. */
  at(bytes: Buffer, from: number, end: number): string {
    const hash = fnv1a(bytes, from, end);
    const known = this.#topics.get(hash);
    if (known !== undefined && isSpelled(known, bytes, from, end)) return known;
    const topic = bytes.toString('utf8', from, end);
    // `isSpelled` needs a character for each byte: ASCII alone is interned.
    if (topic.length === end - from && topic.length <= MAX_TOPIC_LENGTH) {
      if (this.#topics.size >= MAX_TOPICS) this.#topics.clear();
      this.#topics.set(hash, topic);
    }
    return topic;
  }
}

function isSpelled(topic: string, bytes: Uint8Array, from: number, end: number): boolean {
  if (topic.length !== end - from) return false;
  for (let i = 0; i < topic.length; i++) if (topic.charCodeAt(i) !== bytes[from + i]) return false;
  return true;
}

/** Fowler-Noll-Vo 1a, 32 bits. Of two topics with the same hash the later one is kept. */
function fnv1a(bytes: Uint8Array, from: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = from; i < end; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  return hash;
}
