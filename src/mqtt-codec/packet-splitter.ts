import { REASON_CODE } from '../mqtt-protocol/reason-code.ts';
import { PacketCursor } from './packet-cursor.ts';
import { malformedPacket, PacketFault } from './packet-fault.ts';

const EMPTY = Buffer.alloc(0);

/**
 * Splits a stream of bytes into control packets, for chunks of any size (MQTT 5 §2.1). The fixed header is
 * enough to refuse a packet above the limit. The chunks of a large packet are joined once, after the last
 * chunk.
 */
export class PacketSplitter {
  #bytes: Buffer = EMPTY;
  #at = 0;
  readonly #later: Buffer[] = [];
  #laterBytes = 0;
  /** Bytes needed for the next step. */
  #needed = 2;

  /** Buffered bytes. */
  get buffered(): number {
    return this.#bytes.length - this.#at + this.#laterBytes;
  }

  push(chunk: Buffer): void {
    if (this.#at === this.#bytes.length) {
      this.#bytes = chunk;
      this.#at = 0;
    } else {
      this.#later.push(chunk);
      this.#laterBytes += chunk.length;
    }
  }

  /** The next whole packet. Throws a `PacketFault` for a malformed length, or more bytes than allowed. */
  next(maxBytes: number): PacketCursor | undefined {
    if (this.buffered < this.#needed) return undefined;
    if (this.#laterBytes > 0) this.#join();
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start + 1;
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      if (shift === 28) throw malformedPacket('its length goes on for more than four bytes');
      if (at === bytes.length) return this.#wait(at - start + 1);
      const byte = bytes[at++] ?? 0;
      length |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    const end = at + length;
    if (end - start > maxBytes) {
      throw new PacketFault(
        REASON_CODE['packet too large'],
        `packet of ${end - start} bytes, ${maxBytes} are allowed`,
      );
    }
    if (end > bytes.length) return this.#wait(end - start);
    this.#at = end;
    this.#needed = 2;
    return new PacketCursor(bytes[start] ?? 0, bytes, at, end);
  }

  #wait(bytes: number): undefined {
    this.#needed = bytes;
    return undefined;
  }

  #join(): void {
    this.#bytes = Buffer.concat([this.#bytes.subarray(this.#at), ...this.#later.splice(0)]);
    this.#at = 0;
    this.#laterBytes = 0;
  }
}
