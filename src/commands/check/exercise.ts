import type { Exercise } from '../../check/exercise.ts';
import { readExercise } from '../../check/exercise-file.ts';
import { usageFailure } from '../../failure.ts';
import { readTextFile } from '../../named-file.ts';
import { problemsFailure } from '../../options/file-problems.ts';
import { SHIPPED_EXERCISES, shippedExercise } from '../../shipped-exercises.ts';
import { escapeControl } from '../../text/escape.ts';
import { nearest } from '../../text/nearest.ts';

/** The shipped exercise of that name, or the exercise of a file. Throws a usage failure with the line of each problem. */
export function loadExercise(name: string): Exercise {
  const { exercise, problems } = readExercise(name, exerciseText(name));
  if (exercise === undefined) throw problemsFailure(name, problems);
  return exercise;
}

/** The text of a shipped exercise, or of a file. Throws a usage failure. */
export function exerciseText(name: string): string {
  const shipped = shippedExercise(name);
  if (shipped !== undefined) return shipped;
  if (/[./\\]/.test(name)) return readTextFile('exercise', name);
  const meant = nearest(name, SHIPPED_EXERCISES);
  const hint = meant === undefined ? 'check --list has all of them' : `did you mean ${meant}?`;
  throw usageFailure(`no exercise '${escapeControl(name)}': ${hint}; a file has a . or / in its name`);
}
