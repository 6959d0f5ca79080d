import { usageFailure } from '../failure.ts';
import { readTextFile } from '../named-file.ts';
import type { Credentials } from './credentials.ts';

/**
 * Reads the users and passwords of clients by client id. Each line is `ID:USER:PASSWORD`; the password may have colons.
 * Empty lines and lines behind `#` are passed over. Throws a usage failure with the number of a wrong line, never its text.
 */
export function readCredentialsFile(path: string): ReadonlyMap<string, Credentials> {
  const credentials = new Map<string, Credentials>();
  const lines = readTextFile('--credentials', path).split(/\r?\n/);
  for (const [n, line] of lines.entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [, id, username, password] = /^([^:]+):([^:]*):(.*)$/.exec(line) ?? [];
    if (id === undefined || username === undefined || password === undefined)
      throw usageFailure(`--credentials ${path}:${n + 1}: a line is ID:USER:PASSWORD`);
    if (credentials.has(id)) throw usageFailure(`--credentials ${path}:${n + 1}: the id is there twice`);
    credentials.set(id, { username, password });
  }
  return credentials;
}
