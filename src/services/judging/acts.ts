import type { Act, ActName } from '../../check/act.ts';
import { sentinelOf } from '../../check/alarm-evidence.ts';
import { outputLines } from '../../check/challenge/match.ts';
import type { TesterMessage } from '../../check/challenge/sent-message.ts';
import { messagesOf, receivedPackets, sentPackets } from '../../check/packets.ts';
import type { Task } from '../../check/task.ts';
import type { MachinePace } from './machine-pace.ts';
import type { EvidenceRecorder } from './recorder.ts';

/** The tester's hands. */
export interface Stage {
  readonly task: Task;
  readonly recorder: EvidenceRecorder;
  readonly seesPackets: boolean;
  /** Waits for the program count in paced time. */
  readonly pace: Pick<MachinePace, 'elapsed'>;
  /** Aborted once all checks are decided, or the time is over. */
  readonly signal: AbortSignal;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
  readonly kill: () => Promise<void>;
  readonly restart: (downMs: number, forgets: boolean) => Promise<void>;
  /** From now on, packets are treated by this rule, such as `withhold:puback:1`. */
  readonly interfere: (rule: string) => void;
  /** Resolves when the broker has all of them. */
  readonly publish: (messages: readonly TesterMessage[]) => Promise<void>;
  /** Takes the retained messages, as a subscriber that comes late. */
  readonly subscribeLate: () => Promise<void>;
  readonly progress: (done: number, due: number, packet: string) => void;
}

/** Performs an act. It ends early when the stage's signal is aborted, or every program has ended. */
export async function perform(act: Act, stage: Stage): Promise<void> {
  const name = act.do === 'challenge' ? `challenge ${act.part ?? 'main'}` : act.do;
  // An act after the end of all programs would only cost time.
  if (NEEDS_PROGRAM.includes(act.do) && hasEnded(stage)) return;
  const done = stage.recorder.beginAct(name);
  await run(act, stage);
  stage.recorder.endAct(done);
}

const NEEDS_PROGRAM: readonly ActName[] = ['await', 'challenge', 'cut', 'restart-broker'];

async function run(act: Act, stage: Stage): Promise<void> {
  switch (act.do) {
    case 'start':
      return stage.start();
    case 'await':
      return awaitPackets(act, stage);
    case 'wait':
      return stage.pace.elapsed(act.for ?? 1000, () => stage.signal.aborted);
    case 'interfere':
      for (const rule of act.rules ?? []) stage.interfere(rule);
      return;
    case 'challenge':
      return challenge(act, stage);
    case 'publish': {
      const { topic = 'test', payload = '', retain = false, qos = 1, count = 1 } = act;
      const message: TesterMessage = {
        ...{ topic: filled(topic, stage.task), payload: Buffer.from(payload), retain },
        ...{ qos: qos as 0 | 1 | 2, part: 'publish', purpose: 'plain' },
      };
      return stage.publish(Array<TesterMessage>(count).fill(message));
    }
    case 'subscribe-late':
      return stage.subscribeLate();
    case 'cut':
      return stage.restart(0, false);
    case 'restart-broker':
      return stage.restart(act.for ?? 1000, act.forget ?? false);
    case 'stop':
      return stage.stop();
    case 'kill':
      return stage.kill();
  }
}

/** `{building}` in an exercise's topic. */
function filled(topic: string, { building, prefix }: Task): string {
  return topic.replaceAll('{building}', prefix === undefined ? building : `${prefix}/${building}`);
}

const AWAIT_MS = 10_000;

async function awaitPackets(act: Extract<Act, { do: 'await' }>, stage: Stage): Promise<void> {
  const { packet = 'publish', count = 1, within = AWAIT_MS } = act;
  const countNow = counterOf(packet, stage);
  await until(
    () => {
      const seen = countNow();
      stage.progress(seen, count, packet);
      return seen >= count;
    },
    within,
    stage,
  );
}

/** Counts new packets only: a subscription counts once it is answered. */
function counterOf(packet: string, { recorder, seesPackets }: Stage): () => number {
  if (packet === 'publish') return () => messagesOf(recorder.evidence).length;
  // A watcher has no other sign of life.
  if (!seesPackets) return () => recorder.evidence.arrivals.length;
  if (packet === 'subscribe') {
    const before = answeredBeforeCut(recorder);
    return () => receivedPackets(recorder.evidence, 'suback').length - before;
  }
  return () => sentPackets(recorder.evidence, packet).length;
}

/** SUBACKs before the last cut: a program must subscribe again. */
function answeredBeforeCut({ evidence }: EvidenceRecorder): number {
  const cut = evidence.acts.findLast(({ name }) => name === 'restart-broker' || name === 'cut');
  if (cut === undefined) return 0;
  return receivedPackets(evidence, 'suback').filter(({ atMs }) => atMs < cut.startedAtMs).length;
}

const CHALLENGE_MS = 5000;
/** A program that printed nothing so far may hold its output back: only its end shows. */
const SILENT_MS = 1500;

async function challenge(act: Extract<Act, { do: 'challenge' }>, stage: Stage): Promise<void> {
  const { part = 'main', within = CHALLENGE_MS } = act;
  const { recorder, task, seesPackets } = stage;
  // Readings for nobody would only look like missing alarms.
  if (seesPackets && receivedPackets(recorder.evidence, 'suback').length === 0) return;
  const wasSilent = part !== 'main' && outputLines(recorder.evidence).length === 0;
  await stage.publish(task.challenge?.parts.get(part) ?? []);
  await until(
    () => sentinelOf(recorder.evidence, part) !== undefined,
    wasSilent ? Math.min(within, SILENT_MS) : within,
    stage,
  );
}

function until(isDone: () => boolean, withinMs: number, stage: Stage): Promise<void> {
  return stage.pace.elapsed(withinMs, () => isDone() || stage.signal.aborted || hasEnded(stage));
}

function hasEnded({ recorder: { programs } }: Stage): boolean {
  return programs.length > 0 && programs.every((program) => program.hasEnded);
}
