import type { ByteCounters } from './byte-counters.ts';

/** The state of a broker at one moment; counts begin at the broker's start. */
export interface BrokerSample extends ByteCounters {
  /** Since the broker started. */
  readonly uptimeMs: number;
  readonly connected: number;
  /** Persistent sessions of absent clients. */
  readonly disconnected: number;
  /** Maximum of simultaneous clients. */
  readonly maximum: number;
  readonly sockets: number;
  readonly connects: number;
  /** Dropped messages. */
  readonly dropped: number;
  readonly retained: number;
  readonly subscriptions: number;
}

/** The averages of `$SYS/broker/load/…`, by mosquitto's names (mosquitto(8)). */
const RATED: Readonly<Record<string, (sample: BrokerSample) => number>> = {
  'messages/received': (sample) => sample.received.packets,
  'messages/sent': (sample) => sample.sent.packets,
  'publish/dropped': (sample) => sample.dropped,
  'publish/received': (sample) => sample.received.publishes,
  'publish/sent': (sample) => sample.sent.publishes,
  'bytes/received': (sample) => sample.received.bytes,
  'bytes/sent': (sample) => sample.sent.bytes,
  sockets: (sample) => sample.sockets,
  connections: (sample) => sample.connects,
};

const AVERAGED_OVER_MIN = [1, 5, 15] as const;

/** Averages a minute, by topic below `$SYS/broker/load/`. */
export type Loads = Readonly<Record<string, number>>;

/**
 * The load averages after another sample, computed like mosquitto's: the rate a minute since the previous
 * sample, in an exponential moving average with a time constant of 1, 5 or 15 minutes. Averages start at 0.
 */
export function nextLoads(loads: Loads, before: BrokerSample, now: BrokerSample): Loads {
  const minutes = (now.uptimeMs - before.uptimeMs) / 60_000;
  if (minutes <= 0) return loads;
  const entries = Object.entries(RATED).flatMap(([name, total]) => {
    const rate = (total(now) - total(before)) / minutes;
    return AVERAGED_OVER_MIN.map((over) => {
      const topic = `${name}/${over}min`;
      const decay = Math.exp(-minutes / over);
      return [topic, rate + decay * ((loads[topic] ?? 0) - rate)] as const;
    });
  });
  return Object.fromEntries(entries);
}

/** The `$SYS` topics, named and written like mosquitto's. `version` is static, like mosquitto's. */
export function brokerSysTopics(
  sample: BrokerSample,
  loads: Loads,
  version: string,
): ReadonlyMap<string, string> {
  const { received, sent, connected, disconnected } = sample;
  const values = {
    version,
    uptime: `${Math.floor(sample.uptimeMs / 1000)} seconds`,
    'clients/total': connected + disconnected,
    'clients/inactive': disconnected,
    'clients/disconnected': disconnected,
    'clients/active': connected,
    'clients/connected': connected,
    'clients/maximum': sample.maximum,
    'messages/received': received.packets,
    'messages/sent': sent.packets,
    'subscriptions/count': sample.subscriptions,
    'retained messages/count': sample.retained,
    'publish/messages/dropped': sample.dropped,
    'publish/messages/received': received.publishes,
    'publish/messages/sent': sent.publishes,
    'bytes/received': received.bytes,
    'bytes/sent': sent.bytes,
  };
  const topics = new Map(
    Object.entries(values).map(([name, value]) => [`$SYS/broker/${name}`, String(value)]),
  );
  for (const name of Object.keys(RATED)) {
    for (const over of AVERAGED_OVER_MIN) {
      const load = loads[`${name}/${over}min`] ?? 0;
      topics.set(`$SYS/broker/load/${name}/${over}min`, load.toFixed(2));
    }
  }
  return topics;
}
