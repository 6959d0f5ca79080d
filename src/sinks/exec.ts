import type { Sink } from '../observation/sink.ts';
import { defaulted, optional } from '../options/values.ts';
import { killTrees, MARK_VARIABLE, type ProcessTree } from '../process-tree.ts';
import { splitCommand } from '../text/command-words.ts';
import { counted } from '../text/counted.ts';
import { readDuration, readInteger } from '../text/reader.ts';
import { isRecordable, type Recordable, recordOf } from './record.ts';
import { sinkKind } from './sink-kind.ts';
import { Unsettled } from './unsettled.ts';

/** Runs a command for each reading, breach or alarm. */
export const exec = sinkKind({
  takes: ['message', 'breach', 'alarm'],
  options: {
    exec: optional(
      {
        group: 'Output',
        takes: 'COMMAND',
        describe: 'run this for each result, without a shell',
        more: "The result's fields are ALARM_LEVEL, READING_VALUE … in its environment, and JSON on its stdin.",
      },
      splitCommand,
    ),
    'exec-timeout': defaulted(
      {
        group: 'Output',
        takes: 'TIME',
        isRare: true,
        default: '10s',
        describe: 'kill a command after this time',
      },
      readDuration,
    ),
    'exec-parallel': defaulted(
      {
        group: 'Output',
        takes: 'N',
        isRare: true,
        default: '4',
        describe: 'commands running at once, at most',
      },
      readInteger(1, 100),
    ),
    'exec-queue': defaulted(
      {
        group: 'Output',
        takes: 'N',
        isRare: true,
        default: '1000',
        describe: 'results that wait for a command, at most',
      },
      readInteger(0, 1_000_000),
    ),
  },
  open: (settings, { env, warn }) =>
    settings.exec &&
    createExecSink({
      command: settings.exec,
      parallel: settings['exec-parallel'],
      queue: settings['exec-queue'],
      timeoutMs: settings['exec-timeout'],
      env,
      warn,
    }),
});

export interface ExecSettings {
  readonly command: readonly [file: string, ...args: string[]];
  /** The largest number of commands at the same time. */
  readonly parallel: number;
  /** At most so many results wait for a command; the newest are dropped. */
  readonly queue: number;
  /** After this time a command is killed, with every process of its own. */
  readonly timeoutMs: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called at the first dropped result. */
  readonly warn: (text: string) => void;
}

/** The end waits so long for running commands, kills the others, and starts no further ones. */
const END_MS = 2000;

/**
 * Runs a command for each result: with the record's fields in its environment (`ALARM_STATE`, `READING_VALUE` …) and
 * the record as a line of JSON on its stdin. The command is started without a shell, and never has text from the
 * network among its arguments.
 */
export function createExecSink(settings: ExecSettings): Sink {
  const waiting: { readonly observation: Recordable; readonly told: () => void }[] = [];
  const unsettled = new Unsettled();
  const running = new Map<Promise<void>, ProcessTree | undefined>();
  /** The commands still running are killed. */
  let isOver = false;
  const counts = { done: 0, failed: 0, timedOut: 0, dropped: 0 };

  return {
    take: (observation) => {
      if (!isRecordable(observation)) return;
      if (running.size >= settings.parallel && waiting.length >= settings.queue) drop();
      else waiting.push({ observation, told: unsettled.add() });
      pump();
    },
    told: () => unsettled.settled(),
    end: async () => {
      counts.dropped += waiting.length;
      waiting.length = 0;
      const over = new Promise<void>((resolve) => setTimeout(resolve, END_MS).unref());
      while (
        running.size > 0 &&
        (await Promise.race([over.then(() => 'over'), Promise.race(running.keys())])) !== 'over'
      );
      counts.dropped += running.size;
      isOver = true;
      killTrees([...running.values()].filter((tree) => tree !== undefined));
      const { done, failed, timedOut, dropped } = counts;
      return `ran the command for ${counted(done + failed + timedOut, 'result')}: ${failed} failed, ${timedOut} took too long, ${dropped} dropped`;
    },
  };

  function drop(): void {
    counts.dropped++;
    if (counts.dropped > 1) return;
    settings.warn(
      `--exec: ${counted(settings.queue, 'result')} wait for a command; further results run none (--exec-queue, --exec-parallel)`,
    );
  }

  function pump(): void {
    while (running.size < settings.parallel) {
      const next = waiting.shift();
      if (next === undefined) return;
      const { outcome: ended, tree } = runCommand(settings, recordOf(next.observation));
      const run = ended.then((outcome) => {
        counts[outcome]++;
        running.delete(run);
        if (!isOver) next.told();
        pump();
      });
      running.set(run, tree);
    }
  }
}

type Outcome = 'done' | 'failed' | 'timedOut';

interface RunningCommand {
  readonly outcome: Promise<Outcome>;
  /** Undefined for a command that can't be started. */
  readonly tree: ProcessTree | undefined;
}

function runCommand(
  { command: [file, ...args], env, timeoutMs }: ExecSettings,
  record: Readonly<Record<string, unknown>>,
): RunningCommand {
  const { randomUUID } = process.getBuiltinModule('node:crypto');
  const { spawn } = process.getBuiltinModule('node:child_process');
  const mark = randomUUID();
  const child = spawn(file, args, {
    env: { ...env, ...environmentOf(record), [MARK_VARIABLE]: mark },
    stdio: ['pipe', 'ignore', 'ignore'],
    // A process group of its own. On Windows it would open a window.
    detached: process.platform !== 'win32',
    windowsHide: true,
    shell: false,
  });
  const tree = child.pid === undefined ? undefined : { pid: child.pid, mark };
  const outcome = new Promise<Outcome>((resolve) => {
    let isTimedOut = false;
    const timer = setTimeout(() => {
      isTimedOut = true;
      if (tree !== undefined) killTrees([tree]);
    }, timeoutMs);
    const settle = (isGood: boolean): void => {
      clearTimeout(timer);
      resolve(isTimedOut ? 'timedOut' : isGood ? 'done' : 'failed');
    };
    child.once('error', () => settle(false));
    child.once('exit', (code) => settle(code === 0));
  });
  child.stdin.on('error', () => {}); // a command need not read its stdin
  child.stdin.end(`${JSON.stringify(record)}\n`);
  child.unref();
  return { outcome, tree };
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
