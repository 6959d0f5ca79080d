import { REASON_CODE } from '../mqtt-protocol/reason-code.ts';
import { PacketCursor } from './packet-cursor.ts';
import { malformedPacket, PacketFault } from './packet-fault.ts';

const EMPTY = Buffer.alloc(0);

/**
 * Finds the control packets in a stream of bytes, however it is cut into chunks (MQTT 5 §2.1). A packet that is
 * larger than allowed is turned down as soon as its fixed header is there. Chunks of a large packet are put
 * together once, when all are there.
 */
export class PacketSplitter {
  #bytes: Buffer = EMPTY;
  #at = 0;
  readonly #later: Buffer[] = [];
  #laterBytes = 0;
  /** Bytes that have to be there before looking on makes sense. */
  #needed = 2;

  /** Bytes that are kept. */
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

  /** The next packet, if it is whole. Throws a `PacketFault` where it can't be one or has more than so many bytes. */
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
