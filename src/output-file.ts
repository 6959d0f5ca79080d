import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { usageFailure } from './failure.ts';
import { unwritable } from './named-file.ts';

/** A file that a command writes. */
export interface OutputFile {
  readonly path: string;
  /** Replace a file of any kind. */
  readonly isForced: boolean;
}

/** A kind of file: the option that names the file, and the beginning of every such file (a character for each byte). */
export interface OutputFileKind {
  readonly option: string;
  readonly head: RegExp;
}

/**
 * Opens a file to be written anew. An existing file of another kind is refused, for a mistyped name must not cost a file.
 * Empty files, devices and pipes with a reader are taken. Throws a usage failure.
 */
export function openOutputFile({ path, isForced }: OutputFile, { option, head }: OutputFileKind): number {
  try {
    if (!isForced && !isReplaceable(path, head)) {
      throw usageFailure(
        `${option} '${path}': holds something else; name another file, or replace the file with --force`,
      );
    }
    return openToWrite(path);
  } catch (cause) {
    throw cause instanceof Error && 'code' in cause ? unwritable(option, path, cause) : cause;
  }
}

/** Opens a file anew. A pipe without a reader is an error: the opening would wait for one, and no signal be handled. */
function openToWrite(path: string): number {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NONBLOCK = 0 } = constants;
  const fd = openSync(path, O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK, 0o666);
  if (!fstatSync(fd).isFIFO()) return fd;
  // Writes to a pipe must wait for the reader.
  const waiting = openSync(path, 'w');
  closeSync(fd);
  return waiting;
}

const HEAD_BYTES = 256;

function isReplaceable(path: string, head: RegExp): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile() || stats.size === 0) return true;
  const fd = openSync(path, 'r');
  try {
    const start = Buffer.alloc(HEAD_BYTES);
    return head.test(start.toString('latin1', 0, readSync(fd, start)));
  } finally {
    closeSync(fd);
  }
}
