import type { Address } from '../building/address.ts';
import type { Counts } from '../observation/counts.ts';
import type { ObservedMessage } from '../observation/observation.ts';
import type { Sink } from '../observation/sink.ts';
import { readPayload } from '../payload/read.ts';
import type { IncomingMessage } from '../session.ts';
import { createKnownTopics } from './known-topics.ts';
import { type ListenSettings, listen } from './listen.ts';
import type { StopReason } from './stop.ts';

export interface WatchingSettings extends Omit<ListenSettings, 'progress'> {
  /** Ends after so many messages; undefined for no limit. */
  readonly count: number | undefined;
  /** Ends at the first message without the retain flag. */
  readonly isRetainedOnly: boolean;
  /** At most so many topics are kept in memory. */
  readonly maxTopics: number;
}

/** Observes every arriving message. Resolves with the reason for the end; throws a Failure. */
export async function watching(settings: WatchingSettings, sink: Sink): Promise<StopReason> {
  const { now, count, isRetainedOnly, maxTopics } = settings;
  const topics = createKnownTopics({ max: maxTopics, beyond: 'shown, but not kept' }, sink);
  let messages = 0;
  const counts = (): Counts => ({ of: 'messages', messages, surplus: topics.surplus });
  return listen(settings, sink, {
    counts,
    onMessage: (message, stop) => {
      if (isRetainedOnly && !message.retain) return stop.stop('count');
      sink.take(observed(message, topics.addressOf(message.topic), now()));
      messages++;
      if (messages === count) stop.stop('count');
    },
    onEnd: () => sink.take({ kind: 'summary', counts: counts() }),
  });
}

function observed(message: IncomingMessage, address: Address | undefined, atMs: number): ObservedMessage {
  const { topic, qos, retain, payload } = message;
  const read = address && readPayload(payload, address.sensor, atMs);
  const reading =
    address && read?.kind === 'reading'
      ? { address, value: read.value, timeMs: read.timeMs, seq: read.seq, format: read.format }
      : undefined;
  return { kind: 'message', topic, qos, retain, payload, reading, atMs };
}
