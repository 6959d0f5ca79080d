import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const BIN = fileURLToPath(new URL('../../../bin/building-sim.js', import.meta.url));
export const PATH = `${process.env.PATH}:/usr/sbin`;

const started = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of started) child.kill('SIGKILL');
});

export interface StartOptions {
  /** A file for stdin, or `pipe` to write it; nothing by default. */
  readonly input?: string;
  /** Limit of building-sim's heap: while the heap may grow, V8 collects no garbage for long. */
  readonly heapMb?: number;
  /** True to read stdout and stderr; otherwise they go to /dev/null. */
  readonly isHeard?: boolean;
}

/** Starts a program. It ends with the benchmark. */
export function start(file: string, args: readonly string[], { input, isHeard = false }: StartOptions = {}) {
  const stdin = input === 'pipe' ? 'pipe' : openSync(input ?? '/dev/null', 'r');
  const out = isHeard ? 'pipe' : 'ignore';
  const child = spawn(file, args, { stdio: [stdin, out, out], env: { ...process.env, PATH } });
  if (typeof stdin === 'number') closeSync(stdin);
  started.add(child);
  child.once('exit', () => started.delete(child));
  return child;
}

export function startSim(args: readonly string[], options?: StartOptions): ChildProcess {
  const heap = options?.heapMb === undefined ? [] : [`--max-old-space-size=${options.heapMb}`];
  return start(process.execPath, [...heap, BIN, ...args], options);
}

/** Runs a program to its end and gives the time taken, in milliseconds. */
export async function run(file: string, args: readonly string[], options?: StartOptions): Promise<number> {
  const from = performance.now();
  const [code] = await once(start(file, args, options), 'exit');
  if (code !== 0) throw new Error(`${file} ${args.join(' ')}: exit code ${code}`);
  return performance.now() - from;
}

export interface Consumed {
  /** From the start to the end. */
  readonly ms: number;
  /** User and system time of the program and its children. */
  readonly cpuMs: number;
}

/** Runs a program to its end, and gives its time. bash counts the CPU: no process can ask for that of an ended child. */
export async function consumed(
  file: string,
  args: readonly string[],
  options: StartOptions = {},
): Promise<Consumed> {
  const timed = 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null 2>/dev/null';
  const child = start('bash', ['-c', timed, 'bash', file, ...args], { ...options, isHeard: true });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${file} ${args.join(' ')}: exit code ${code}`);
  const [real = 0, user = 0, system = 0] = (said.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return { ms: real * 1000, cpuMs: (user + system) * 1000 };
}

export function runSim(args: readonly string[]): Promise<number> {
  return run(process.execPath, [BIN, ...args]);
}

export async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

/** A line of /proc/PID/status, such as VmRSS or VmHWM, in megabytes; undefined where there is no /proc. */
export function memoryMb({ pid }: ChildProcess, field: 'VmRSS' | 'VmHWM'): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kib = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
    return kib === undefined ? undefined : (Number(kib) * 1024) / 1e6;
  } catch {
    return undefined;
  }
}

/** User and system time of a process, in milliseconds; 0 for an ended one. */
export function cpuMs({ pid }: Pick<ChildProcess, 'pid'>): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
