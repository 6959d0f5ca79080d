import { readFileSync } from 'node:fs';
import { usageFailure } from '../failure.ts';

/** The bytes of a file that an option names. Throws a usage failure that names both. */
export function readNamedFile(option: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw usageFailure(`${option} '${path}': can't be read: ${(error as NodeJS.ErrnoException).code}`, {
      cause: error,
    });
  }
}
