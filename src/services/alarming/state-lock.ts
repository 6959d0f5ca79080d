import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { Failure, usageFailure } from '../../failure.ts';
import { systemFault, unwritable } from '../../named-file.ts';
import { type Lock, takeLock } from '../../storage/lock.ts';
import { targetOf } from './state-file.ts';

/** A file system without sockets answers with one of these. */
const NO_SOCKETS = ['EPERM', 'EOPNOTSUPP', 'ENOTSUP', 'EINVAL'];
const MAX_NAME_BYTES = 40;

export interface StateLock extends Lock {
  /** The reason in words why the file system has no lock: then nothing is locked. */
  readonly missing?: string;
}

/**
 * Makes this process the only user of a state file, on this machine with all its containers. Throws a usage failure if
 * another process uses the file, or its folder can't be used.
 */
export async function lockStateFile(path: string): Promise<StateLock> {
  const target = targetOf(path);
  try {
    const folder = await realpath(dirname(target));
    return await takeLock({ folder, name: `.${shortName(basename(target))}.lock` }, (holder) =>
      usageFailure(`state file '${path}': is used by another alarm${holder}`),
    );
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    if (!NO_SOCKETS.includes(String((cause as NodeJS.ErrnoException).code))) {
      throw unwritable('state file', path, cause);
    }
    return { missing: systemFault(cause), release: async () => {} };
  }
}

/** The path of a socket has little room. */
function shortName(name: string): string {
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
  return createHash('sha256').update(name).digest('hex').slice(0, MAX_NAME_BYTES);
}
