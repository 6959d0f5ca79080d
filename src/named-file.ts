import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { getSystemErrorMap } from 'node:util';
import { readBounded } from './bounded-file.ts';
import { type Failure, usageFailure } from './failure.ts';

/**
 * The bytes of a file that an option (or `what` else) names, at most `maxBytes` (16 MiB). Throws a usage failure that
 * names both.
 */
export function readNamedFile(what: string, path: string, hint = '', maxBytes?: number): Buffer {
  try {
    return readBounded(path, maxBytes);
  } catch (cause) {
    throw unreadable(what, path, cause, hint);
  }
}

/**
 * The text of such a file, in UTF-8. Editors of Windows begin a file with a byte order mark, which is no part of the text.
 */
export function readTextFile(...args: Parameters<typeof readNamedFile>): string {
  return readNamedFile(...args)
    .toString()
    .replace(/^\uFEFF/, '');
}

export function unreadable(what: string, path: string, cause: unknown, hint = ''): Failure {
  return usageFailure(`${what} '${path}': can't be read: ${systemFault(cause)}${hint}`, { cause });
}

export function unwritable(what: string, path: string, cause: unknown): Failure {
  return usageFailure(`${what} '${path}': can't be written: ${systemFault(cause)}`, { cause });
}

/**
 * Replaces the text of a file, or makes the file. Only its owner may read it. A crash leaves either the old file or the
 * new one. Throws a usage failure that names `what` and the file.
 */
export function writePrivateFile(what: string, path: string, text: string): void {
  try {
    const target = existsSync(path) ? realpathSync(path) : path;
    const temporary = `${target}.new`;
    rmSync(temporary, { force: true }); // its mode could be another
    const fd = openSync(temporary, 'wx', 0o600);
    try {
      writeFileSync(fd, text);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, target);
  } catch (cause) {
    throw unwritable(what, path, cause);
  }
}

/** The system's error in words: `no such file or directory` instead of ENOENT. */
export function systemFault(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const { errno, message } = cause as NodeJS.ErrnoException;
  return getSystemErrorMap().get(errno ?? 0)?.[1] ?? message;
}
