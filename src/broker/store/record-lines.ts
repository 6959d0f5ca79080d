import { crc32 } from './crc32.ts';

/** The checksum in hex, and a blank. */
const CHECKSUM_BYTES = 9;
const NEWLINE = 0x0a;
const FIRST_ROOM_BYTES = 65_536;

/** Records as lines of bytes, `checksum text`, that wait to be written together. */
export class RecordLines {
  #bytes = Buffer.allocUnsafe(0);
  #end = 0;

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

  /** All of them; none are left. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#end);
    this.#bytes = Buffer.allocUnsafe(0);
    this.#end = 0;
    return taken;
  }

  /** Lines that were taken come again, in front of those that were added since. */
  putBack(lines: Buffer): void {
    this.#bytes = Buffer.concat([lines, this.take()]);
    this.#end = this.#bytes.length;
  }

  #makeRoom(length: number): void {
    const needed = this.#end + length;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length, FIRST_ROOM_BYTES));
    this.#bytes.copy(larger, 0, 0, this.#end);
    this.#bytes = larger;
  }
}

/** The text of a line without its end; undefined where the checksum is another. */
export function lineText(line: Buffer): string | undefined {
  const checksum = line.toString('latin1', 0, CHECKSUM_BYTES - 1);
  if (line.length <= CHECKSUM_BYTES || Number.parseInt(checksum, 16) !== crc32(line, CHECKSUM_BYTES)) {
    return undefined;
  }
  return line.toString('utf8', CHECKSUM_BYTES);
}
