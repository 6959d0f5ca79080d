import { createReadStream, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { unreadable } from '../named-file.ts';

/** The name of a recording in errors: `--replay 'day.jsonl'`, or `stdin`. */
export function recordingName(what: string, path: string): string {
  return path === '-' ? 'stdin' : `${what} '${path}'`;
}

/** The bytes of a recording; `-` is stdin. Throws a usage failure at once if the file can't be opened. */
export function openRecording(what: string, path: string, { stdin }: { readonly stdin: Readable }): Readable {
  if (path === '-') return stdin;
  try {
    return createReadStream('', { fd: openSync(path, 'r') });
  } catch (cause) {
    throw unreadable(what, path, cause);
  }
}
