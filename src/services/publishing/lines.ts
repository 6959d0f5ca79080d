import type { Readable } from 'node:stream';
import { usageFailure } from '../../failure.ts';

const LINE_FEED = 0x0a;

/**
 * The lines of a stream as bytes, without their line feeds; the last line may lack one. Lines are not decoded: bytes
 * that are no UTF-8 arrive unchanged.
 */
export async function* linesOf(stream: Readable): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      yield Buffer.concat([...parts, bytes.subarray(start, end)]);
      parts = [];
      start = end + 1;
    }
    if (start < bytes.length) parts.push(bytes.subarray(start));
  }
  if (parts.length > 0) yield Buffer.concat(parts);
}

/** All bytes of a stream. Throws a usage failure for more than `max`. */
export async function bytesOf(stream: Readable, max: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > max) throw usageFailure(`stdin: it is longer than ${max} bytes, the most of a message`);
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}
