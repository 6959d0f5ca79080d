import { MAX_TIMER_MS } from '../timers.ts';
import type { SimulatedClock } from './clock.ts';
import type { DueMessage, DueMessages } from './due-message.ts';
import type { Publisher } from './publisher.ts';

export interface PublishAll {
  readonly messages: DueMessages;
  readonly publisher: Publisher;
  readonly clock: SimulatedClock;
  readonly limits: PublishLimits;
  readonly ending: Ending;
  /** Called after each published message. */
  readonly onPublished?: (message: DueMessage) => void;
}

export interface PublishLimits {
  /** Messages to publish at most. */
  readonly count: number;
  /** The end on the simulated clock, in milliseconds since 1970. */
  readonly endMs: number;
}

/** The end of a run before its time. */
export interface Ending {
  readonly stopped: boolean;
  onStop(callback: () => void): void;
}

/** Publishes messages when they are due, until the messages, the limits or the run end. Throws errors of `messages`. */
export async function publishAll({
  messages,
  publisher,
  clock,
  limits,
  ending,
  onPublished = () => {},
}: PublishAll): Promise<void> {
  const { pause, until } = createWaits(ending);
  let published = 0;
  let sinceTurn = 0;
  /** The clock has reached this time: messages due until then need no look at the clock. */
  let reachedMs = Number.NEGATIVE_INFINITY;

  /** These three return true to go on. */
  const publishNow = (message: DueMessage): boolean => {
    if (publisher.publish(message)) {
      if (!message.isUncounted) published++;
      onPublished(message);
    }
    return published < limits.count;
  };
  const publishLater = async (message: DueMessage, dueMs: number): Promise<boolean> => {
    sinceTurn = 0;
    const waitMs = clock.realMsUntil(Math.min(dueMs, limits.endMs));
    await (waitMs > 0 ? pause(waitMs) : nextTurn());
    if (ending.stopped || dueMs >= limits.endMs) return false;
    if (!publisher.isReady) await until(publisher.whenReady());
    return !ending.stopped && publishNow(message);
  };
  const publishOne = (message: DueMessage): boolean | Promise<boolean> => {
    const dueMs = message.dueMs ?? clock.now();
    const isReached = dueMs <= reachedMs || clock.realMsUntil(dueMs) <= 0;
    if (isReached && dueMs > reachedMs) reachedMs = dueMs;
    const isDue = isReached && dueMs < limits.endMs;
    if (!isDue || !publisher.isReady || ++sinceTurn >= MESSAGES_PER_TURN) return publishLater(message, dueMs);
    return !ending.stopped && publishNow(message);
  };

  if (Symbol.iterator in messages) {
    // `await` for each message would cost three turns of the microtask queue.
    for (const message of messages) {
      const goesOn = publishOne(message);
      if (!(typeof goesOn === 'boolean' ? goesOn : await goesOn)) return;
    }
  } else {
    for await (const message of messages) if (!(await publishOne(message))) return;
  }
}

/** After this many messages sockets and signals have their turn. */
const MESSAGES_PER_TURN = 500;

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

interface Waits {
  readonly pause: (ms: number) => Promise<void>;
  readonly until: (promise: Promise<void>) => Promise<void>;
}

/** Waits, one at a time; the end of the run cuts them short. */
function createWaits(ending: Ending): Waits {
  let wake: () => void = () => {};
  ending.onStop(() => wake());
  const pausePart = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  return {
    pause: async (ms) => {
      for (let remaining = ms; remaining > 0 && !ending.stopped; remaining -= MAX_TIMER_MS) {
        await pausePart(Math.min(remaining, MAX_TIMER_MS));
      }
    },
    until: (promise) =>
      new Promise((resolve, reject) => {
        wake = resolve;
        if (ending.stopped) wake();
        promise.then(resolve, reject);
      }),
  };
}
