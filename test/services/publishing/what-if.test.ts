// Tests src/services/publishing/what-if.ts, and the plan that grows in src/simulator/faults/planned-faults.ts
import { beforeEach, describe, expect, it } from 'vitest';
import { intSet } from '../../../src/building/int-set.ts';
import { uniformLayout } from '../../../src/building/layout.ts';
import { findFormat } from '../../../src/payload/formats.ts';
import type { DueMessage } from '../../../src/publisher/due-message.ts';
import {
  type SimulatedSourceSettings,
  simulatedSource,
} from '../../../src/services/publishing/simulated-source.ts';
import type { WhatIf } from '../../../src/services/publishing/what-if.ts';
import { FAULT_TYPES } from '../../../src/simulator/faults/list.ts';
import { FaultPlan, type PlannedFault } from '../../../src/simulator/faults/planned-faults.ts';
import { randomFaults } from '../../../src/simulator/faults/random-faults.ts';
import { bothSchedules } from '../../../src/simulator/faults/schedule.ts';
import { DEFAULT_SITE } from '../../../src/simulator/site.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 7, 12);
const ROOM = 'lab/B/P_1/N/2';
const RATE = 0.1;

const json = findFormat('json');
if (json === undefined) throw new Error('no format json');
const format = json;
const NOWHERE = { take: () => {}, end: async () => undefined };

function sourceOf(plan: FaultPlan, more: Partial<SimulatedSourceSettings> = {}) {
  return simulatedSource(
    {
      layout: uniformLayout({ building: 'B', floors: intSet([[1, 2]]), rooms: intSet([[1, 3]]) }),
      site: DEFAULT_SITE,
      seed: '7',
      startMs: START,
      shard: undefined,
      schedule: { kind: 'every', periodMs: MINUTE },
      values: 'realistic',
      ranges: new Map(),
      faults: { rate: RATE, plan, schedule: bothSchedules(randomFaults(RATE), plan) },
      areUniformFaulty: false,
      truth: undefined,
      isClockPaced: true,
      now: () => START,
      format,
      prefix: 'lab',
      retain: false,
      qos: 0,
      ...more,
    },
    NOWHERE,
  );
}

/** A running simulation whose messages are taken one at a time. */
class Run {
  readonly plan: FaultPlan;
  readonly whatIf: WhatIf;
  readonly #messages: Iterator<DueMessage>;

  constructor(faults: readonly PlannedFault[] = [], more: Partial<SimulatedSourceSettings> = {}) {
    this.plan = new FaultPlan(faults);
    const { messages, whatIf } = sourceOf(this.plan, more);
    if (whatIf === undefined || !(Symbol.iterator in messages)) throw new Error('no simulation');
    this.whatIf = whatIf;
    this.#messages = messages[Symbol.iterator]();
  }

  take(count: number): string[] {
    return Array.from({ length: count }, () => {
      const { topic, payload, dueMs } = this.#messages.next().value;
      return `${dueMs} ${topic} ${Buffer.from(payload)}`;
    });
  }
}

const fire = { topic: ROOM, fault: 'fire', severity: 1, durationMs: 60 * MINUTE };

let run: Run;
beforeEach(() => {
  run = new Run();
});

describe('an injected fault', () => {
  it('changes no reading so far, and makes the readings of a plan that had it from the start', () => {
    const healthy = new Run().take(5000);
    const injected = [...run.take(500)];
    expect(run.whatIf.inject(fire)).toBeUndefined();
    injected.push(...run.take(1000));
    expect(run.whatIf.mend(0)).toBeUndefined();
    injected.push(...run.take(1500));
    expect(injected.slice(0, 500)).toEqual(healthy.slice(0, 500));
    expect(injected).not.toEqual(healthy.slice(0, 3000));
    expect(injected).toEqual(new Run(run.plan.faults).take(3000));
    // The end at once leaves nothing behind.
    expect(injected.slice(1500)).toEqual(healthy.slice(healthy.indexOf(injected[1500] ?? '')).slice(0, 1500));
  });

  it('begins after the last reading, at the clock or at full speed', () => {
    run.take(10);
    expect(run.whatIf.now()).toBeGreaterThan(START);
    run.whatIf.inject(fire);
    expect(run.plan.faults[0]?.startMs).toBe(run.whatIf.now());
    const paced = new Run([], { now: () => START + MINUTE + 0.5 });
    expect(paced.whatIf.now()).toBe(START + MINUTE);
  });

  it('is in the truth of its room and of its neighbours, until it ends', () => {
    run.take(10);
    const typesAt = (room: string) =>
      run.whatIf.truthAt(room).flatMap(({ type, place }) => (place === undefined ? [] : [type]));
    expect(typesAt(ROOM)).toEqual([]);
    run.whatIf.inject(fire);
    expect(typesAt(ROOM)).toEqual(['fire']);
    expect(typesAt('lab/B/P_1/N/1')).toEqual(['fire']);
    expect(typesAt('lab/B/P_2/N/2')).toEqual(['fire']);
    expect(typesAt('lab/B/P_2/S/2')).toEqual([]);
    run.whatIf.mend(0);
    expect(typesAt(ROOM)).toEqual([]);
    expect(run.plan.faults[0]).toMatchObject({ endMs: expect.any(Number), mendedMs: run.whatIf.now() });
  });

  it.each(FAULT_TYPES)('may be $type', ({ type, scope, sensors }) => {
    const topic = scope === 'sensor' ? `${ROOM}/${sensors[0]}` : ROOM;
    run.take(1);
    expect(run.whatIf.inject({ topic, fault: type, severity: 0, durationMs: MINUTE })).toBeUndefined();
    const [fault] = run.whatIf.truthAt(ROOM).filter(({ place }) => place === 0);
    expect(fault).toMatchObject({ type, scope });
    if (scope === 'sensor') expect(fault?.sensors).toEqual([topic.slice('lab/'.length)]);
  });

  it('may be given by the topic of a sensor, for its room', () => {
    expect(run.whatIf.inject({ ...fire, topic: `${ROOM}/HUM` })).toBeUndefined();
    expect(run.plan.faults[0]?.where.room).toEqual([[2, 2]]);
  });
});

describe('a fault is not injected', () => {
  it.each([
    [{ topic: 'B/P_1/N/2' }, 'B/P_1/N/2 is not simulated here'],
    [{ topic: 'lab/B/P_3/N/2' }, 'lab/B/P_3/N/2 is not simulated here'],
    [{ topic: `${ROOM}/CO2` }, `${ROOM}/CO2 is not simulated here`],
    [{ topic: '\u001b[2J' }, '\\x1b[2J is not simulated here'],
    [{ fault: 'flood' }, 'unknown fault type'],
    [{ fault: '__proto__' }, 'unknown fault type'],
    [{ fault: 'stuck' }, 'stuck is a fault of one sensor: name the sensor'],
    [{ topic: `${ROOM}/LUX`, fault: 'drift' }, 'drift can only be seen at TEMP, HUM, CO2'],
    [{ severity: 1.1 }, 'a severity is 0 to 1'],
    [{ severity: Number.NaN }, 'a severity is 0 to 1'],
    [{ durationMs: 0 }, 'a fault lasts a second to 30 days'],
    [{ durationMs: Infinity }, 'a fault lasts a second to 30 days'],
  ])('for %j', (change, reason) => {
    expect(run.whatIf.inject({ ...fire, ...change })).toBe(reason);
    expect(run.plan.faults).toEqual([]);
  });

  it('at a sensor with a planned or injected one, as in a faults file', () => {
    run.whatIf.inject(fire);
    expect(run.whatIf.inject({ ...fire, fault: 'leak' })).toBe('the fire there has not ended');
    expect(run.whatIf.inject({ ...fire, fault: 'stuck', topic: `${ROOM}/TEMP` })).toMatch(/^the fire there/);
    expect(run.whatIf.inject({ ...fire, topic: 'lab/B/P_1/N/3' })).toBeUndefined();
    run.whatIf.mend(0);
    expect(run.whatIf.inject({ ...fire, fault: 'leak' })).toBeUndefined();
  });

  it('at values without a room behind them', () => {
    const uniform = new Run([], { values: 'uniform' });
    expect(uniform.whatIf.inject(fire)).toMatch(/can only be seen at/);
  });

  it('beyond the bound of a plan', () => {
    for (let n = 0; n < 1000; n++) {
      expect(run.whatIf.inject(fire)).toBeUndefined();
      run.whatIf.mend(n);
    }
    expect(run.whatIf.inject(fire)).toBe('more than 1000 faults');
  });

  it('and none is ended that is not there', () => {
    for (const place of [0, -1, 0.5, Number.NaN]) {
      expect(run.whatIf.mend(place)).toBe('there is no such fault');
    }
  });
});
