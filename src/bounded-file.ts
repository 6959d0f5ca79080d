import { closeSync, constants, createReadStream, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';

/** Files of settings, users, certificates. */
const MAX_BYTES = 16 << 20;
/** A device that gives more has no end. */
const MAX_DEVICE_BYTES = 1 << 20;
/** A pipe with a writer but without data holds up the process, and its signals, no longer than this. */
const PIPE_MS = 5000;
const PIPE_POLL_MS = 10;
const CHUNK_BYTES = 1 << 16;

/**
 * The bytes of a file, a device or a pipe. A device without an end costs no more memory than `maxBytes`, and a pipe
 * without a writer fails at once. Throws the system's error, or an Error with the reason.
 */
export function readBounded(path: string, maxBytes = MAX_BYTES): Buffer {
  const { fd, stats } = openToRead(path);
  try {
    if (stats.isFile() && stats.size > maxBytes) throw tooLarge(maxBytes);
    const bytes = readToEnd(fd, stats.isCharacterDevice() ? Math.min(maxBytes, MAX_DEVICE_BYTES) : maxBytes);
    if (stats.isFIFO() && bytes.length === 0) throw new Error('nothing comes out of this pipe');
    return bytes;
  } finally {
    closeSync(fd);
  }
}

/**
 * The bytes of a file of any size, of a device or of a pipe, in pieces. A pipe without a writer is waited for, while the
 * process goes on and hears signals. Throws the system's error if the file can't be opened, or is a folder.
 */
export function openFileStream(path: string): Readable {
  const { fd, stats } = openToRead(path);
  // A stream of files would block a thread in a read of the pipe, and the process could not end.
  return stats.isFIFO() ? new Socket({ fd, readable: true, writable: false }) : createReadStream('', { fd });
}

/** Opens a file without waiting for anybody. Throws the system's error, or an Error for a folder. */
export function openToRead(path: string): { readonly fd: number; readonly stats: Stats } {
  // Without O_NONBLOCK the opening of a pipe waits for a writer, and no signal is handled meanwhile.
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const stats = fstatSync(fd);
  if (!stats.isDirectory()) return { fd, stats };
  closeSync(fd);
  throw new Error('illegal operation on a directory');
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
