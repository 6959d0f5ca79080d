import { REASON_CODE } from '../../mqtt-protocol/reason-code.ts';
import { VariableByteIntegerDecoder } from '../../mqtt-protocol/variable-byte-integer.ts';
import { PacketCursor } from './packet-cursor.ts';
import { malformed, PacketFault } from './packet-fault.ts';

const EMPTY = Buffer.alloc(0);

/**
 * Finds the control packets in a stream of bytes, however it is cut into chunks (MQTT 5 §2.1). A packet that is
 * larger than allowed is turned down as soon as its fixed header is there. Chunks of a large packet are put
 * together once, when all are there.
 */
export class PacketSplitter {
  #bytes: Buffer = EMPTY;
  #at = 0;
  readonly #length = new VariableByteIntegerDecoder();
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
    const length = this.#length;
    length.reset();
    for (let found = 'more'; found !== 'done'; ) {
      if (at === bytes.length) return this.#wait(at - start + 1);
      found = length.take(bytes[at++] ?? 0);
      if (found === 'malformed') throw malformed('its length goes on for more than four bytes');
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
