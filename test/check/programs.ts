import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lacks } from '../parts.ts';

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
/** A Python with Paho 2, for Debian's has one version only: `python3 -m venv`, and `pip install paho-mqtt`. */
const PAHO_2_PYTHON = process.env.PAHO_2_PYTHON ?? PYTHON;
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
    const own = isForPaho2(text) ? PAHO_2_PYTHON : interpreter;
    const fails = /^(?:#|\/\/) fails: (.*)$/m.exec(text)?.[1]?.split(' ') ?? [];
    return [...text.matchAll(/^(?:#|\/\/) exercise: (\S+) ?(.*)$/gm)].map(([, exercise = '', args = '']) => ({
      file,
      exercise,
      command: [own, file, args].join(' ').trimEnd(),
      fails,
    }));
  });
}

/** True for a line of `check -J` that says: the machine is too busy to tell. No program has failed by it. */
export function isUndecided({ expected }: Readonly<Record<string, unknown>>): boolean {
  return String(expected).includes('too busy to tell');
}

function isForPaho2(text: string): boolean {
  return text.includes('CallbackAPIVersion');
}

/** True if the program's client is installed. */
export function canRun({ file }: SampleProgram): boolean {
  const text = readFileSync(file, 'utf8');
  if (text.includes('mosquitto_')) return hasMosquitto;
  if (isForPaho2(text)) return pahoVersion(PAHO_2_PYTHON) === '2';
  if (/import mqtt\b|from lab import|paho/.test(text) && file.endsWith('.py'))
    return pahoVersion(PYTHON) === '1';
  return true;
}

const hasMosquitto = !lacks('mosquitto-clients');
const versions = new Map<string, string>();

/** Debian's package may be either version. */
function pahoVersion(python: string): string {
  const known = versions.get(python);
  if (known !== undefined) return known;
  const show = 'import paho.mqtt as m; print(m.__version__[0])';
  const isMissing = python === PYTHON && lacks('python3-paho-mqtt');
  const version = isMissing ? '' : execFileSync(python, ['-c', show], { encoding: 'utf8' }).trim();
  versions.set(python, version);
  return version;
}
