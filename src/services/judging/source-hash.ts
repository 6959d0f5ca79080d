import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { readNamedFile } from '../../named-file.ts';
import type { ProgramCommand } from './settings.ts';

/** SHA-256 of the files among the words of the commands: the program as it was judged. */
export function hashFiles(commands: readonly ProgramCommand[]): string | undefined {
  const files = commands.flatMap(({ words }) => words).filter((word) => isSourceFile(word));
  if (files.length === 0) return undefined;
  const hash = createHash('sha256');
  for (const file of files) hash.update(readNamedFile('--exec', file));
  return hash.digest('hex');
}

/** Interpreters are larger. */
const MAX_SOURCE_BYTES = 1 << 20;

function isSourceFile(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() === true && stats.size <= MAX_SOURCE_BYTES;
}
