import { readSync } from 'node:fs';

/** A line of a file without its end, and the offset behind it. The last line of a file may lack its end. */
export interface FileLine {
  readonly bytes: Buffer;
  readonly end: number;
  readonly isWhole: boolean;
}

const CHUNK_BYTES = 262_144;
const NEWLINE = 0x0a;

/**
 * The lines of an open file from its beginning. A line longer than about `maxBytes` comes in pieces, each as a line that
 * is not whole. Blocks the event loop, so it is for the start only.
 */
export function* readLines(fd: number, maxBytes = Number.POSITIVE_INFINITY): Iterable<FileLine> {
  const begun: Buffer[] = [];
  let offset = 0;
  let begunAt = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const length = readSync(fd, chunk, 0, CHUNK_BYTES, offset);
    let from = 0;
    for (;;) {
      const at = chunk.subarray(0, length).indexOf(NEWLINE, from);
      if (at < 0) break;
      const bytes = Buffer.concat([...begun.splice(0), chunk.subarray(from, at)]);
      from = at + 1;
      begunAt = offset + from;
      yield { bytes, end: begunAt, isWhole: true };
    }
    if (from < length) begun.push(chunk.subarray(from, length));
    offset += length;
    if (length === 0) break;
    if (offset - begunAt > maxBytes) {
      begunAt = offset;
      yield { bytes: Buffer.concat(begun.splice(0)), end: offset, isWhole: false };
    }
  }
  if (begun.length > 0) yield { bytes: Buffer.concat(begun), end: offset, isWhole: false };
}
