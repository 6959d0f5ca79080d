import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readBounded } from '../../bounded-file.ts';
import { usageFailure } from '../../failure.ts';
import { unreadable } from '../../named-file.ts';
import type { Submission } from '../grading.ts';

/** Folders that a run writes into, or that hold the work of others. */
const PASSED_OVER = /^(\.|__pycache__$|node_modules$|venv$)/;
const MAX_FILES = 2000;
const MAX_FILE_BYTES = 1 << 20;

/** The submissions in a folder: a folder for each student, in the order of the names. Throws a usage failure. */
export function submissionsIn(path: string): readonly Submission[] {
  const names = foldersIn(path);
  if (names.length === 0) throw usageFailure(`'${path}': has no folders; it needs one for each student`);
  return names.map((student) => ({ student, folder: resolve(path, student) }));
}

function foldersIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !PASSED_OVER.test(entry.name))
      .map(({ name }) => name)
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  } catch (cause) {
    throw unreadable('the class', path, cause);
  }
}

/** A hash of the names and bytes of a submission's files. Larger files, and files beyond the bound, count by name only. */
export function hashSubmission({ folder }: Submission): string {
  const hash = createHash('sha256');
  let files = 0;
  const add = (path: string, name: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      if (PASSED_OVER.test(entry.name) || files >= MAX_FILES) continue;
      const [inner, innerName] = [join(path, entry.name), `${name}/${entry.name}`];
      if (entry.isDirectory()) add(inner, innerName);
      if (!entry.isFile()) continue;
      files += 1;
      hash.update(`${JSON.stringify(innerName)}\n`);
      hash.update(bytesOf(inner));
    }
  };
  try {
    add(folder, '');
  } catch {
    // A folder that can't be read is the same as an empty one: its program fails.
  }
  return hash.digest('hex');
}

function bytesOf(path: string): Uint8Array {
  try {
    return readBounded(path, MAX_FILE_BYTES);
  } catch {
    return new Uint8Array();
  }
}
