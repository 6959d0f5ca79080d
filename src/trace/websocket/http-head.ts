const MAX_HEAD_BYTES = 16 * 1024;

export interface HttpHead {
  /** `GET /mqtt HTTP/1.1` or `HTTP/1.1 101 Switching Protocols`. */
  readonly startLine: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Bytes up to and with the empty line. */
  readonly length: number;
}

/** Collects the head of an HTTP message (RFC 9112 §2.1) from pieces. */
export class HttpHeadReader {
  #text = '';

  /** The head, once whole, and the bytes behind it; 'too long' above 16 KiB. */
  push(chunk: Uint8Array): { head: HttpHead; rest: Uint8Array } | 'too long' | undefined {
    // In Latin-1 a character is a byte: positions in text and bytes agree.
    const before = this.#text.length;
    this.#text += Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString(
      'latin1',
      0,
      MAX_HEAD_BYTES,
    );
    const end = this.#text.indexOf('\r\n\r\n', Math.max(0, before - 3));
    if (end < 0) return this.#text.length > MAX_HEAD_BYTES ? 'too long' : undefined;
    const length = end + 4;
    return { head: parseHead(this.#text.slice(0, end), length), rest: chunk.subarray(length - before) };
  }
}

function parseHead(text: string, length: number): HttpHead {
  const [startLine = '', ...lines] = text.split('\r\n');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return { startLine, headers, length };
}
