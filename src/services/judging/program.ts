import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';
import type { OutputLine, ProgramExit, ProgramRun } from '../../check/evidence.ts';
import { systemFault } from '../../named-file.ts';
import { killTrees, MARK_VARIABLE } from '../../process-tree.ts';
import { settledWithin } from '../../timers.ts';
import type { MachinePace } from './machine-pace.ts';

export interface ProgramSettings {
  /** Counts the programs from 1. */
  readonly number: number;
  /** The command as it was given. */
  readonly command: string;
  readonly words: readonly [file: string, ...args: string[]];
  readonly env: Readonly<Record<string, string>>;
  /** The working folder; undefined for the tester's own. */
  readonly folder: string | undefined;
  /** Milliseconds since the start of the run. */
  readonly now: () => number;
  /** The program's patience counts in paced time. */
  readonly pace: Pick<MachinePace, 'elapsed'>;
}

/** The tester reads so much of each output of a program. */
const MAX_OUTPUT_BYTES = 256 * 1024;
const MAX_ERROR_LINES = 20;
const MAX_LINE = 4000;
/** The time to end after SIGINT, and again after SIGTERM. */
const PATIENCE_MS = 2000;

/** One start of a program under judgment: in a process group of its own, without a shell, its output bounded. */
export class JudgedProgram {
  readonly #settings: ProgramSettings;
  readonly #child: ChildProcess;
  readonly #mark = randomUUID();
  readonly #output: OutputLine[] = [];
  readonly #errors: string[] = [];
  readonly #ended: Promise<void>;
  readonly #startedAtMs: number;
  #isFlooding = false;
  #stoppedAtMs: number | undefined;
  #exit: ProgramExit | undefined;

  constructor(settings: ProgramSettings) {
    this.#settings = settings;
    const { words, env, folder, now } = settings;
    const [file, ...args] = words;
    this.#startedAtMs = now();
    this.#child = spawn(file, args, {
      env: { ...env, [MARK_VARIABLE]: this.#mark },
      ...(folder !== undefined && { cwd: folder }),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
      shell: false,
    });
    this.#readOutput();
    this.#ended = this.#whenEnded();
  }

  /** Everything seen so far; a snapshot but for the growing lists. */
  get run(): ProgramRun {
    return {
      program: this.#settings.number,
      command: this.#settings.command,
      startedAtMs: this.#startedAtMs,
      output: this.#output,
      errors: this.#errors,
      isFlooding: this.#isFlooding,
      stoppedAtMs: this.#stoppedAtMs,
      exit: this.#exit,
    };
  }

  get hasEnded(): boolean {
    return this.#exit !== undefined;
  }

  /** Ends the program as Ctrl-C does; then with SIGTERM; then kills it with all of its processes. */
  async stop(): Promise<void> {
    if (!this.hasEnded) {
      this.#stoppedAtMs ??= this.#settings.now();
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        this.#signal(signal);
        await this.#settings.pace.elapsed(PATIENCE_MS, () => this.hasEnded);
        if (this.hasEnded) break;
      }
    }
    await this.#sweep();
  }

  /** Kills the program at once, with all of its processes. */
  async kill(): Promise<void> {
    this.#stoppedAtMs ??= this.#settings.now();
    await this.#sweep();
  }

  /** Whatever the program left behind goes with it. */
  async #sweep(): Promise<void> {
    const { pid } = this.#child;
    if (pid !== undefined) killTrees([{ pid, mark: this.#mark }]);
    await settledWithin(PATIENCE_MS, this.#ended);
    // A process that got away may still hold the pipes.
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }

  /** The whole group gets the signal, as from a terminal. */
  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(process.platform === 'win32' ? pid : -pid, signal);
    } catch {
      // it has just ended
    }
  }

  #readOutput(): void {
    const { now } = this.#settings;
    const out = new LineCutter((text) => this.#output.push({ atMs: now(), text }));
    const err = new LineCutter((text) => {
      this.#errors.push(text);
      if (this.#errors.length > MAX_ERROR_LINES) this.#errors.shift();
    });
    for (const [stream, lines] of [
      [this.#child.stdout, out],
      [this.#child.stderr, err],
    ] as const) {
      let bytes = 0;
      stream?.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_OUTPUT_BYTES) this.#isFlooding = true;
        else lines.push(chunk);
      });
      stream?.on('close', () => lines.end());
      stream?.on('error', () => {});
    }
  }

  #whenEnded(): Promise<void> {
    const { now } = this.#settings;
    return new Promise((resolve) => {
      const end = (exit: Omit<ProgramExit, 'atMs'>): void => {
        this.#exit ??= { atMs: now(), ...exit };
        resolve();
      };
      this.#child.once('error', (cause) =>
        end({ code: undefined, signal: undefined, fault: systemFault(cause) }),
      );
      // `close` comes after the last output. A process that the program left behind may hold it back.
      const ended = (code: number | null, signal: NodeJS.Signals | null): void =>
        end({ code: code ?? undefined, signal: signal ?? undefined });
      this.#child.once('close', ended);
      this.#child.once('exit', (code, signal) => setTimeout(() => ended(code, signal), CLOSE_MS).unref());
    });
  }
}

/** The time for the last output of a program that has ended. */
const CLOSE_MS = 500;

/** Cuts bytes into lines, without terminal escapes. The last line need not end. */
class LineCutter {
  readonly #take: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  constructor(take: (line: string) => void) {
    this.#take = take;
  }

  push(chunk: Buffer): void {
    this.#add(this.#decoder.write(chunk));
  }

  end(): void {
    this.#add(this.#decoder.end());
    if (this.#rest !== '') this.#line(this.#rest);
    this.#rest = '';
  }

  #add(text: string): void {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = (lines.pop() ?? '').slice(0, MAX_LINE);
    for (const line of lines) this.#line(line);
  }

  #line(line: string): void {
    this.#take(stripVTControlCharacters(line).slice(0, MAX_LINE));
  }
}
