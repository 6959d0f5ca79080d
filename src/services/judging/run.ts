import { setTimeout as delay } from 'node:timers/promises';
import type { TesterMessage } from '../../check/challenge/sent-message.ts';
import { Judge } from '../../check/judge.ts';
import type { Task } from '../../check/task.ts';
import type { InterferenceByRules } from '../../interference/by-rules.ts';
import { readInterferenceRule } from '../../interference/rule.ts';
import { SILENT_SINK, type Sink } from '../../observation/sink.ts';
import type { Session } from '../../session.ts';
import { connect } from '../connect.ts';
import { note } from '../note.ts';
import { perform, type Stage } from './acts.ts';
import type { MachinePace } from './machine-pace.ts';
import { JudgedProgram } from './program.ts';
import { filledWords, type ProgramFacts, programEnvironment, programFacts } from './program-environment.ts';
import type { EvidenceRecorder } from './recorder.ts';
import type { RunClock } from './run-clock.ts';
import type { JudgingSettings } from './settings.ts';
import type { Testbed } from './testbed.ts';

/** How often the evidence is judged. */
const REVIEW_MS = 100;
const CLOSE_MS = 500;
const LATE_MS = 500;
/** The time for somebody to stop a program. */
const BY_HAND_MS = 15_000;
/** Messages on the way to the broker at a time. */
const PACE = 25;

export interface RunParts {
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
export class Run {
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
    if (signal.aborted) end();
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
    if (this.#over.signal.aborted) return;
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
