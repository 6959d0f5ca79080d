import { describe, expect, it } from 'vitest';
import { type BrokerSample, brokerSysTopics, type Loads, nextLoads } from '../../src/broker/sys-topics.ts';

const START: BrokerSample = {
  received: { bytes: 0, packets: 0, publishes: 0 },
  sent: { bytes: 0, packets: 0, publishes: 0 },
  uptimeMs: 0,
  connected: 0,
  disconnected: 0,
  maximum: 0,
  sockets: 0,
  connects: 0,
  dropped: 0,
  retained: 0,
  subscriptions: 0,
};

/** After so many seconds of a steady 10 publishes and 200 bytes a second. */
function steady(seconds: number): BrokerSample {
  const received = { bytes: 200 * seconds, packets: 10 * seconds, publishes: 10 * seconds };
  return { ...START, received, uptimeMs: 1000 * seconds };
}

function loadsAfter(seconds: number, everySeconds: number): Loads {
  let loads: Loads = {};
  for (let at = everySeconds; at <= seconds; at += everySeconds) {
    loads = nextLoads(loads, steady(at - everySeconds), steady(at));
  }
  return loads;
}

describe('load averages', () => {
  it.each([
    ['1min', 60, 600 * (1 - Math.exp(-1))],
    ['5min', 60, 600 * (1 - Math.exp(-1 / 5))],
    ['15min', 60, 600 * (1 - Math.exp(-1 / 15))],
    ['1min', 1200, 600],
    ['15min', 900, 600 * (1 - Math.exp(-1))],
  ])('of %s come to the rate a minute: after %i s', (over, seconds, expected) => {
    expect(loadsAfter(seconds, 10)[`publish/received/${over}`]).toBeCloseTo(expected, 3);
  });

  it('do not depend on how often a steady rate is sampled', () => {
    const often = loadsAfter(120, 1);
    for (const [topic, load] of Object.entries(loadsAfter(120, 60))) {
      expect(often[topic]).toBeCloseTo(load, 6);
    }
  });

  it('fall to 1/e in their time once nothing happens', () => {
    const loads = loadsAfter(6000, 10);
    const quiet = nextLoads(loads, steady(6000), { ...steady(6000), uptimeMs: 6_060_000 });
    expect(quiet['bytes/received/1min']).toBeCloseTo((loads['bytes/received/1min'] ?? 0) / Math.E, 6);
  });

  it('stay where no time has passed', () => {
    const loads = loadsAfter(60, 10);
    expect(nextLoads(loads, steady(60), steady(60))).toBe(loads);
  });
});

it('are written as mosquitto writes them', () => {
  const sample = {
    ...steady(61.9),
    connected: 2,
    disconnected: 1,
    maximum: 5,
    retained: 3,
    subscriptions: 4,
  };
  const topics = brokerSysTopics(sample, { 'sockets/5min': 1.005 }, 'building-sim 1.2.3');
  expect(topics.get('$SYS/broker/version')).toBe('building-sim 1.2.3');
  expect(topics.get('$SYS/broker/uptime')).toBe('61 seconds');
  expect(topics.get('$SYS/broker/clients/total')).toBe('3');
  expect(topics.get('$SYS/broker/retained messages/count')).toBe('3');
  expect(topics.get('$SYS/broker/load/sockets/5min')).toBe('1.00');
  expect(topics.get('$SYS/broker/load/sockets/15min')).toBe('0.00');
});
