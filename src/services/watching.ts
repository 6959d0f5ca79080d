import type { Address } from '../building/address.ts';
import type { ObservedMessage } from '../observation/observation.ts';
import type { Sink } from '../observation/sink.ts';
import { readPayload } from '../payload/read.ts';
import type { IncomingMessage } from '../session.ts';
import { type ListenSettings, listen } from './listen.ts';
import type { StopReason } from './stop.ts';
import { createTopicAddressCache } from './topic-address-cache.ts';

export interface WatchingSettings extends Omit<ListenSettings, 'progress'> {
  /** Ends after so many messages; undefined for no limit. */
  readonly count: number | undefined;
  /** Ends at the first message without the retain flag. */
  readonly isRetainedOnly: boolean;
}

/** Observes every arriving message. Resolves with the reason for the end; throws a Failure. */
export async function watching(settings: WatchingSettings, sink: Sink): Promise<StopReason> {
  const { now, count, isRetainedOnly } = settings;
  const addressOf = createTopicAddressCache();
  let messages = 0;
  return listen(settings, sink, {
    counts: () => ({ of: 'messages', messages }),
    onMessage: (message, stop) => {
      if (isRetainedOnly && !message.retain) return stop.stop('count');
      sink.take(observed(message, addressOf(message.topic), now()));
      messages++;
      if (messages === count) stop.stop('count');
    },
    onEnd: () => sink.take({ kind: 'summary', counts: { of: 'messages', messages } }),
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
