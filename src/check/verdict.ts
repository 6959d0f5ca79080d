import type { Words } from './words.ts';

/** The outcomes of a check, from good to bad. `not-seen`: nothing happened that shows the rule kept or broken. */
export const OUTCOMES = ['passed', 'warning', 'not-seen', 'skipped', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The decision of one check. */
export interface Verdict extends Clues {
  readonly outcome: Outcome;
}

/** The reasons of a verdict. Texts of the program and from the network are not escaped. */
export interface Clues {
  /** The facts, to the letter. */
  readonly seen?: Words;
  readonly expected?: Words;
  /** The packet with the fault, in a line. */
  readonly packet?: string;
  /** A way to mend it, for `--explain`. */
  readonly hint?: Words;
}

export const PASSED: Verdict = { outcome: 'passed' };

export function passed(seen?: Words): Verdict {
  return { outcome: 'passed', ...(seen && { seen }) };
}

export function failed(clues: Clues): Verdict {
  return { outcome: 'failed', ...clues };
}

/** Passed, with a remark. */
export function warned(clues: Clues): Verdict {
  return { outcome: 'warning', ...clues };
}

/** `expected` says what would have to happen. */
export function notSeen(seen: Words, expected?: Words): Verdict {
  return { outcome: 'not-seen', seen, ...(expected && { expected }) };
}
