/** One check of a result. The names are those of the JSON lines of `check`. */
export interface ResultCheck {
  readonly check: string;
  /** `passed`, `warning`, `not-seen`, `skipped` or `failed`. */
  readonly verdict: string;
  readonly points: number;
  readonly max_points: number;
  readonly rule: string;
  readonly seen?: string;
  readonly expected?: string;
  readonly packet?: string;
  readonly hint?: string;
  readonly read?: string;
}

/** One exercise of one student. Texts may hold any character. */
export interface ClassResult {
  readonly student: string;
  readonly exercise: string;
  /** The reason why nothing could be judged; the student is not to blame. */
  readonly fault?: string;
  readonly checks: readonly ResultCheck[];
  readonly points: number;
  readonly max_points: number;
  /** Empty if nothing was judged. */
  readonly seed: string;
}

export function isWithoutFault({ fault, checks }: ClassResult): boolean {
  return fault === undefined && checks.every(({ verdict }) => verdict === 'passed' || verdict === 'warning');
}

/** A result whose points say nothing yet: it is to be judged again. */
export function unjudged(student: string, exercise: string, fault: string): ClassResult {
  return { student, exercise, fault, checks: [], points: 0, max_points: 0, seed: '' };
}
