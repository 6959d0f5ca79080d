import { mkdir, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { usageFailure } from '../../failure.ts';
import { systemFault } from '../../named-file.ts';
import { type Lock, takeLock } from '../../storage/lock.ts';

/**
 * Makes the folder if necessary, and this process its only user. Throws a usage failure if another broker uses the
 * folder, or the folder can't be used.
 */
export async function lockFolder(folder: string): Promise<Lock> {
  try {
    await makeFolder(folder);
    return await takeLock({ folder: await realpath(folder), name: 'lock' }, (holder) =>
      usageFailure(`the folder ${folder} is used by another broker${holder}`),
    );
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    throw usageFailure(`the folder ${folder} can't be used: ${systemFault(cause)}`, { cause });
  }
}

/** One level after the other: Node's `recursive` never ends below /proc. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(folder) === folder) throw cause;
    await makeFolder(dirname(folder));
    await mkdir(folder);
  }
}
