import { readFileSync } from 'node:fs';
import { usageFailure } from './failure.ts';

/** A file of the dashboard's page, as the build made it. */
export interface BuiltFile {
  readonly type: string;
  readonly bytes: Uint8Array;
  readonly gzip: Uint8Array;
  /** The name changes with the content: a browser may keep the file. */
  readonly isHashed: boolean;
}

/** The files of the page by their paths in URLs, from the list that the build wrote. Throws a usage failure without a build. */
export function builtPage(): ReadonlyMap<string, BuiltFile> {
  try {
    const list: Readonly<Record<string, { type: string; file: string; isHashed: boolean }>> = JSON.parse(
      read('files.json').toString(),
    );
    return new Map(
      Object.entries(list).map(([path, { type, file, isHashed }]) => [
        path,
        { type, isHashed, bytes: read(file), gzip: read(`${file}.gz`) },
      ]),
    );
  } catch (cause) {
    throw usageFailure('the page of the dashboard is not built yet: run npm run build in its folder', {
      cause,
    });
  }
}

function read(file: string): Buffer {
  // From src/ and, bundled, from dist/ the folder is the same.
  return readFileSync(new URL(`../dist/page/${file}`, import.meta.url));
}
