import { VariableByteIntegerDecoder } from '../mqtt-protocol/variable-byte-integer.ts';

export interface ScannedPacket {
  readonly type: number;
  /** Fixed header included. */
  readonly bytes: number;
}

/**
 * Finds where control packets begin in a stream of bytes, however it is cut into chunks, without keeping or
 * copying any. A packet is reported as soon as its fixed header is there, so before its body is, which is the
 * time to turn down one that is too large.
 */
export class PacketScanner {
  readonly #onPacket: (packet: ScannedPacket) => void;
  readonly #remaining = new VariableByteIntegerDecoder();
  /** Undefined until the first byte of a packet came. */
  #type: number | undefined;
  /** Bytes of the body that have not come by yet. */
  #missing = 0;

  constructor(onPacket: (packet: ScannedPacket) => void) {
    this.#onPacket = onPacket;
  }

  /** Throws `MalformedPacket` where the Remaining Length goes on for more than four bytes [MQTT-2.2.3]. */
  scan(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#missing > 0) {
        const passed = Math.min(this.#missing, chunk.length - at);
        this.#missing -= passed;
        at += passed;
      } else {
        this.#headerByte(chunk[at] ?? 0);
        at += 1;
      }
    }
  }

  #headerByte(byte: number): void {
    if (this.#type === undefined) {
      this.#type = byte >> 4;
      this.#remaining.reset();
      return;
    }
    const found = this.#remaining.take(byte);
    if (found === 'malformed') throw new MalformedPacket('malformed Remaining Length');
    if (found === 'done') this.#headerDone(this.#type);
  }

  #headerDone(type: number): void {
    const { value, size } = this.#remaining;
    this.#missing = value;
    this.#type = undefined;
    this.#onPacket({ type, bytes: 1 + size + value });
  }
}

/** These bytes are not MQTT, or more of it than is allowed. */
export class MalformedPacket extends Error {
  override readonly name = 'MalformedPacket';
}
