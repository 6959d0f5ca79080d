import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { usageFailure } from './failure.ts';
import { unwritable } from './named-file.ts';

/** A file that a command writes. */
export interface OutputFile {
  readonly path: string;
  /** Replace a file of any kind. */
  readonly isForced: boolean;
}

/** A kind of file: the option that names the file, and the first bytes of every such file. */
export interface OutputFileKind {
  readonly option: string;
  readonly head: string | Uint8Array;
}

/**
 * Opens a file to be written anew. An existing file of another kind is refused, for a mistyped name must not cost a file.
 * Empty files, devices and pipes are taken. Throws a usage failure.
 */
export function openOutputFile({ path, isForced }: OutputFile, { option, head }: OutputFileKind): number {
  try {
    if (!isForced && !isReplaceable(path, Buffer.from(head))) {
      throw usageFailure(
        `${option} '${path}': holds something else; name another file, or replace the file with --force`,
      );
    }
    return openSync(path, 'w');
  } catch (cause) {
    throw cause instanceof Error && 'code' in cause ? unwritable(option, path, cause) : cause;
  }
}

function isReplaceable(path: string, head: Buffer): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile() || stats.size === 0) return true;
  const fd = openSync(path, 'r');
  try {
    const start = Buffer.alloc(head.length);
    return readSync(fd, start) === head.length && start.equals(head);
  } finally {
    closeSync(fd);
  }
}
