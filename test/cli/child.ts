import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

export interface Result {
  /** Undefined where a signal ended the process. */
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ChildOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** All of stdin; left out, stdin is at its end. `open` leaves it to `write`. */
  readonly stdin?: string | Uint8Array | 'open';
}

/** A command under way, in a process of its own (`Child`) or in this one (`Here`), and everything it has said so far. */
export interface Running {
  readonly stdout: string;
  readonly stderr: string;
  /** Resolves when it has ended and all it said was read. */
  readonly ended: Promise<Pick<Result, 'code' | 'stdout' | 'stderr'>>;
  /** The first matching line of stdout, printed already or later; rejects if the command ends without it. */
  line(pattern: RegExp, from?: number): Promise<string>;
  /** The same for stderr. */
  errLine(pattern: RegExp, from?: number): Promise<string>;
  write(text: string | Uint8Array): void;
  endInput(): void;
  kill(signal?: NodeJS.Signals): void;
  /** Sends a signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Pick<Result, 'code' | 'stdout' | 'stderr'>>;
}

const running = new Set<Running>();

/** Stops every command that still runs; `test/cli/stop-running.ts` does so at the end of each test file. */
export async function stopRunning(): Promise<void> {
  await Promise.all([...running].map((command) => command.stop()));
}

/** Has `stopRunning` stop the command, unless it has ended before. */
export function stopAtTheEnd(command: Running): void {
  running.add(command);
  const forget = () => void running.delete(command);
  command.ended.then(forget, forget);
}

/** Starts a program. If it still runs at the end of the test file, it is killed. */
export function startChild(file: string, args: readonly string[], options: ChildOptions = {}): Child {
  return new Child(file, args, options);
}

/** What a command has said so far, and the lines of it that a test waits for. */
export abstract class Heard {
  protected readonly out: Transcript;
  protected readonly err: Transcript;

  constructor(command: string) {
    this.out = new Transcript(command);
    this.err = new Transcript(`stderr of ${command}`);
  }

  get stdout(): string {
    return this.out.text;
  }

  get stderr(): string {
    return this.err.text;
  }

  line(pattern: RegExp, from = 0): Promise<string> {
    return this.out.line(pattern, from);
  }

  errLine(pattern: RegExp, from = 0): Promise<string> {
    return this.err.line(pattern, from);
  }
}

/** A program under way. */
export class Child extends Heard implements Running {
  readonly process: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Result>;

  constructor(file: string, args: readonly string[], { env, cwd, stdin }: ChildOptions) {
    super([file, ...args].join(' '));
    this.process = spawn(file, args, { ...(env && { env }), ...(cwd && { cwd }) });
    record(this.process.stdout, this.out);
    record(this.process.stderr, this.err);
    this.process.stdin.on('error', () => {}); // a program need not read what it is given
    if (stdin !== 'open') this.process.stdin.end(stdin);
    this.ended = this.#ended();
    stopAtTheEnd(this);
  }

  write(text: string | Uint8Array): void {
    this.process.stdin.write(text);
  }

  endInput(): void {
    this.process.stdin.end();
  }

  kill(signal: NodeJS.Signals = 'SIGTERM'): void {
    this.process.kill(signal);
  }

  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<Result> {
    if (this.process.exitCode === null) {
      this.process.kill(signal);
      this.process.kill('SIGCONT');
    }
    return this.ended;
  }

  async #ended(): Promise<Result> {
    const [code, signal] = (await once(this.process, 'close')) as [number | null, NodeJS.Signals | null];
    return { code: code ?? undefined, signal: signal ?? undefined, stdout: this.stdout, stderr: this.stderr };
  }
}

function record(stream: Readable, transcript: Transcript): void {
  stream.setEncoding('utf8').on('data', (chunk: string) => transcript.add(chunk));
  stream.on('close', () => transcript.end());
}

/** The text of a stream so far, and the callers waiting for a line of it. */
export class Transcript {
  text = '';
  readonly #name: string;
  readonly #waiting = new Set<() => void>();
  #isOver = false;

  constructor(name: string) {
    this.#name = name;
  }

  add(text: string): void {
    this.text += text;
    this.#check();
  }

  /** No more will come. */
  end(): void {
    this.#isOver = true;
    this.#check();
  }

  /** `from`: how much of the text, in characters, is old news. */
  line(pattern: RegExp, from: number): Promise<string> {
    return new Promise((resolve, reject) => {
      let searched = from;
      const check = (): void => {
        const end = this.text.lastIndexOf('\n') + 1;
        const lines = end > searched ? this.text.slice(searched, end - 1).split('\n') : [];
        searched = Math.max(searched, end);
        const found = lines.find((line) => pattern.test(line));
        if (found === undefined && !this.#isOver) return;
        this.#waiting.delete(check);
        if (found === undefined) reject(new Error(`${this.#name}: no ${pattern} in:\n${this.text}`));
        else resolve(found);
      };
      this.#waiting.add(check);
      check();
    });
  }

  #check(): void {
    for (const check of [...this.#waiting]) check();
  }
}
