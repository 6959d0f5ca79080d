/** Bytes in the order of arrival. Chunks are joined only where a taken stretch reaches over several. */
export class ByteQueue {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** The first `count` bytes; fewer if there are no more. */
  take(count: number): Uint8Array {
    const taken: Uint8Array[] = [];
    let missing = Math.min(count, this.#length);
    this.#length -= missing;
    while (missing > 0) {
      const [first = EMPTY] = this.#chunks;
      const part = first.subarray(0, missing);
      taken.push(part);
      missing -= part.length;
      if (part.length < first.length) this.#chunks[0] = first.subarray(part.length);
      else this.#chunks.shift();
    }
    return taken.length === 1 ? (taken[0] ?? EMPTY) : Buffer.concat(taken);
  }
}

const EMPTY = new Uint8Array(0);
