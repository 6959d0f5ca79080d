import { isUtf8 } from 'node:buffer';
import { hasDisallowedCharacters } from '../mqtt-protocol/string.ts';
import { VariableByteIntegerDecoder } from '../mqtt-protocol/variable-byte-integer.ts';
import { malformedPacket } from './packet-fault.ts';

/**
 * Reads the fields of one control packet (MQTT 5 §1.5). Every method throws a `PacketFault` at the packet's end. The tracer
 * has a cursor of its own, for it keeps the place and the meaning of each field: 5 µs a PUBLISH, here 0.2 µs.
 */
export class PacketCursor {
  /** The first byte of the packet: type and flags. */
  readonly first: number;
  readonly bytes: Buffer;
  at: number;
  readonly end: number;

  constructor(first: number, bytes: Buffer, at: number, end: number) {
    this.first = first;
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get isAtEnd(): boolean {
    return this.at === this.end;
  }

  byte(): number {
    return this.bytes[this.#take(1)] ?? 0;
  }

  uint16(): number {
    const at = this.#take(2);
    return ((this.bytes[at] ?? 0) << 8) | (this.bytes[at + 1] ?? 0);
  }

  uint32(): number {
    return this.bytes.readUInt32BE(this.#take(4));
  }

  /** A Variable Byte Integer of at most four bytes. */
  varint(): number {
    const integer = new VariableByteIntegerDecoder();
    let found: ReturnType<typeof integer.take> = 'more';
    while (found === 'more') found = integer.take(this.byte());
    if (found === 'malformed') throw malformedPacket('a variable byte integer of more than four bytes');
    return integer.value;
  }

  /** A view of the packet's own bytes. */
  binary(): Buffer {
    const length = this.uint16();
    const at = this.#take(length);
    return this.bytes.subarray(at, at + length);
  }

  /** A well-formed UTF-8 string [MQTT-1.5.4-1] without disallowed characters. */
  text(): string {
    const length = this.uint16();
    const { bytes } = this;
    const start = this.#take(length);
    const end = start + length;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (byte < 0x20 || byte > 0x7e) return textOf(bytes.subarray(start, end));
    }
    return bytes.toString('latin1', start, end);
  }

  /** The remaining bytes, as a view. */
  rest(): Buffer {
    const { at, end } = this;
    this.at = end;
    return this.bytes.subarray(at, end);
  }

  /** Throws where bytes are left over. */
  finish(): void {
    if (this.at !== this.end) throw malformedPacket(`${this.end - this.at} bytes too many`);
  }

  #take(count: number): number {
    const { at } = this;
    if (at + count > this.end) throw malformedPacket('it ends too early');
    this.at = at + count;
    return at;
  }
}

function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw malformedPacket('a string is not valid UTF-8');
  const text = bytes.toString();
  // NUL is forbidden [MQTT-1.5.4-2]. The other characters may be refused (§1.5.4): libmosquitto's clients disconnect at each.
  if (hasDisallowedCharacters(text)) throw malformedPacket('a string has a disallowed character');
  return text;
}
