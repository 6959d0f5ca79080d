import type { Readable } from 'node:stream';
import type { ExitCode } from './exit-code.ts';
import type { AnyOptions, Settings } from './options/option.ts';

/** What a command may touch of the process it runs in; tests hand it another one. */
export interface Context {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: Readable;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by SIGINT and SIGTERM: finish what was promised and return. */
  readonly signal: AbortSignal;
  /** The real clock, milliseconds since 1970. */
  readonly now: () => number;
}

export interface Output {
  readonly isTTY: boolean;
  /** Terminal width in characters; 80 where there is no terminal. */
  readonly columns: number;
  write(text: string): void;
}

/** A command is a value: options, and one `run` that wires parts together and returns an exit code. */
export interface Command<O extends AnyOptions = AnyOptions> {
  /** What it does, in a sentence or two, at the top of its help. */
  readonly describe: string;
  readonly options: O;
  /** Command lines without the leading `building-sim`, each with what it does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  /** What else its help says, in front of the examples. */
  readonly notes?: readonly string[];
  readonly run: (
    settings: Settings<O>,
    context: Context,
    positionals: readonly string[],
  ) => Promise<ExitCode>;
}

/** Any command, whatever its options; the list of commands and the command line know no more. */
// biome-ignore lint/suspicious/noExplicitAny: settings are made from the very options that `run` declares
export type AnyCommand = Command<any>;

/** Keeps the option types of a command written as a literal. */
export function command<const O extends AnyOptions>(value: Command<O>): Command<O> {
  return value;
}
