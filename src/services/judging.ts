import { createHash, randomInt } from 'node:crypto';
import { statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { drawChallenge } from '../check/challenge/challenge.ts';
import { Draw } from '../check/challenge/draw.ts';
import type { TesterMessage } from '../check/challenge/sent-message.ts';
import type { Exercise } from '../check/exercise.ts';
import { Judge } from '../check/judge.ts';
import type { CheckReport } from '../check/report/report.ts';
import type { Task } from '../check/task.ts';
import type { InterferenceByRules } from '../interference/by-rules.ts';
import { readInterferenceRule } from '../interference/rule.ts';
import type { ConnectionSettings } from '../mqtt/settings.ts';
import { readNamedFile } from '../named-file.ts';
import { SILENT_SINK, type Sink } from '../observation/sink.ts';
import type { Session } from '../session.ts';
import type { Interference } from '../trace/interference.ts';
import { VERSION } from '../version.ts';
import { connect } from './connect.ts';
import { perform, type Stage } from './judging/acts.ts';
import { MachinePace } from './judging/machine-pace.ts';
import { JudgedProgram } from './judging/program.ts';
import {
  filledWords,
  type ProgramFacts,
  programEnvironment,
  programFacts,
} from './judging/program-environment.ts';
import { EvidenceRecorder } from './judging/recorder.ts';
import { openTestbed, type Testbed } from './judging/testbed.ts';
import { openWatch } from './judging/watch.ts';
import { note } from './note.ts';
import { seededInterference } from './tracing/seeded-interference.ts';

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

/** How often the evidence is judged. */
const REVIEW_MS = 100;

/**
 * Judges the programs of an exercise. The sink takes each finding as soon as it is decided, and the report at the end.
 * Nothing that the programs started is left behind. Throws a Failure if a port can't be had, or a watched broker not be
 * reached.
 */
export async function judging(settings: JudgingSettings, sink: Sink): Promise<CheckReport> {
  const seed = settings.seed ?? String(randomInt(1_000_000));
  const task = taskOf(settings, seed);
  const clock = startClock();
  const pace = new MachinePace();
  const recorder = new EvidenceRecorder(settings.watched === undefined, clock.now, pace);
  const interference = seededInterference([], seed);
  const bed = await openBed(settings, recorder, interference);
  const run = new Run({ settings, task, recorder, bed, interference, sink, clock, pace });
  try {
    await run.prepare();
    note(sink, introduction(settings, task, bed, seed));
    const startedAtMs = settings.now();
    await run.perform();
    const { findings } = run.judge;
    const elapsedMs = clock.now();
    const { exercise } = settings;
    const filesSha256 = hashFiles(settings.commands);
    const report = { exercise, findings, seed, version: VERSION, filesSha256, startedAtMs, elapsedMs };
    sink.take({ kind: 'check-report', report });
    return report;
  } finally {
    await run.end();
  }
}

function openBed(
  { watched, exercise, listen }: JudgingSettings,
  recorder: EvidenceRecorder,
  interference: Interference,
): Promise<Testbed> {
  if (watched !== undefined) return openWatch(watched);
  return openTestbed({
    ...{ transport: exercise.transport, listen, interference },
    onEvent: (event) => recorder.addEvent(event),
    onStranger: (reason) => recorder.addStranger(reason),
  });
}

function taskOf({ exercise, building, threshold, prefix }: JudgingSettings, seed: string): Task {
  const { challenge: settings, seconds, isBuildingTold } = exercise;
  const isBuildingFixed = isBuildingTold || building !== undefined;
  if (settings === undefined) {
    const name = building ?? `AULA${new Draw(seed).integer(10, 99)}`;
    const facts = { sensor: 'TEMP', threshold: threshold ?? 28, challenge: undefined } as const;
    return { prefix, building: name, isBuildingFixed, seconds, ...facts };
  }
  const challenge = drawChallenge(seed, { ...settings, building, threshold, prefix });
  return { ...challenge, prefix, isBuildingFixed, seconds, challenge };
}

interface RunClock {
  /** Milliseconds since the start of the run. */
  readonly now: () => number;
  readonly restart: () => void;
}

function startClock(): RunClock {
  let startedAt = performance.now();
  return {
    now: () => performance.now() - startedAt,
    restart: () => {
      startedAt = performance.now();
    },
  };
}

/** For people: the programs, the place and the seed. */
function introduction(
  { commands, exercise, watched }: JudgingSettings,
  { building, challenge, sensor, threshold }: Task,
  { place }: Testbed,
  seed: string,
): string {
  const told = challenge === undefined ? [] : [`building ${building}`, `${sensor} above ${threshold}`];
  const who =
    commands.length > 0
      ? [commands.map(({ text }) => text).join(' and ')]
      : [`${exercise.title.en}: start your program with ${place.url}; waiting`];
  const where = watched === undefined ? [] : [`watching ${place.url}: packets are not seen`];
  return [...who, ...where, ...told, `seed ${seed}`].join('; ');
}

const CLOSE_MS = 500;
const LATE_MS = 500;
/** The time for somebody to stop a program. */
const BY_HAND_MS = 15_000;
/** Messages on the way to the broker at a time. */
const PACE = 25;

interface RunParts {
  readonly settings: JudgingSettings;
  readonly task: Task;
  readonly recorder: EvidenceRecorder;
  readonly bed: Testbed;
  readonly interference: InterferenceByRules;
  readonly sink: Sink;
  readonly clock: RunClock;
  readonly pace: MachinePace;
}

/** One run of the programs of an exercise. */
class Run {
  readonly judge: Judge;
  readonly #settings: JudgingSettings;
  readonly #task: Task;
  readonly #recorder: EvidenceRecorder;
  readonly #bed: Testbed;
  readonly #interference: InterferenceByRules;
  readonly #sink: Sink;
  readonly #clock: RunClock;
  readonly #pace: MachinePace;
  readonly #over = new AbortController();
  readonly #facts: ProgramFacts;
  #session: Session | undefined;
  #isStopped = false;

  constructor({ settings, task, recorder, bed, interference, sink, clock, pace }: RunParts) {
    this.judge = new Judge(settings.exercise, task);
    this.#settings = settings;
    this.#task = task;
    this.#recorder = recorder;
    this.#bed = bed;
    this.#interference = interference;
    this.#sink = sink;
    this.#clock = clock;
    this.#pace = pace;
    this.#facts = programFacts(task, bed.place);
  }

  /** Connects the tester, and publishes the messages that are there before any program. */
  async prepare(): Promise<void> {
    await this.#openSession();
    const retained = this.#task.challenge?.retained ?? [];
    if (this.#settings.watched === undefined) await this.#publish(retained);
  }

  /** Performs the acts, judges meanwhile, and gives a verdict on every check. */
  async perform(): Promise<void> {
    const { exercise, commands, signal } = this.#settings;
    const limitMs = this.#settings.timeLimitMs ?? exercise.timeLimitMs;
    const end = (): void => this.#over.abort();
    signal.addEventListener('abort', end);
    if (commands.length === 0) await this.#waitForSomebody();
    this.#clock.restart();
    this.#pace.start();
    const reviewing = setInterval(() => {
      if (this.#pace.nowMs >= limitMs) end();
      this.#review(false);
    }, REVIEW_MS);
    try {
      await this.#performAll();
    } finally {
      clearInterval(reviewing);
      signal.removeEventListener('abort', end);
    }
    await this.#stop();
    this.#review(true);
  }

  async end(): Promise<void> {
    this.#over.abort();
    this.#pace.end();
    await Promise.all(this.#recorder.programs.map((program) => program.kill()));
    await this.#session?.close(CLOSE_MS);
    await this.#bed.close();
  }

  async #performAll(): Promise<void> {
    const { exercise } = this.#settings;
    const stage = this.#stage();
    if (!exercise.acts.some((act) => act.do === 'start')) stage.start();
    for (const act of exercise.acts) {
      if (this.#over.signal.aborted) return;
      await perform(act, stage);
    }
  }

  #stage(): Stage {
    return {
      task: this.#task,
      recorder: this.#recorder,
      seesPackets: this.#settings.watched === undefined,
      signal: this.#over.signal,
      pace: this.#pace,
      start: () => this.#start(),
      stop: () => this.#stop(),
      kill: async () => {
        await Promise.all(this.#recorder.programs.map((program) => program.kill()));
        if (this.#settings.commands.length === 0) await this.#restart(0, false);
      },
      restart: (downMs, forgets) => this.#restart(downMs, forgets),
      interfere: (rule) => this.#interference.add(readInterferenceRule(rule)),
      publish: (messages) => this.#publish(messages),
      subscribeLate: () => this.#subscribeLate(),
      progress: (done, due, packet) => {
        this.#sink.take({ kind: 'progress', counts: { of: 'awaited', done, due, packet } });
      },
    };
  }

  #start(): void {
    this.#isStopped = false;
    const { commands, env, folder } = this.#settings;
    for (const [index, { text, words }] of commands.entries()) {
      this.#recorder.addProgram(
        new JudgedProgram({
          number: index + 1,
          command: text,
          words: filledWords(words, this.#facts),
          env: programEnvironment(env, this.#facts),
          folder,
          now: this.#clock.now,
          pace: this.#pace,
        }),
      );
    }
  }

  async #stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    await Promise.all(this.#recorder.programs.map((program) => program.stop()));
    if (this.#settings.commands.length === 0) await this.#askToStop();
    // The last packets are still on their way through the proxy.
    await delay(REVIEW_MS);
  }

  /** Somebody else must stop the program. */
  async #askToStop(): Promise<void> {
    const isOpen = (): boolean =>
      this.#recorder.evidence.connections.some(({ closedAtMs }) => closedAtMs === undefined);
    if (!isOpen() || this.#settings.signal.aborted || this.judge.isDone) return;
    note(this.#sink, 'stop your program now, with Ctrl-C');
    const endMs = this.#clock.now() + BY_HAND_MS;
    while (isOpen() && this.#clock.now() < endMs && !this.#settings.signal.aborted) await delay(REVIEW_MS);
  }

  async #restart(downMs: number, forgets: boolean): Promise<void> {
    if (this.#settings.watched !== undefined) return;
    this.#recorder.markCut();
    if (forgets) await this.#session?.close(CLOSE_MS);
    await this.#bed.restart(downMs, forgets);
    if (forgets) await this.#openSession();
  }

  async #publish(messages: readonly TesterMessage[]): Promise<void> {
    for (let i = 0; i < messages.length && !this.#over.signal.aborted; i += PACE) {
      await Promise.all(messages.slice(i, i + PACE).map((message) => this.#publishOne(message)));
    }
  }

  #publishOne(message: TesterMessage): Promise<void> {
    const { topic, payload, qos, retain } = message;
    this.#recorder.addSent(message);
    return new Promise((resolve) => {
      if (this.#session === undefined) return resolve();
      this.#session.publish({ topic, payload, qos, retain }, () => resolve());
    });
  }

  async #openSession(): Promise<void> {
    const { watched, signal, prefix, building } = this.#settings;
    this.#session = await connect(
      this.#bed.broker(),
      signal,
      watched === undefined ? SILENT_SINK : this.#sink,
      {
        onMessage: (message) => this.#recorder.addArrival(message),
      },
    );
    const head = prefix === undefined ? '' : `${prefix}/`;
    await this.#session.subscribe([`${head}${building === undefined ? '' : `${building}/`}#`], 2);
  }

  async #subscribeLate(): Promise<void> {
    const { signal } = this.#settings;
    const session = await connect(this.#bed.broker(), signal, SILENT_SINK, {
      onMessage: (message) => {
        if (message.retain) this.#recorder.addArrival(message);
      },
    });
    await session.subscribe(['#'], 2);
    await delay(LATE_MS);
    await session.close(CLOSE_MS);
  }

  /** Somebody starts the program by hand: the time begins with the first packet or message. */
  async #waitForSomebody(): Promise<void> {
    const isThere = (): boolean => {
      const { packets, arrivals } = this.#recorder.evidence;
      return packets.length > 0 || arrivals.length > 0;
    };
    while (!isThere() && !this.#over.signal.aborted) await delay(REVIEW_MS);
  }

  #review(isOver: boolean): void {
    for (const finding of this.judge.review(this.#recorder.evidence, isOver)) {
      this.#sink.take({ kind: 'finding', exercise: this.#settings.exercise.name, finding });
    }
    if (this.judge.isDone) this.#over.abort();
  }
}

/** SHA-256 of the files among the words of the commands: the program as it was judged. */
function hashFiles(commands: readonly ProgramCommand[]): string | undefined {
  const files = commands.flatMap(({ words }) => words).filter((word) => isSourceFile(word));
  if (files.length === 0) return undefined;
  const hash = createHash('sha256');
  for (const file of files) hash.update(readNamedFile('--exec', file));
  return hash.digest('hex');
}

/** Interpreters are larger. */
const MAX_SOURCE_BYTES = 1 << 20;

function isSourceFile(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() === true && stats.size <= MAX_SOURCE_BYTES;
}
