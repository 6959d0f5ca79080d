import { readFileSync } from 'node:fs';
import { getSystemErrorMap } from 'node:util';
import { type Failure, usageFailure } from './failure.ts';

/** The bytes of a file that an option (or `what` else) names. Throws a usage failure that names both. */
export function readNamedFile(what: string, path: string, hint = ''): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw unreadable(what, path, cause, hint);
  }
}

export function unreadable(what: string, path: string, cause: unknown, hint = ''): Failure {
  return usageFailure(`${what} '${path}': can't be read: ${systemFault(cause)}${hint}`, { cause });
}

export function unwritable(what: string, path: string, cause: unknown): Failure {
  return usageFailure(`${what} '${path}': can't be written: ${systemFault(cause)}`, { cause });
}

/** What the system found wrong, in its own words: `no such file or directory` instead of ENOENT. */
export function systemFault(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const { errno, message } = cause as NodeJS.ErrnoException;
  return getSystemErrorMap().get(errno ?? 0)?.[1] ?? message;
}
