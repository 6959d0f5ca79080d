import type { Exercise } from '../../check/exercise.ts';
import type { ConnectionSettings } from '../../mqtt/settings.ts';

/** A command to start a program with. */
export interface ProgramCommand {
  /** As it was given, for people. */
  readonly text: string;
  readonly words: readonly [file: string, ...args: string[]];
}

export interface JudgingSettings {
  readonly exercise: Exercise;
  /** The programs to start; none if somebody else starts them. */
  readonly commands: readonly ProgramCommand[];
  /** The working folder of the programs; undefined for this process's own. */
  readonly folder: string | undefined;
  /** The programs connect here. Port 0 is any free port. */
  readonly listen: { readonly host: string; readonly port: number };
  /** A broker of others, to watch only; undefined for an own one. */
  readonly watched: ConnectionSettings | undefined;
  readonly prefix: string | undefined;
  /** Undefined: drawn from the seed. */
  readonly building: string | undefined;
  readonly threshold: number | undefined;
  /** Undefined: a new one. */
  readonly seed: string | undefined;
  /** Undefined: the exercise's own. */
  readonly timeLimitMs: number | undefined;
  /** The environment of this process. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** The real clock, in milliseconds since 1970. */
  readonly now: () => number;
}
