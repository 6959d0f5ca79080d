import { REASON_CODE } from '../mqtt-protocol/reason-code.ts';
import { VariableByteIntegerDecoder } from '../mqtt-protocol/variable-byte-integer.ts';
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
  readonly #length = new VariableByteIntegerDecoder();
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
    const length = this.#length;
    length.reset();
    for (let found = 'more'; found === 'more'; ) {
      if (at === bytes.length) return this.#wait(at - start + 1);
      found = length.take(bytes[at++] ?? 0);
      if (found === 'malformed') throw malformedPacket('a length of more than four bytes');
    }
    const end = at + length.value;
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
