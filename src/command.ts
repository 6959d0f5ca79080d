import type { Readable } from 'node:stream';
import type { ExitCode } from './exit-code.ts';
import type { AnyOptions, Settings } from './options/option.ts';

/** The parts of the process that a command may touch. Tests hand over another one. */
export interface Context {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: Readable;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by SIGINT and SIGTERM: the command keeps its promises (QoS 1 and 2) and returns. */
  readonly signal: AbortSignal;
  /** The real clock, milliseconds since 1970. */
  readonly now: () => number;
  /** The command line of this process, to run it again. */
  readonly program?: readonly string[];
}

export interface Output {
  readonly isTTY: boolean;
  /** A file or a device: lines of several processes do not mix, as they do in a pipe. */
  readonly isFile?: boolean;
  /** Terminal width in characters; 80 without a terminal. */
  readonly columns: number;
  /** Terminal height in lines; undefined without a terminal. */
  readonly rows?: number | undefined;
  /** Calls back when the text, and all text before it, was written. */
  write(text: string, done?: () => void): void;
}

/** A command is a value: options, and a `run` that wires parts together and resolves with an exit code. */
export interface Command<O extends AnyOptions = AnyOptions> {
  /** One or two sentences at the top of its help. */
  readonly describe: string;
  readonly options: O;
  /** Two to four of them. */
  readonly examples: readonly HelpExample[];
  /** Further lines at the end of its help. */
  readonly notes?: readonly string[];
  /** Further lines at the end of its whole help. */
  readonly details?: readonly string[];
  readonly run: (
    settings: Settings<O>,
    context: Context,
    positionals: readonly string[],
  ) => Promise<ExitCode>;
}

/** A command line without the leading `building-sim`, and an explanation. */
export type HelpExample = readonly [line: string, does: string];

/** A command with any options, as the list of commands and the command line know it. */
// biome-ignore lint/suspicious/noExplicitAny: settings are made from the very options that `run` declares
export type AnyCommand = Command<any>;

/** Keeps the option types of a command written as a literal. */
export function command<const O extends AnyOptions>(value: Command<O>): Command<O> {
  return value;
}
