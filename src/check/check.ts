import type { Fields, ReadFields } from '../yaml/shape.ts';
import type { Evidence } from './evidence.ts';
import type { Task } from './task.ts';
import type { Verdict } from './verdict.ts';
import type { Words } from './words.ts';

/** A kind of check: one file in `checks/`, and one line in `checks/list.ts`. */
export interface CheckKind<F extends Fields = Fields> {
  /** The name in exercises: `random-interval`. */
  readonly name: string;
  /** The keys of its parameters in an exercise. All are optional. */
  readonly parameters: F;
  /** The rule in a sentence. */
  readonly rule: (parameters: CheckParameters<F>, task: Task) => Words;
  /**
   * Undefined as long as more evidence may change the verdict. With `isOver` no more will come, and undefined means not
   * seen. Called often: it must take milliseconds.
   */
  readonly decide: (
    evidence: Evidence,
    parameters: CheckParameters<F>,
    task: Task,
    isOver: boolean,
  ) => Verdict | undefined;
}

export type CheckParameters<F extends Fields> = Omit<ReadFields<F>, 'position'>;

/** A check with any parameters, as lists of checks know it. */
// biome-ignore lint/suspicious/noExplicitAny: parameters are read by the very shapes that the check declares
export type AnyCheckKind = CheckKind<any>;

/** Keeps the types of the parameters of a check written as a literal. */
export function checkKind<const F extends Fields>(kind: CheckKind<F>): CheckKind<F> {
  return kind;
}
