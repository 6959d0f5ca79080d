import { spawn } from 'node:child_process';
import type { Sink } from '../observation/sink.ts';
import { defaulted, optional } from '../options/values.ts';
import { splitCommand } from '../text/command-words.ts';
import { counted } from '../text/counted.ts';
import { readDuration, readInteger } from '../text/reader.ts';
import { isRecordable, type Recordable, recordOf } from './record.ts';
import { sinkKind } from './sink-kind.ts';

/** Runs a command for each reading, breach or alarm. */
export const exec = sinkKind({
  takes: ['message', 'breach', 'alarm'],
  options: {
    exec: optional(
      {
        group: 'Output',
        takes: 'COMMAND',
        describe:
          'run this for each result, with its fields as ALARM_LEVEL, READING_VALUE … and as JSON on stdin; no shell',
      },
      splitCommand,
    ),
    'exec-timeout': defaulted(
      { group: 'Output', takes: 'TIME', default: '10s', describe: 'kill a command after this time' },
      readDuration,
    ),
    'exec-parallel': defaulted(
      { group: 'Output', takes: 'N', default: '4', describe: 'commands running at once, at most' },
      readInteger(1, 100),
    ),
  },
  open: (settings, { env }) =>
    settings.exec &&
    createExecSink({
      command: settings.exec,
      parallel: settings['exec-parallel'],
      timeoutMs: settings['exec-timeout'],
      env,
    }),
});

export interface ExecSettings {
  readonly command: readonly [file: string, ...args: string[]];
  /** The largest number of commands at the same time. */
  readonly parallel: number;
  /** After this time a command is killed, with every process of its own. */
  readonly timeoutMs: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** At most so many results wait for a command; the newest are dropped. */
const MAX_WAITING = 1000;
/** The end waits so long for running commands, and starts no further ones. */
const END_MS = 2000;

/**
 * Runs a command for each result: with the record's fields in its environment (`ALARM_STATE`, `READING_VALUE` …) and
 * the record as a line of JSON on its stdin. The command is started without a shell, and never has text from the
 * network among its arguments.
 */
export function createExecSink(settings: ExecSettings): Sink {
  const waiting: Recordable[] = [];
  const running = new Set<Promise<void>>();
  const counts = { done: 0, failed: 0, timedOut: 0, dropped: 0 };

  return {
    take: (observation) => {
      if (!isRecordable(observation)) return;
      if (waiting.length >= MAX_WAITING) counts.dropped++;
      else waiting.push(observation);
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
      return `ran the command for ${counted(done + failed + timedOut, 'result')}: ${failed} failed, ${timedOut} took too long, ${dropped} dropped`;
    },
  };

  function pump(): void {
    while (running.size < settings.parallel) {
      const observation = waiting.shift();
      if (observation === undefined) return;
      const run = runCommand(settings, recordOf(observation)).then((outcome) => {
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
  { command: [file, ...args], env, timeoutMs }: ExecSettings,
  record: Readonly<Record<string, unknown>>,
): Promise<Outcome> {
  return new Promise((resolve) => {
    // A process group of its own: its child processes are killed with it.
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
    child.stdin.on('error', () => {}); // a command need not read its stdin
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

/** In characters. Linux takes no variable above 128 KiB; stdin has the whole payload. */
const MAX_VARIABLE = 32_768;

/** `duration_s` of an alarm becomes `ALARM_DURATION_S`. The environment can't hold NUL. */
function environmentOf({ type, ...fields }: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) => [`${type}_${key}`.toUpperCase(), String(value).replaceAll('\0', '\ufffd')] as const,
    );
  return Object.fromEntries(texts.filter(([, text]) => text.length <= MAX_VARIABLE));
}
