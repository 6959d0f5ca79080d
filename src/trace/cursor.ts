import { VariableByteIntegerDecoder } from '../mqtt-protocol/variable-byte-integer.ts';
import type { PacketField } from './packet.ts';

/** The bytes end early or break the standard, and the rest of the packet can't be read. */
export class MalformedFieldError extends Error {
  override readonly name = 'MalformedFieldError';
}

/**
 * Reads a packet from front to back and keeps the place of each field. Every read is checked against the end of the
 * packet, or of a part of it such as the properties. The readers throw MalformedFieldError.
 */
export class Cursor {
  readonly fields: PacketField[] = [];
  /** Faults in bytes that could still be read. */
  readonly faults: string[] = [];
  readonly #bytes: Uint8Array;
  #at: number;
  #end: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
    this.#end = bytes.length;
  }

  get left(): number {
    return this.#end - this.#at;
  }

  u8(name: string, explain?: (value: number) => string): number {
    const at = this.#take(1, name);
    const value = this.#bytes[at] ?? 0;
    this.#note(name, at, 1, explain === undefined ? `${value}` : explain(value));
    return value;
  }

  u16(name: string, explain?: (value: number) => string): number {
    const at = this.#take(2, name);
    const value = this.#number(at, 2);
    this.#note(name, at, 2, explain === undefined ? `${value}` : explain(value));
    return value;
  }

  u32(name: string, explain?: (value: number) => string): number {
    const at = this.#take(4, name);
    const value = this.#number(at, 4);
    this.#note(name, at, 4, explain === undefined ? `${value}` : explain(value));
    return value;
  }

  /** A variable byte integer of at most four bytes (MQTT 5.0 §1.5.5). */
  varint(name: string): number {
    const start = this.#at;
    const integer = new VariableByteIntegerDecoder();
    let found: ReturnType<typeof integer.take> = 'more';
    while (found === 'more') found = integer.take(this.#bytes[this.#take(1, name)] ?? 0);
    if (found === 'malformed') throw new MalformedFieldError(`${name} of more than four bytes`);
    this.#note(name, start, this.#at - start, `${integer.value}`);
    return integer.value;
  }

  /** A text with its length in two bytes in front (MQTT 5.0 §1.5.4). */
  utf8(name: string): string {
    const length = this.u16(`${name} length`);
    const at = this.#take(length, name);
    const text = this.#text(name, at, length);
    this.#note(name, at, length, text);
    return text;
  }

  /** Bytes with their length in two bytes in front. */
  binary(name: string): Uint8Array {
    return this.bytes(name, this.u16(`${name} length`));
  }

  /** Like `binary`, for a secret: its bytes are never shown nor handed out. */
  secret(name: string): void {
    const length = this.u16(`${name} length`);
    this.hide(name, length);
  }

  hide(name: string, length: number): void {
    const at = this.#take(length, name);
    this.fields.push({ name, offset: at, length, secret: true });
  }

  bytes(name: string, length: number): Uint8Array {
    const at = this.#take(length, name);
    if (length > 0) this.fields.push({ name, offset: at, length });
    return this.#bytes.subarray(at, at + length);
  }

  /** The bytes to the end as text without a length in front (MQTT-SN). */
  restAsText(name: string): string {
    const length = this.left;
    const at = this.#take(length, name);
    const text = this.#text(name, at, length);
    this.#note(name, at, length, text);
    return text;
  }

  /** Reads a part of `length` bytes. `read` must use it up. */
  within<T>(name: string, length: number, read: () => T): T {
    const outerEnd = this.#end;
    if (length > this.left)
      throw new MalformedFieldError(`${name} end ${length - this.left} bytes behind the packet`);
    this.#end = this.#at + length;
    const value = read();
    this.#end = outerEnd;
    return value;
  }

  /** After a fault, notes the rest of the packet as unread. */
  giveUp(hide: boolean): void {
    this.#end = this.#bytes.length;
    if (this.left === 0) return;
    if (hide) this.hide('unread', this.left);
    else this.bytes('unread', this.left);
  }

  #take(length: number, name: string): number {
    if (length > this.left) {
      throw new MalformedFieldError(`ends within ${name}: ${length} bytes needed, ${this.left} left`);
    }
    this.#at += length;
    return this.#at - length;
  }

  #number(at: number, length: number): number {
    return this.#bytes.subarray(at, at + length).reduce((value, byte) => value * 256 + byte, 0);
  }

  #text(name: string, at: number, length: number): string {
    const bytes = this.#bytes.subarray(at, at + length);
    const text = LENIENT.decode(bytes);
    if (text.includes('\0')) this.faults.push(`${name} contains NUL [MQTT-1.5.4-2]`);
    if (text.includes('\ufffd') && !isUtf8(bytes)) {
      this.faults.push(`${name} is not valid UTF-8 [MQTT-1.5.4-1]`);
    }
    return text;
  }

  #note(name: string, offset: number, length: number, meaning: string): void {
    this.fields.push({ name, offset, length, meaning });
  }
}

const LENIENT = new TextDecoder('utf-8', { ignoreBOM: true });
const STRICT = new TextDecoder('utf-8', { fatal: true });

function isUtf8(bytes: Uint8Array): boolean {
  try {
    STRICT.decode(bytes);
    return true;
  } catch {
    return false;
  }
}
