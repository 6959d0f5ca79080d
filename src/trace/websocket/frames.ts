/** The header of a WebSocket frame (RFC 6455 §5.2). */
export interface FrameHeader {
  readonly opcode: number;
  readonly isFinal: boolean;
  /** The three reserved bits; an extension such as compression sets them. */
  readonly reserved: number;
  readonly mask: Uint8Array | undefined;
  readonly headerLength: number;
  readonly payloadLength: number;
}

export interface FrameSink {
  header(header: FrameHeader): void;
  /** The next piece of the frame's payload, unmasked. */
  data(piece: Uint8Array): void;
  end(): void;
}

/** Takes the frames of one direction apart without keeping their payloads. */
export class FrameReader {
  readonly #sink: FrameSink;
  #header: number[] = [];
  #current: FrameHeader | undefined;
  #taken = 0;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      at = this.#current === undefined ? this.#takeHeaderByte(chunk, at) : this.#takeData(chunk, at);
    }
  }

  get isMidFrame(): boolean {
    return this.#current !== undefined || this.#header.length > 0;
  }

  #takeHeaderByte(chunk: Uint8Array, at: number): number {
    this.#header.push(chunk[at] ?? 0);
    if (this.#header.length === headerLengthOf(this.#header)) {
      this.#current = parseHeader(this.#header);
      this.#header = [];
      this.#taken = 0;
      this.#sink.header(this.#current);
      if (this.#current.payloadLength === 0) this.#finish();
    }
    return at + 1;
  }

  #takeData(chunk: Uint8Array, at: number): number {
    const frame = this.#current;
    if (frame === undefined) return at;
    const end = Math.min(chunk.length, at + frame.payloadLength - this.#taken);
    this.#sink.data(unmask(chunk.subarray(at, end), frame.mask, this.#taken));
    this.#taken += end - at;
    if (this.#taken === frame.payloadLength) this.#finish();
    return end;
  }

  #finish(): void {
    this.#current = undefined;
    this.#sink.end();
  }
}

/** The length of the header, as far as its first bytes tell. */
function headerLengthOf(header: readonly number[]): number {
  const second = header[1];
  if (second === undefined) return 2;
  const short = second & 0x7f;
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
  return 2 + extended + (second & 0x80 ? 4 : 0);
}

function parseHeader(bytes: readonly number[]): FrameHeader {
  const [first = 0, second = 0] = bytes;
  const isMasked = (second & 0x80) !== 0;
  const lengthEnd = bytes.length - (isMasked ? 4 : 0);
  const extended = bytes.slice(2, lengthEnd);
  return {
    opcode: first & 15,
    isFinal: (first & 0x80) !== 0,
    reserved: (first >> 4) & 7,
    mask: isMasked ? Uint8Array.from(bytes.slice(lengthEnd)) : undefined,
    headerLength: bytes.length,
    payloadLength:
      extended.length === 0 ? second & 0x7f : extended.reduce((length, byte) => length * 256 + byte, 0),
  };
}

function unmask(piece: Uint8Array, mask: Uint8Array | undefined, offset: number): Uint8Array {
  if (mask === undefined) return piece;
  return piece.map((byte, index) => byte ^ (mask[(offset + index) & 3] ?? 0));
}
