import type { SensorKind } from '../building/sensors.ts';
import type { Act } from './act.ts';
import type { ChallengeFormat } from './challenge/challenge.ts';
import type { AnyCheckKind } from './check.ts';
import type { Words } from './words.ts';

/** The way of the program's packets. */
export const TRANSPORTS = ['mqtt', 'mqtts', 'ws', 'mqtt-sn'] as const;
export type ExerciseTransport = (typeof TRANSPORTS)[number];

/** An exercise: a task for a program, the tester's acts, and the checks with their points. */
export interface Exercise {
  /** The name of the shipped exercise, or of the file. */
  readonly name: string;
  readonly title: Words;
  readonly task: Words;
  /** A document on the subject. */
  readonly read: string | undefined;
  readonly transport: ExerciseTransport;
  /** All acts and checks together take no longer. */
  readonly timeLimitMs: number;
  /** How many programs the exercise has. */
  readonly programs: number;
  readonly challenge: ChallengeSettings | undefined;
  /** The program is told the building's name, and must use it. */
  readonly isBuildingTold: boolean;
  /** The program is told to run so long, and then to end by itself. */
  readonly seconds: number | undefined;
  readonly acts: readonly Act[];
  readonly checks: readonly CheckItem[];
}

export interface ChallengeSettings {
  readonly sensor: SensorKind;
  readonly format: ChallengeFormat;
}

/** A check of an exercise. */
export interface CheckItem {
  /** Unique in the exercise; the name of its kind by default. */
  readonly id: string;
  readonly kind: AnyCheckKind;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly points: number;
  /** Ids of checks. Unless they passed, this check is skipped. */
  readonly needs: readonly string[];
  /** A document on the subject. */
  readonly read: string | undefined;
  /** A failure is a warning only. */
  readonly isLenient: boolean;
  /** Decided at this time at the latest; undefined for the end of the run. */
  readonly withinMs: number | undefined;
}

export function maxPoints({ checks }: Exercise): number {
  return checks.reduce((sum, { points }) => sum + points, 0);
}
