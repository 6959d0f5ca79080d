import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { usageFailure } from '../failure.ts';
import { systemFault } from '../named-file.ts';

/**
 * Makes the folder where there is none, and this process its only user. Returns the file that says so, which
 * is to be removed at the end; one that a killed process left is no hindrance. Throws a usage failure where
 * another process uses the folder, or it can't be written to.
 */
export async function lockFolder(folder: string): Promise<string> {
  const lock = join(folder, 'lock');
  try {
    await makeFolder(folder);
    const owner = Number(await readFile(lock, 'utf8').catch(() => ''));
    if (owner > 0 && owner !== process.pid && isRunning(owner)) {
      throw usageFailure(`the folder ${folder} is used by another broker, process ${owner}`);
    }
    await writeFile(lock, String(process.pid));
    return lock;
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    throw usageFailure(`the folder ${folder} can't be used: ${systemFault(cause)}`, { cause });
  }
}

/** One level after the other: Node's `recursive` never ends where none can be made, as below /proc. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(folder) === folder) throw cause;
    await makeFolder(dirname(folder));
    await mkdir(folder);
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
