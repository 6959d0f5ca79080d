import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** Files of settings, users, certificates. */
const MAX_BYTES = 16 << 20;
/** A pipe with a writer but without data holds up the process, and its signals, no longer than this. */
const PIPE_MS = 5000;
const PIPE_POLL_MS = 10;
const CHUNK_BYTES = 1 << 16;

/**
 * The bytes of a file, a device or a pipe. A device without an end costs no more memory than `maxBytes`, and a pipe
 * without a writer fails at once. Throws the system's error, or an Error with the reason.
 */
export function readBounded(path: string, maxBytes = MAX_BYTES): Buffer {
  // Without O_NONBLOCK the opening of a pipe waits for a writer, and no signal is handled meanwhile.
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(fd);
    if (stats.isFile() && stats.size > maxBytes) throw tooLarge(maxBytes);
    const bytes = readToEnd(fd, maxBytes);
    if (stats.isFIFO() && bytes.length === 0) throw new Error('nothing comes out of this pipe');
    return bytes;
  } finally {
    closeSync(fd);
  }
}

function readToEnd(fd: number, maxBytes: number): Buffer {
  const chunks: Buffer[] = [];
  let size = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const length = readWithin(fd, chunk, PIPE_MS);
    if (length === 0) return Buffer.concat(chunks, size);
    size += length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk.subarray(0, length));
  }
}

function readWithin(fd: number, chunk: Buffer, waitMs: number): number {
  for (let waitedMs = 0; ; waitedMs += PIPE_POLL_MS) {
    try {
      return readSync(fd, chunk);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EAGAIN') throw cause;
      if (waitedMs >= waitMs) throw new Error('nothing comes out of this pipe', { cause });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PIPE_POLL_MS);
    }
  }
}

function tooLarge(maxBytes: number): Error {
  return new Error(
    `it is larger than ${maxBytes >= 1 << 20 ? `${maxBytes >> 20} MiB` : `${maxBytes >> 10} KiB`}`,
  );
}
