import { type Exercise, maxPoints } from '../exercise.ts';
import type { Finding } from '../judge.ts';
import { OUTCOMES, type Outcome } from '../verdict.ts';
import { countOutcomes, totalPoints } from './report.ts';

/** `gone`: the tester died, or lost its connection. */
export const CHECK_STATES = ['running', 'done', 'gone'] as const;
export type CheckState = (typeof CHECK_STATES)[number];

/** The state of one check run, as the tester publishes it for the class: retained, and as its will. */
export interface CheckProgress {
  readonly type: 'check-progress';
  readonly exercise: string;
  readonly state: CheckState;
  /** How many checks have each outcome so far. */
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** All checks of the exercise. */
  readonly checks: number;
  readonly points: number;
  readonly max_points: number;
  /** The ids of failed checks. */
  readonly failing: readonly string[];
  /** ISO 8601. */
  readonly time: string;
}

/** The progress of a run. `timeMs` is in milliseconds since 1970. */
export function checkProgress(
  exercise: Exercise,
  findings: readonly Finding[],
  state: CheckState,
  timeMs: number,
): CheckProgress {
  return {
    type: 'check-progress',
    exercise: exercise.name,
    state,
    outcomes: countOutcomes(findings),
    checks: exercise.checks.length,
    points: totalPoints(findings),
    max_points: maxPoints(exercise),
    failing: findings.filter(({ verdict }) => verdict.outcome === 'failed').map(({ item }) => item.id),
    time: new Date(timeMs).toISOString(),
  };
}

const START = Buffer.from('{"type":"check-progress"');
const MAX_BYTES = 16 * 1024;
const MAX_FAILING = 50;
const MAX_NAME = 80;

/** Reads a payload of `--report-to`; undefined for every other payload. Texts may hold any character. */
export function readCheckProgress(payload: Uint8Array): CheckProgress | undefined {
  if (payload.length > MAX_BYTES || Buffer.compare(payload.subarray(0, START.length), START) !== 0)
    return undefined;
  try {
    return progressOf(JSON.parse(Buffer.from(payload).toString()));
  } catch {
    return undefined;
  }
}

/** The fields of the right types; everything else is left out. */
function progressOf(data: Readonly<Record<string, unknown>>): CheckProgress | undefined {
  const { exercise, state, outcomes, checks, points, max_points: maximum, failing, time } = data;
  const known = CHECK_STATES.find((name) => name === state);
  if (known === undefined || typeof exercise !== 'string') return undefined;
  const counts = new Map<string, unknown>(typeof outcomes === 'object' ? Object.entries(outcomes ?? {}) : []);
  return {
    type: 'check-progress',
    exercise: exercise.slice(0, MAX_NAME),
    state: known,
    outcomes: Object.fromEntries(OUTCOMES.map((name) => [name, count(counts.get(name))])) as Record<
      Outcome,
      number
    >,
    checks: count(checks),
    points: count(points),
    max_points: count(maximum),
    failing: namesIn(failing),
    time: typeof time === 'string' ? time.slice(0, MAX_NAME) : '',
  };
}

function count(value: unknown): number {
  return typeof value === 'number' && value >= 0 && value <= 1_000_000 ? value : 0;
}

function namesIn(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  const names = list.slice(0, MAX_FAILING).filter((name): name is string => typeof name === 'string');
  return names.map((name) => name.slice(0, MAX_NAME));
}
