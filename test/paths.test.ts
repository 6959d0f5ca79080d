import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

// A source's test stands at the source's path under test/, and a room's test in the room's folder. A test file says in
// its first comment, "Tests src/…", which sources it tests if its path does not; a folder ends in a slash. test/cli runs
// whole commands, named by the command, and the tests beside this file run the package as a whole.

/** Folders whose files are tested end to end, by test/cli. */
const END_TO_END = [
  'src/commands/',
  'src/observation/',
  'src/options/',
  'src/services/',
  'src/sinks/',
  'src/probe/',
];

const sources = filesBelow('src');
const tests = filesBelow('test').filter((file) => file.endsWith('.test.ts'));
const commented = new Map(tests.map((file) => [file, testedPaths(readFileSync(file, 'utf8'))]));

describe('the paths of tests', () => {
  const isElsewhere = (file: string) =>
    !/^test\/(cli\/|[^/]+$)/.test(file) && sourceOf(file) === undefined && !existsSync(roomOf(file));

  it.each(tests.filter(isElsewhere))('%s names its sources', (file) => {
    expect(commented.get(file)).not.toEqual([]);
  });

  it('first comments name files and folders that exist', () => {
    expect([...commented.values()].flat().filter((path) => !existsSync(path))).toEqual([]);
  });

  it('every source has tests beside its path or above, or is named by a test', () => {
    const named = [...commented.values()].flat();
    const beside = tests.map((test) => `${roomOf(test)}/`);
    const folders = [...named, ...beside, ...END_TO_END].filter(
      (path) => path.endsWith('/') && path !== 'src/',
    );
    const isTested = (source: string) =>
      named.includes(source) ||
      dirname(source) === 'src' ||
      folders.some((folder) => source.startsWith(folder));
    expect(sources.filter((source) => !isTested(source))).toEqual([]);
  });
});

/** `src/alarm/breach.ts` of `test/alarm/breach.test.ts`, if there is such a file. */
function sourceOf(test: string): string | undefined {
  const path = test.replace(/^test\//, 'src/').replace(/\.test\.ts$/, '.ts');
  const script = test.replace(/^test\//, '').replace(/\.test\.ts$/, '.js');
  return [path, script].find((candidate) => existsSync(candidate));
}

/** `src/alarm/engine` of `test/alarm/engine/resume.test.ts`. */
function roomOf(test: string): string {
  return dirname(test).replace(/^test/, 'src');
}

/** The paths in a first comment `// Tests …`. */
function testedPaths(text: string): string[] {
  const comment = /^\/\/ Tests [^\n]*(?:\n\/\/[^\n]*)*/.exec(text)?.[0] ?? '';
  return [...comment.matchAll(/\b(?:src|test|bin|scripts)\/[\w./-]*[\w/]/g)].map(([path]) => path);
}

function filesBelow(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.ts')).map((file) => join(folder, file));
}
