import type { Group } from '../alarm/engine/group.ts';
import type { Point } from '../alarm/engine/point.ts';
import { toGroupStateRecord, toStateRecord } from '../alarm/state-record.ts';
import { topicNameFault } from '../mqtt-protocol/topic.ts';
import type { ObservedBreach } from '../observation/observation.ts';
import type { Sink } from '../observation/sink.ts';
import { optional } from '../options/values.ts';
import { ReadError } from '../text/reader.ts';
import { breachRecord } from './records/breach.ts';
import { type PublishingSession, sinkKind } from './sink-kind.ts';
import { Unsettled } from './unsettled.ts';

/** Publishes alarms and breaches below a prefix. */
export const stateTopics = sinkKind({
  takes: ['breach', 'alarm'],
  options: {
    publish: optional(
      {
        group: 'Alarms',
        takes: 'PREFIX',
        describe: 'publish each result to PREFIX/<topic>',
        more: "With --report events it is each alarm's retained state, and operators command alarms on PREFIX/<topic>/set.",
      },
      readPrefix,
    ),
  },
  open: ({ publish }, { session }) => {
    if (publish === undefined) return undefined;
    const topics = createStateTopics(publish);
    void session.then(topics.attach);
    return topics;
  },
});

/** At most so many messages wait for their acknowledgement. */
const WINDOW = 50;
/** At most so many breaches wait; the newest are dropped. */
const MAX_WAITING_BREACHES = 1000;
const DRAIN_MS = 2000;

export interface StateTopics extends Sink {
  /** Begins to publish. */
  attach(session: PublishingSession): void;
}

/** A waiting message. Its record is made at the time of sending. */
interface Waiting {
  readonly topic: string;
  readonly retain: boolean;
  readonly record: () => Readonly<Record<string, unknown>>;
  readonly told: () => void;
}

/**
 * Publishes at QoS 1. The state of an alarm is retained, for late subscribers. If the broker is slower than
 * the alarms, only the newest state of each alarm waits: memory is bounded by the number of alarms. A breach is over
 * with its reading, and no later message would replace it: it is not retained.
 */
export function createStateTopics(prefix: string): StateTopics {
  const waiting = new Map<string | symbol, Waiting>();
  const unsettled = new Unsettled();
  let open: PublishingSession | undefined;
  let isEnding = false;
  let inFlight = 0;
  let what = 'alarm states';
  let published = 0;
  let replaced = 0;
  let lost = 0;
  let onIdle = (): void => {};

  return {
    take: (observation) => {
      if (observation.kind === 'alarm') addState(observation.event.topic, observation.subject);
      if (observation.kind === 'breach') addBreach(observation);
    },
    attach: (session) => {
      open = session;
      pump();
    },
    told: () => unsettled.settled(),
    end: async () => {
      isEnding = true;
      if (open !== undefined && waiting.size + inFlight > 0) await idleWithin(DRAIN_MS);
      const undelivered = waiting.size + inFlight + lost;
      return `published ${published} ${what} under ${prefix}/, ${replaced} replaced by newer ones, ${undelivered} not delivered`;
    },
  };

  function addState(topic: string, subject: Point | Group | undefined): void {
    if (subject === undefined) return;
    const older = waiting.get(topic);
    if (older !== undefined) replaced++;
    const told = older?.told ?? unsettled.add();
    waiting.set(topic, { topic, retain: true, record: () => stateOf(subject), told });
    pump();
  }

  function addBreach(breach: ObservedBreach): void {
    what = 'breaches';
    if (waiting.size >= MAX_WAITING_BREACHES) lost++;
    else {
      const record = () => breachRecord(breach);
      waiting.set(Symbol(), { topic: breach.topic, retain: false, record, told: unsettled.add() });
    }
    pump();
  }

  function pump(): void {
    for (const [key, message] of waiting) {
      if (open === undefined || inFlight >= WINDOW) return;
      waiting.delete(key);
      send(open, message);
    }
    if (inFlight === 0) onIdle();
  }

  function send(session: PublishingSession, { topic, retain, record, told }: Waiting): void {
    inFlight++;
    const payload = Buffer.from(JSON.stringify(record()));
    session.publish({ topic: `${prefix}/${topic}`, payload, qos: 1, retain }, (error) => {
      inFlight--;
      if (error === undefined) published++;
      else lost++;
      // The end leaves unacknowledged messages behind.
      if (error === undefined || !isEnding) told();
      pump();
    });
  }

  function idleWithin(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function stateOf(subject: Point | Group): Readonly<Record<string, unknown>> {
  return 'plan' in subject ? toStateRecord(subject) : toGroupStateRecord(subject);
}

function readPrefix(text: string): string {
  const fault = topicNameFault(text);
  if (fault !== undefined) throw new ReadError(fault);
  if (text.endsWith('/')) throw new ReadError('leave out the / at its end');
  return text;
}
