import { findFormat } from '../payload/formats.ts';
import { createSimulatedClock, type SimulatedClock } from '../publisher/clock.ts';
import type { DueMessage } from '../publisher/due-message.ts';
import type { Chunks } from '../replay/recording.ts';
import { replayedMessages } from './publishing/replayed.ts';

export interface ReviewSource {
  readonly chunks: Chunks;
  /** The name of the recording in errors. */
  readonly source: string;
  /** Recorded seconds in a real second; Infinity for full speed. */
  readonly speed: number;
  /** The real clock, in milliseconds. */
  readonly realNow: () => number;
}

/** The messages of a recording, and the time of the recording. All times are milliseconds since 1970. */
export interface Review {
  readonly messages: AsyncIterable<DueMessage>;
  readonly clock: SimulatedClock;
  /** The recorded time now. After the last message it stands still. */
  readonly now: () => number;
  /** The time of the newest message that was reached. */
  readonly reachedMs: number;
  readonly reach: (message: DueMessage) => void;
  readonly end: () => void;
}

/**
 * Opens a recording at its first message, and starts its clock. A wrong line throws a usage failure: the first one
 * here, any other one from the messages.
 */
export async function openReview({ chunks, source, speed, realNow }: ReviewSource): Promise<Review> {
  const format = findFormat('json');
  if (format === undefined) throw new TypeError('no payload format json');
  const settings = { format, prefix: undefined, retain: false, qos: 0, selection: {} } as const;
  const messages = replayedMessages({ open: () => chunks, source, startMs: undefined, ...settings });
  const first = await messages.next();
  let reachedMs = first.value?.dueMs ?? realNow();
  let hasEnded = false;
  const clock = createSimulatedClock({ startMs: reachedMs, speed, realNow });
  return {
    messages: (async function* () {
      if (!first.done) yield first.value;
      yield* messages;
    })(),
    clock,
    now: () => (hasEnded ? reachedMs : Math.max(clock.now(), reachedMs)),
    get reachedMs() {
      return reachedMs;
    },
    reach: ({ dueMs = reachedMs }) => {
      reachedMs = Math.max(reachedMs, dueMs);
    },
    end: () => {
      hasEnded = true;
    },
  };
}
