import type { Exercise } from '../exercise.ts';
import type { Finding } from '../judge.ts';
import type { Outcome } from '../verdict.ts';

/** All findings of one run, and the facts to repeat it. */
export interface CheckReport {
  readonly exercise: Exercise;
  readonly findings: readonly Finding[];
  readonly seed: string;
  /** The version of building-sim. */
  readonly version: string;
  /** SHA-256 of the program's files, in hexadecimal digits; undefined if no file was named. */
  readonly filesSha256: string | undefined;
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly elapsedMs: number;
}

/** The points of a finding: all of them, or none. */
export function pointsOf({ item, verdict }: Finding): number {
  return isGood(verdict.outcome) ? item.points : 0;
}

export function isGood(outcome: Outcome): boolean {
  return outcome === 'passed' || outcome === 'warning';
}

/** How many findings have each outcome. */
export function countOutcomes(findings: readonly Finding[]): Readonly<Record<Outcome, number>> {
  const counts = { passed: 0, warning: 0, 'not-seen': 0, skipped: 0, failed: 0 };
  for (const { verdict } of findings) counts[verdict.outcome]++;
  return counts;
}

export function totalPoints(findings: readonly Finding[]): number {
  return findings.reduce((sum, finding) => sum + pointsOf(finding), 0);
}
