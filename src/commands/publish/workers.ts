import { type ChildProcess, spawn } from 'node:child_process';
import { isoTime } from '../../building/time.ts';
import type { Context } from '../../command.ts';
import { EXIT, type ExitCode } from '../../exit-code.ts';
import { usageFailure } from '../../failure.ts';
import type { Sink } from '../../observation/sink.ts';
import { rawMessageOf } from '../../options/message.ts';
import { randomSeed } from '../../random-names.ts';
import { note, warn } from '../../services/note.ts';
import { isAttended } from '../attended.ts';
import type { PublishSettings } from './options.ts';
import { relayLines } from './relay-lines.ts';

/** Options of a single stream of messages, or of files that a single process writes. */
const FOR_ONE_PROCESS = [
  'count',
  'value',
  'replay',
  'shard',
  'truth',
  'ha-discovery',
  'status-topic',
] as const satisfies readonly (keyof PublishSettings)[];

/**
 * Publishes with several processes, each with its own connection and its own part of the sensors (a shard). Every process
 * computes the same reports, so each sensor has the same readings, in the same order, as with one process. Resolves with
 * the first exit code other than 0. Throws a usage failure for options of one process.
 */
export async function publishByWorkers(
  settings: PublishSettings,
  context: Context,
  sink: Sink,
): Promise<ExitCode> {
  const { workers } = settings;
  const alone = FOR_ONE_PROCESS.find((name) => isGiven(settings[name]));
  if (alone !== undefined) throw usageFailure(`--workers: leave out --${alone}, which needs one process`);
  if (rawMessageOf(settings)) throw usageFailure('--workers: leave out --topic, which needs one process');
  const seed = settings.seed ?? randomSeed();
  const start = isoTime(settings.start ?? context.now());
  if (settings.seed === undefined) note(sink, `to repeat this run: --seed ${seed} --start ${start}`);
  // A worker's notes go to this process: a person reads them all the same.
  const embedded = isAttended(settings, context) ? { BUILDING_SIM_EMBEDDED: 'true' } : {};
  const env = { ...embedded, ...context.env, BUILDING_SIM_SEED: seed, BUILDING_SIM_START: start };
  const children = Array.from({ length: workers }, (_, i) =>
    startWorker({ k: i + 1, n: workers }, { ...settings, env }, context, (text) => warn(sink, text)),
  );
  const stop = (): void => {
    const signal = context.signal.reason === EXIT.interrupted ? 'SIGINT' : 'SIGTERM';
    for (const child of children) child.process.kill(signal);
  };
  if (context.signal.aborted) stop();
  context.signal.addEventListener('abort', stop, { once: true });
  const codes = children.map(async ({ ended }) => {
    const code = await ended;
    // Without one part of the sensors the building is not whole.
    if (code !== EXIT.done && !context.signal.aborted) stop();
    return code;
  });
  let first: ExitCode = EXIT.done;
  for (const code of codes) {
    void code.then((each) => {
      if (first === EXIT.done) first = each;
    });
  }
  await Promise.all(codes);
  return first;
}

/** The context of a worker: the end of the process that started it ends it, too. */
export function workerContext(context: Context): Context {
  const orphaned = new AbortController();
  const { stdin } = context;
  stdin.once('close', () => orphaned.abort(EXIT.terminated)).resume();
  return { ...context, stdin, signal: AbortSignal.any([context.signal, orphaned.signal]) };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== false;
}

const SIGNALLED: Readonly<Partial<Record<NodeJS.Signals, ExitCode>>> = {
  SIGINT: EXIT.interrupted,
  SIGTERM: EXIT.terminated,
};

interface Worker {
  readonly process: ChildProcess;
  /** The exit code, when every line was passed on. */
  readonly ended: Promise<ExitCode>;
}

function startWorker(
  { k, n }: { readonly k: number; readonly n: number },
  { output, env }: Pick<PublishSettings, 'output'> & Pick<Context, 'env'>,
  { program, stdout, stderr }: Context,
  onKilled: (text: string) => void,
): Worker {
  const [file = process.execPath, ...args] = program ?? [];
  // Passing lines on would cost a quarter of the workers' time.
  const writesItself = stdout.isFile === true && !stdout.isTTY && output !== 'csv';
  const child = spawn(file, args, {
    // Ctrl-C goes to the whole group of a terminal; a second signal would end the worker at once.
    detached: true,
    // A worker notices the end of its stdin: it does not outlive this process.
    stdio: ['pipe', writesItself ? 'inherit' : 'pipe', 'pipe'],
    env: { ...env, BUILDING_SIM_WORKER: `${k}/${n}` },
  });
  const lines = child.stdout && relayLines(child.stdout, stdout, { isHeadless: output === 'csv' && k > 1 });
  const notes = child.stderr && relayLines(child.stderr, stderr, { prefix: `worker ${k}: ` });
  const exit = new Promise<ExitCode>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      // A signal ends a worker that has not yet begun to listen for signals.
      const known = code ?? (signal === null ? undefined : SIGNALLED[signal]);
      if (known === undefined)
        onKilled(
          `worker ${k} was ended by ${signal}, and the others stop: without its sensors the building is not whole`,
        );
      resolve(known ?? EXIT.unreachable);
    });
  });
  return { process: child, ended: Promise.all([exit, lines, notes]).then(([code]) => code) };
}
