import { packetType } from '../../mqtt-protocol/packet-type.ts';
import { VariableByteIntegerDecoder } from '../../mqtt-protocol/variable-byte-integer.ts';

/** A stretch of one direction of a connection. The fixed headers tell the ends of packets. */
export type Frame =
  | { readonly kind: 'packet'; readonly bytes: Uint8Array; readonly headerLength: number }
  /** The fixed header of a packet above the limit. The rest passes and is not kept. */
  | { readonly kind: 'long'; readonly header: Uint8Array; readonly length: number }
  /** No packet can begin here. Nothing behind can be read either. */
  | { readonly kind: 'lost'; readonly reason: string };

type See = (frame: Frame) => void;

/**
 * Cuts a byte stream, in chunks of any size, into MQTT packets (MQTT 5.0 §2.1). Keeps at most one packet of at most
 * `limit` bytes, and never more than arrived, even if a header announces a large packet.
 */
export class Framer {
  readonly #limit: number;
  readonly #mayBegin: (firstByte: number) => boolean;
  /** The bytes so far of the fixed header: the first byte and one to four of the length. */
  #header: number[] = [];
  readonly #remaining = new VariableByteIntegerDecoder();
  /** The first `#kept` bytes are the packet so far. */
  #bytes = new Uint8Array(0);
  #kept = 0;
  #missing = 0;
  #skipping = false;
  #lost = false;

  constructor(limit: number, mayBegin: (firstByte: number) => boolean) {
    this.#limit = limit;
    this.#mayBegin = mayBegin;
  }

  /** @param see called with each complete frame before the next frame begins */
  push(chunk: Uint8Array, see: See): void {
    let at = 0;
    while (at < chunk.length && !this.#lost) {
      at = this.#missing > 0 ? this.#takeBody(chunk, at, see) : this.#takeHeaderByte(chunk, at, see);
    }
  }

  /** The bytes that an unfinished packet lacks, as far as its header tells; 0 between packets. */
  get missing(): number {
    return this.#header.length > 0 && this.#missing === 0 ? 1 : this.#missing;
  }

  #takeHeaderByte(chunk: Uint8Array, at: number, see: See): number {
    const byte = chunk[at] ?? 0;
    this.#header.push(byte);
    if (this.#header.length === 1) {
      const fault = this.#faultOfFirst(byte, chunk.subarray(at, at + 8));
      if (fault !== undefined) this.#lose(fault, see);
      this.#remaining.reset();
      return at + 1;
    }
    const found = this.#remaining.take(byte);
    if (found === 'done') this.#begin(this.#remaining.value, see);
    if (found === 'malformed') this.#lose('a remaining length of more than four bytes [MQTT-1.5.5-1]', see);
    return at + 1;
  }

  #faultOfFirst(byte: number, start: Uint8Array): string | undefined {
    if (packetType(byte) !== undefined && this.#mayBegin(byte)) return undefined;
    return `not MQTT: no packet begins with ${hex(start)} here`;
  }

  #begin(bodyLength: number, see: See): void {
    const length = this.#header.length + bodyLength;
    if (length > this.#limit) {
      see({ kind: 'long', header: Uint8Array.from(this.#header), length });
      this.#skipping = true;
    } else {
      this.#keep(Uint8Array.from(this.#header), length);
    }
    this.#missing = bodyLength;
    if (bodyLength === 0) this.#finish(see);
  }

  #takeBody(chunk: Uint8Array, at: number, see: See): number {
    const end = Math.min(chunk.length, at + this.#missing);
    if (!this.#skipping) this.#keep(chunk.subarray(at, end), this.#kept + this.#missing);
    this.#missing -= end - at;
    if (this.#missing === 0) this.#finish(see);
    return end;
  }

  /** The buffer grows with the bytes arrived, not with the announced length. */
  #keep(piece: Uint8Array, announced: number): void {
    const kept = this.#kept + piece.length;
    if (kept > this.#bytes.length) {
      const grown = new Uint8Array(Math.min(announced, Math.max(kept, 2 * this.#bytes.length)));
      grown.set(this.#bytes.subarray(0, this.#kept));
      this.#bytes = grown;
    }
    this.#bytes.set(piece, this.#kept);
    this.#kept = kept;
  }

  #finish(see: See): void {
    if (!this.#skipping) {
      see({ kind: 'packet', bytes: this.#bytes, headerLength: this.#header.length });
    }
    this.#header = [];
    this.#bytes = new Uint8Array(0);
    this.#kept = 0;
    this.#skipping = false;
  }

  #lose(reason: string, see: See): void {
    this.#lost = true;
    this.#header = [];
    see({ kind: 'lost', reason });
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
