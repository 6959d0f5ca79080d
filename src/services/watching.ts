import { filterMatches } from '../mqtt-protocol/topic.ts';
import type { Counts } from '../observation/counts.ts';
import type { Sink } from '../observation/sink.ts';
import type { DecodedPayload } from '../payload/decoded.ts';
import { readPayload } from '../payload/read.ts';
import type { IncomingMessage, Session } from '../session.ts';
import { forEachReading, type MessageTranslation } from './for-each-reading.ts';
import { createKnownTopics } from './known-topics.ts';
import { type ListenSettings, listen } from './listen.ts';
import { receivedMessage } from './received-message.ts';
import type { StopReason } from './stop.ts';
import { createUnreadableLog } from './unreadable-log.ts';
import { nearlySensor } from './why-no-sensor.ts';

export interface WatchingSettings extends Omit<ListenSettings, 'progress'> {
  /** Ends after so many messages; undefined for no limit. */
  readonly count: number | undefined;
  /** Ends at the first message without the retain flag. */
  readonly isRetainedOnly: boolean;
  /** Retained messages are left out. */
  readonly skipsRetained?: boolean;
  /** Each retained message that is shown is cleared at the broker. */
  readonly removesRetained?: boolean;
  /** Messages of these topics are left out. */
  readonly filteredOut?: readonly string[];
  /** At most so many topics are kept in memory. */
  readonly maxTopics: number;
  /** Undefined: our own topics and payloads. */
  readonly translation?: MessageTranslation | undefined;
}

/** A retained message without a payload clears the retained message of its topic [MQTT-3.3.1-10]. */
const NO_PAYLOAD = Buffer.alloc(0);

function isLeftOut(
  { topic, retain }: IncomingMessage,
  { skipsRetained = false, filteredOut = [] }: WatchingSettings,
): boolean {
  return (skipsRetained && retain) || filteredOut.some((filter) => filterMatches(filter, topic));
}

/** Observes every arriving message. Resolves with the reason for the end; throws a Failure. */
export async function watching(settings: WatchingSettings, sink: Sink): Promise<StopReason> {
  const { now, count, isRetainedOnly, maxTopics, translation, filters, removesRetained } = settings;
  const unreadable = createUnreadableLog(sink);
  const onStranger = (topic: string): void => {
    const fault = nearlySensor(topic);
    if (fault !== undefined) unreadable.add(topic, () => fault);
  };
  const topics = createKnownTopics({ max: maxTopics, beyond: 'shown, but not kept', onStranger }, sink);
  let messages = 0;
  let session: Session | undefined;
  const counts = (): Counts => ({ of: 'messages', messages, surplus: topics.surplus });
  function take(message: IncomingMessage, given: DecodedPayload | undefined, atMs: number): void {
    const address = topics.addressOf(message.topic);
    const read = given ?? (address && readPayload(message.payload, address.sensor, atMs));
    sink.take(receivedMessage(message, address, read, atMs));
    if (read?.kind === 'unreadable') unreadable.add(message.topic, () => read.reason);
    messages++;
  }
  return listen({ ...settings, filters: translation?.filters ?? filters }, sink, {
    counts,
    onSession: (opened) => {
      session = opened;
    },
    onMessage: (message, stop) => {
      if (isRetainedOnly && !message.retain) return stop.stop('count');
      if (isLeftOut(message, settings)) return;
      if (removesRetained && message.retain)
        session?.publish({ topic: message.topic, payload: NO_PAYLOAD, qos: 1, retain: true }, () => {});
      const atMs = now();
      forEachReading(translation, message, atMs, (each, given) => {
        if (messages === count) return;
        take(each, given, atMs);
        if (messages === count) stop.stop('count');
      });
    },
    onEnd: () => sink.take({ kind: 'summary', counts: counts() }),
  });
}
