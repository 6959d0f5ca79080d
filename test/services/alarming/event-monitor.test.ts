import { describe, expect, it } from 'vitest';
import type { Address } from '../../../src/building/address.ts';
import type { Observation } from '../../../src/observation/observation.ts';
import { createEventMonitor } from '../../../src/services/alarming/event-monitor.ts';
import { createSensorClocks } from '../../../src/services/alarming/sensor-clocks.ts';
import { limit, rulesOf, START, TOPIC } from '../../alarm/engine/script.ts';

const address: Address = { building: 'B', floor: 2, wing: 'O', room: 4, sensor: 'TEMP' };

function monitored(...rules: Parameters<typeof rulesOf>) {
  const taken: Observation[] = [];
  const clock = { ms: START };
  const monitor = createEventMonitor(
    {
      ruleSet: rulesOf(...rules),
      description: 'rules',
      roomTypeOf: () => undefined,
      raiseRetained: true,
      maxTopics: 1000,
      now: () => clock.ms,
    },
    { take: (observation) => void taken.push(observation), end: async () => undefined },
  );
  const take = (value: number, timeMs: number) =>
    monitor.take({ topic: TOPIC, address, value, timeMs, retained: false });
  return { monitor, taken, clock, take };
}

it('observes an alarm with its sensor, counts it, and ends with a summary', () => {
  const { monitor, taken, take } = monitored({ limits: [limit({})] });
  take(28, START);
  take(20, START + 1000);
  monitor.end();
  expect(taken).toMatchObject([
    { kind: 'alarm', event: { state: 'raised' }, subject: { topic: TOPIC } },
    { kind: 'alarm', event: { state: 'cleared' }, subject: { topic: TOPIC } },
    { kind: 'summary', counts: { of: 'alarms', summary: { alarms: 1 }, readings: { readings: 2 } } },
  ]);
  expect([monitor.alarms, [...monitor.levels]]).toEqual([1, ['high']]);
});

it('observes the silence of a room with the group of its sensors, while only the real clock moves', () => {
  const { monitor, taken, clock, take } = monitored({
    silence: { afterMs: 60_000, each: 'room', level: 'high' },
  });
  take(20, START);
  clock.ms += 61_000;
  monitor.tick();
  expect(taken).toMatchObject([
    { event: { state: 'silent', topic: 'B/P_2/O/4' }, subject: { watch: { silence: { each: 'room' } } } },
  ]);
});

const OTHER = 'B/P_3/N/1/TEMP';
const HOUR = 3_600_000;

/** A live reading, judged as `alarm` judges it. */
function live({ monitor, clock }: ReturnType<typeof monitored>) {
  const clocks = createSensorClocks(300_000, { take: () => {}, end: async () => undefined });
  return (topic: string, value: number, ownMs: number) =>
    monitor.take({ topic, address, value, ...clocks.judge(topic, ownMs, clock.ms), retained: false });
}

const SILENCE = { afterMs: 60_000, each: 'sensor', level: 'low' } as const;

it('one clock that is ahead makes nobody silent, raises its alarm, and does not blind its sensor', () => {
  const run = monitored({ limits: [limit({})], silence: SILENCE });
  const read = live(run);
  read(OTHER, 20, START);
  read(TOPIC, 20, START);
  run.clock.ms += 1000;
  read(TOPIC, 28, run.clock.ms + HOUR);
  read(TOPIC, 20, run.clock.ms + 4 * 60_000);
  run.clock.ms += 1000;
  read(TOPIC, 29, run.clock.ms);
  expect(run.taken).toMatchObject([
    { event: { state: 'raised', topic: TOPIC, timeMs: START + 1000 } },
    { event: { state: 'cleared', topic: TOPIC } },
    { event: { state: 'raised', topic: TOPIC, timeMs: START + 2000 } },
  ]);
  expect(run.monitor.engine.counts).toMatchObject({ implausible: 1, outOfOrder: 0 });
});

it('a state from the future recovers with the first reading of the right time', () => {
  const future = Date.UTC(2099, 0);
  const run = monitored({ limits: [limit({ onDelayMs: 5000 })], silence: SILENCE });
  run.monitor.engine.restore([
    { clock: future },
    { topic: TOPIC, time: future, value: 20 },
    { topic: OTHER, time: START, value: 20 },
  ]);
  const read = live(run);
  read(TOPIC, 28, START);
  read(OTHER, 20, START);
  run.clock.ms += 6000;
  read(TOPIC, 28, START + 6000);
  expect(run.taken).toMatchObject([{ event: { state: 'raised', topic: TOPIC, timeMs: START + 5000 } }]);
  run.clock.ms += 61_000;
  run.monitor.tick();
  expect(run.taken.slice(1)).toMatchObject([
    { event: { state: 'silent', topic: OTHER, timeMs: START + 60_000 } },
    { event: { state: 'silent', topic: TOPIC, timeMs: START + 66_000 } },
  ]);
});

describe('a process that stood still', () => {
  const SILENT_AFTER_3S = { afterMs: 3000, each: 'sensor', level: 'low' } as const;

  function stopped(...rules: Parameters<typeof rulesOf>) {
    const run = monitored(...rules);
    const { monitor, clock, taken } = run;
    const read = live(run);
    const ticks = (forMs: number) => {
      for (const endMs = clock.ms + forMs; clock.ms < endMs; ) {
        clock.ms += 250;
        monitor.tick();
      }
    };
    ticks(500);
    read(TOPIC, 20, clock.ms);
    read(OTHER, 20, clock.ms);
    ticks(500);
    return { ...run, read, ticks, stoppedMs: clock.ms, events: () => taken.filter(isAlarm).map(inShort) };
  }
  const isAlarm = (observation: Observation) => observation.kind === 'alarm';
  const inShort = (observation: Observation) =>
    observation.kind === 'alarm' ? `${observation.event.state} ${observation.event.topic}` : '';

  it.each(['tick', 'reading'])('calls nobody silent for that time, with a %s first on waking', (first) => {
    const { clock, read, ticks, stoppedMs, monitor, events } = stopped({ silence: SILENT_AFTER_3S });
    clock.ms += 8000;
    if (first === 'tick') monitor.tick();
    for (let second = 1; second <= 8; second++) read(TOPIC, 20, stoppedMs + second * 1000);
    ticks(2000);
    expect(events()).toEqual([]);
  });

  it('still finds a sensor silent that is not heard after it', () => {
    const { clock, read, ticks, monitor, events } = stopped({ silence: SILENT_AFTER_3S });
    clock.ms += 8 * HOUR;
    monitor.tick();
    ticks(1500);
    for (let second = 0; second < 5; second++) {
      read(OTHER, 20, clock.ms);
      ticks(1000);
    }
    expect(events()).toEqual([`silent ${TOPIC}`]);
  });

  it('reads the waiting messages before a delay ends', () => {
    const { clock, read, ticks, stoppedMs, monitor, events } = stopped({
      limits: [limit({ onDelayMs: 5000 })],
    });
    read(TOPIC, 28, clock.ms);
    clock.ms += 8000;
    monitor.tick();
    read(TOPIC, 20, stoppedMs + 2000);
    ticks(2000);
    expect(events()).toEqual([]);
  });
});
