import { readFileSync } from 'node:fs';
import { type Failure, usageFailure } from '../failure.ts';
import { escapeControl } from '../text/escape.ts';
import type { Problem } from '../yaml/document.ts';

const SHOWN_PROBLEMS = 20;

/** The text of a file that an option names. Throws a usage failure. */
export function readOptionFile(option: string, file: string, hint = ''): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw usageFailure(`${option} '${file}': can't be read: ${code}${hint}`, { cause: error });
  }
}

/** A usage failure that names each problem's line. */
export function problemsFailure(file: string, problems: readonly Problem[]): Failure {
  return usageFailure(problemLines(file, problems).slice(0, SHOWN_PROBLEMS).join('\n'));
}

/** `FILE:LINE:COLUMN: what is wrong`, in the order of the file. */
export function problemLines(file: string, problems: readonly Problem[]): string[] {
  return problems
    .toSorted((a, b) => a.line - b.line || a.column - b.column)
    .map(({ line, column, message }) => `${file}:${line}:${column}: ${escapeControl(message)}`);
}
