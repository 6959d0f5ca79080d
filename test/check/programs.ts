import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A program to be judged, as its first comments say. */
export interface SampleProgram {
  readonly file: string;
  readonly exercise: string;
  /** For `--exec`. */
  readonly command: string;
  /** The ids of the checks that must fail; none for a right program. */
  readonly fails: readonly string[];
}

const FOLDER = join('test', 'check', 'programs');
const PYTHON = '/usr/bin/python3';
const INTERPRETERS: Readonly<Record<string, string>> = {
  py: PYTHON,
  mjs: process.execPath,
  sh: '/bin/bash',
};

/**
 * The programs of a folder. A comment `exercise: NAME ARGUMENTS…` makes a program of a file, a second one makes another.
 * A comment `fails: CHECK…` names the checks that fail. A file without these comments is a part of other programs.
 */
export function samplePrograms(folder: 'right' | 'wrong'): readonly SampleProgram[] {
  return readdirSync(join(FOLDER, folder)).flatMap((name) => {
    const file = join(FOLDER, folder, name);
    const interpreter = INTERPRETERS[name.split('.').at(-1) ?? ''];
    if (interpreter === undefined) return [];
    const text = readFileSync(file, 'utf8');
    const fails = /^(?:#|\/\/) fails: (.*)$/m.exec(text)?.[1]?.split(' ') ?? [];
    return [...text.matchAll(/^(?:#|\/\/) exercise: (\S+) ?(.*)$/gm)].map(([, exercise = '', args = '']) => ({
      file,
      exercise,
      command: [interpreter, file, args].join(' ').trimEnd(),
      fails,
    }));
  });
}
