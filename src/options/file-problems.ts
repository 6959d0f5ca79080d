import { type Failure, usageFailure } from '../failure.ts';
import { escapeControl } from '../text/escape.ts';
import type { Problem } from '../yaml/document.ts';

const SHOWN_PROBLEMS = 5;

/** A usage failure with the line of each problem. */
export function problemsFailure(file: string, problems: readonly Problem[]): Failure {
  return usageFailure(problemLines(file, problems).slice(0, SHOWN_PROBLEMS).join('; '));
}

/** `FILE:LINE:COLUMN: problem`, in the order of the file. */
export function problemLines(file: string, problems: readonly Problem[]): string[] {
  return problems
    .toSorted((a, b) => a.line - b.line || a.column - b.column)
    .map(({ line, column, message }) => `${file}:${line}:${column}: ${escapeControl(message)}`);
}
