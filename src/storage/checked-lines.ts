import { crc32 } from './crc32.ts';

/** The checksum in hex, and a blank. */
const CHECKSUM_BYTES = 9;
const NEWLINE = 0x0a;
const FIRST_ROOM_BYTES = 65_536;
const MAX_RECYCLED_BYTES = 1024 * 1024;
const NOTHING = Buffer.allocUnsafeSlow(0);

/** Texts that wait to be written, as lines of bytes: `checksum text`. */
export class CheckedLines {
  #bytes = NOTHING;
  #end = 0;
  /** Memory of written lines, for later lines. Never a part of Node's shared buffer pool. */
  #free = NOTHING;

  get size(): number {
    return this.#end;
  }

  add(text: string): void {
    const length = CHECKSUM_BYTES + Buffer.byteLength(text) + 1;
    this.#makeRoom(length);
    const from = this.#end + CHECKSUM_BYTES;
    const end = from + this.#bytes.write(text, from);
    const checksum = crc32(this.#bytes, from, end).toString(16).padStart(8, '0');
    this.#bytes.write(`${checksum} `, this.#end, 'latin1');
    this.#bytes[end] = NEWLINE;
    this.#end = end + 1;
  }

  /** Returns all lines and forgets them. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#end);
    this.#bytes = this.#free;
    this.#free = NOTHING;
    this.#end = 0;
    return taken;
  }

  /** Takes the memory of written lines back. */
  recycle(lines: Buffer): void {
    if (lines.buffer.byteLength <= MAX_RECYCLED_BYTES) this.#free = Buffer.from(lines.buffer as ArrayBuffer);
  }

  /** Puts taken lines back in front of all later lines. */
  putBack(lines: Buffer): void {
    const later = this.take();
    this.#makeRoom(lines.length + later.length);
    lines.copy(this.#bytes);
    later.copy(this.#bytes, lines.length);
    this.#end = lines.length + later.length;
  }

  #makeRoom(length: number): void {
    const needed = this.#end + length;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length, FIRST_ROOM_BYTES));
    this.#bytes.copy(larger, 0, 0, this.#end);
    this.#bytes = larger;
  }
}

/** The text of a line without its end; undefined for a wrong checksum. */
export function checkedText(line: Buffer): string | undefined {
  const checksum = line.toString('latin1', 0, CHECKSUM_BYTES - 1);
  if (line.length <= CHECKSUM_BYTES || Number.parseInt(checksum, 16) !== crc32(line, CHECKSUM_BYTES)) {
    return undefined;
  }
  return line.toString('utf8', CHECKSUM_BYTES);
}
