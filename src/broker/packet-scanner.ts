/** The type of a control packet, which the first four bits of it carry [MQTT-2.2.1]. */
export const PACKET_TYPE = { connect: 1, publish: 3, disconnect: 14 } as const;

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
  #type = 0;
  #headerBytes = 0;
  #bodyBytes = 0;
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
    if (this.#headerBytes === 0) {
      this.#type = byte >> 4;
      this.#bodyBytes = 0;
      this.#headerBytes = 1;
      return;
    }
    this.#bodyBytes += (byte & 0x7f) * 128 ** (this.#headerBytes - 1);
    this.#headerBytes += 1;
    if ((byte & 0x80) === 0) this.#headerDone();
    else if (this.#headerBytes > 4) throw new MalformedPacket('malformed Remaining Length');
  }

  #headerDone(): void {
    const packet = { type: this.#type, bytes: this.#headerBytes + this.#bodyBytes };
    this.#missing = this.#bodyBytes;
    this.#headerBytes = 0;
    this.#onPacket(packet);
  }
}

/** These bytes are not MQTT, or more of it than is allowed. */
export class MalformedPacket extends Error {
  override readonly name = 'MalformedPacket';
}
