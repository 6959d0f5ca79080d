import { spawn } from 'node:child_process';
import type { AlarmEvent } from '../alarm/event.ts';
import type { Sink } from './sink.ts';

export interface CommandRunnerSettings {
  readonly command: readonly [file: string, ...args: string[]];
  /** How many may run at the same time. */
  readonly parallel: number;
  /** How long one may run before it, and what it has started, is killed. */
  readonly timeoutMs: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly recordOf: (event: AlarmEvent) => Readonly<Record<string, unknown>>;
}

/** Events that wait for a command at most; the newest are dropped. */
const MAX_WAITING = 1000;
/** How long the end waits for commands that run, in which no further ones are started. */
const END_MS = 2000;

/**
 * Runs a command for each event: with the event's fields in its environment (`ALARM_STATE`, `ALARM_TOPIC` …) and
 * as a line of JSON on its stdin. The command is started as it is, with no shell between, and never has anything
 * that came over the network among its arguments.
 */
export function createCommandRunner(settings: CommandRunnerSettings): Sink {
  const { parallel, timeoutMs, recordOf } = settings;
  const waiting: AlarmEvent[] = [];
  const running = new Set<Promise<void>>();
  const counts = { done: 0, failed: 0, timedOut: 0, dropped: 0 };

  return {
    take: (event) => {
      if (waiting.length >= MAX_WAITING) counts.dropped++;
      else waiting.push(event);
      pump();
    },
    end: async () => {
      const over = new Promise<void>((resolve) => setTimeout(resolve, END_MS).unref());
      while (
        running.size > 0 &&
        (await Promise.race([over.then(() => 'over'), Promise.race(running)])) !== 'over'
      );
      counts.dropped += waiting.length + running.size;
      waiting.length = 0;
      const { done, failed, timedOut, dropped } = counts;
      return `ran the command for ${done + failed + timedOut} events: ${failed} failed, ${timedOut} took too long, ${dropped} dropped`;
    },
  };

  function pump(): void {
    while (running.size < parallel) {
      const event = waiting.shift();
      if (event === undefined) return;
      const run = runCommand(settings, recordOf(event), timeoutMs).then((outcome) => {
        counts[outcome]++;
        running.delete(run);
        pump();
      });
      running.add(run);
    }
  }
}

type Outcome = 'done' | 'failed' | 'timedOut';

function runCommand(
  { command: [file, ...args], env }: CommandRunnerSettings,
  record: Readonly<Record<string, unknown>>,
  timeoutMs: number,
): Promise<Outcome> {
  return new Promise((resolve) => {
    // A group of its own, so that what it starts is killed with it.
    const child = spawn(file, args, {
      env: { ...env, ...environmentOf(record) },
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
      shell: false,
    });
    let isTimedOut = false;
    const timer = setTimeout(() => {
      isTimedOut = true;
      killGroup(child.pid);
    }, timeoutMs);
    const settle = (isGood: boolean): void => {
      clearTimeout(timer);
      resolve(isTimedOut ? 'timedOut' : isGood ? 'done' : 'failed');
    };
    child.once('error', () => settle(false));
    child.once('exit', (code) => settle(code === 0));
    child.stdin.on('error', () => {}); // a command need not read what it is given
    child.stdin.end(`${JSON.stringify(record)}\n`);
    child.unref();
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // it has just ended
  }
}

/** `duration_s` becomes `ALARM_DURATION_S`. The environment can't hold NUL. */
function environmentOf(record: Readonly<Record<string, unknown>>): Record<string, string> {
  const known = Object.entries(record).filter(([key, value]) => key !== 'type' && value !== undefined);
  return Object.fromEntries(
    known.map(([key, value]) => [`ALARM_${key.toUpperCase()}`, String(value).replaceAll('\0', '\ufffd')]),
  );
}
