import { generate } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { randomInterval } from '../../../src/check/checks/random-interval.ts';
import type { SeenPacket } from '../../../src/check/evidence.ts';
import type { Task } from '../../../src/check/task.ts';
import { evidenceOf, packetFrom } from '../evidence.ts';

const SEEDS = 500;
const MESSAGES = 60;
const TASK: Task = {
  ...{ prefix: undefined, building: 'B', isBuildingFixed: false, seconds: undefined },
  ...{ sensor: 'TEMP', threshold: 28, challenge: undefined },
};
const TEMPLATE = packetFrom(
  'client',
  generate({ cmd: 'publish', topic: 'B', payload: '1', qos: 0, dup: false, retain: false }),
  1,
);

type Random = () => number;

function randoms(seed: number): Random {
  let state = seed * 7919;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const between =
  (from: number, to: number) =>
  (random: Random): number =>
    from + random() * (to - from);
const among =
  (...choices: readonly number[]) =>
  (random: Random): number =>
    choices[Math.floor(random() * choices.length)] ?? 0;

/** Most timers are a little late, and a share of them much. In milliseconds. */
const late =
  (share: number, meanMs: number) =>
  (random: Random): number =>
    random() + (random() < share ? -meanMs * Math.log(1 - random()) : 0);

const CALM = late(0, 0);
const BUSY = late(0.2, 10);
const STORM = late(0.5, 60);
/** Rare, but long. */
const HICCUPS = late(0.02, 300);

/** The verdict on a run, looked at after each message as the judge does. */
function outcome(seed: number, wait: (random: Random) => number, lateness: (random: Random) => number) {
  const random = randoms(seed);
  const latenessMs = Array.from({ length: 400 }, () => lateness(random));
  const packets: SeenPacket[] = [];
  let sentAtMs = 0;
  for (let i = 0; i < MESSAGES; i++) {
    // The program wakes late, and the tester reads late.
    sentAtMs += wait(random) + lateness(random);
    packets.push({ ...TEMPLATE, atMs: sentAtMs + lateness(random) });
    const evidence = evidenceOf({ packets, latenessMs });
    const verdict = i % 5 === 4 ? randomInterval.decide(evidence, {}, TASK, i === MESSAGES - 1) : undefined;
    if (verdict !== undefined) return verdict.outcome;
  }
  throw new Error('no verdict at the end');
}

function outcomes(...args: Parameters<typeof outcome> extends [number, ...infer R] ? R : never) {
  const counts = new Map<string, number>();
  for (let seed = 1; seed <= SEEDS; seed++) {
    const name = outcome(seed, ...args);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}

describe.each([
  ['uniform, 50 to 350 ms', between(50, 350)],
  ['uniform, 0.1 to 0.6 s', between(100, 600)],
  ['uniform, 0.2 to 1 s', between(200, 1000)],
  ['uniform, 1 to 3 s', between(1000, 3000)],
  ['exponential, 0.5 s', (random: Random) => 50 - 500 * Math.log(1 - random())],
  ['one of 0.2, 0.3 and 0.5 s', among(200, 300, 500)],
])('a wait that is %s', (_, wait) => {
  it('passes on a calm machine and on a busy one', () => {
    expect(outcomes(wait, CALM)).toEqual({ passed: SEEDS });
    expect(outcomes(wait, BUSY)).toEqual({ passed: SEEDS });
  });

  it('never fails', () => {
    for (const machine of [CALM, BUSY, STORM, HICCUPS]) {
      expect(outcomes(wait, machine)).not.toHaveProperty('failed');
    }
  });
});

describe.each([
  ['0.3 s', between(300, 300)],
  ['2 s', between(2000, 2000)],
])('a fixed wait of %s', (_, wait) => {
  it('fails on a calm machine', () => {
    expect(outcomes(wait, CALM)).toEqual({ failed: SEEDS });
  });

  it('passes on a busy one in at most 2 of 100 runs', () => {
    for (const machine of [BUSY, STORM, HICCUPS]) {
      expect(outcomes(wait, machine).passed ?? 0).toBeLessThanOrEqual(SEEDS / 50);
    }
  });
});

it('says that a machine is too busy to tell', () => {
  const packets = Array.from({ length: 40 }, (_, i) => ({ ...TEMPLATE, atMs: i * 300 + (i % 3) * 30 }));
  const latenessMs = Array.from({ length: 100 }, (_, i) => (i % 4) * 30);
  const verdict = randomInterval.decide(evidenceOf({ packets, latenessMs }), {}, TASK, true);
  expect(verdict?.outcome).toBe('not-seen');
  expect(verdict?.expected?.en).toContain('too busy to tell');
  expect(randomInterval.decide(evidenceOf({ packets, latenessMs }), {}, TASK, false)).toBeUndefined();
});

it('cannot tell a flood that a busy machine delivers in bursts', () => {
  const verdictOn = (latenessMs: readonly number[]) => {
    const bursts = [0, 60, 190, 240, 380, 440, 560];
    const packets = bursts.flatMap((atMs) =>
      Array.from({ length: 9 }, (_, i) => ({ ...TEMPLATE, atMs: atMs + i })),
    );
    return randomInterval.decide(evidenceOf({ packets, latenessMs }), {}, TASK, true);
  };
  const calm = verdictOn(Array.from({ length: 40 }, () => 1));
  const busy = verdictOn(Array.from({ length: 40 }, (_, i) => 2 * i));
  expect([calm, busy].map((verdict) => [verdict?.outcome, verdict?.expected?.en])).toEqual([
    ['not-seen', '20 waits'],
    ['not-seen', expect.stringContaining('too busy to tell')],
  ]);
});
