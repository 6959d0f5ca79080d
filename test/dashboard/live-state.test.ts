import { describe, expect, it } from 'vitest';
import { Observed, START, TEMP } from './observations.ts';

describe('the live state', () => {
  it('names a sensor once in a tick, with its newest value', () => {
    const seen = new Observed();
    for (const value of [21, 22, 23]) seen.reading(TEMP, value);
    const update = seen.state.update(seen.state.takeChanges(), 0);
    expect(update.sensors).toEqual([[0, TEMP]]);
    expect(update.values).toEqual([[0, 23, START, 0]]);
    expect(update.alarms).toEqual([]);
    expect(seen.state.takeChanges().sensors).toEqual([]);
  });

  it('tells a page no topic twice', () => {
    const seen = new Observed();
    seen.reading(TEMP, 21);
    seen.state.takeChanges();
    seen.reading(TEMP, 22);
    seen.reading('BUILDING/P_2/O/5/TEMP', 20);
    const update = seen.state.update(seen.state.takeChanges(), 1);
    expect(update.sensors).toEqual([[1, 'BUILDING/P_2/O/5/TEMP']]);
    expect(update.values.map(([id]) => id)).toEqual([0, 1]);
  });

  it('has an alarm from its raise over its acknowledgement to its end', () => {
    const seen = new Observed();
    const alarm = () => seen.state.whole().alarms.find(([id]) => id === 0)?.[1];
    seen.reading(TEMP, 31);
    expect(alarm()).toMatchObject({
      phase: 'active',
      level: 'critical',
      limit: 30,
      sinceMs: START,
      isAcknowledged: false,
    });
    seen.nowMs += 1000;
    seen.reading(TEMP, 33);
    expect(alarm()).toMatchObject({ peak: 33 });
    seen.acknowledge(TEMP);
    expect(alarm()).toMatchObject({ isAcknowledged: true });
    seen.nowMs += 1000;
    seen.reading(TEMP, 21);
    expect(alarm()).toBeNull();
    expect(seen.state.whole().statistics).toMatchObject({ raised: 0 }); // made once a second
    seen.nowMs += 1000;
    seen.state.takeChanges();
    expect(seen.state.whole().statistics).toMatchObject({ raised: 1, byRule: [['temperature', 1]] });
  });

  it('calls a value old after three of its intervals', () => {
    const seen = new Observed();
    for (let n = 0; n < 10; n++) {
      seen.reading(TEMP, 21);
      seen.nowMs += 10_000;
    }
    const isOld = () => {
      seen.state.takeChanges();
      return seen.state.whole().values[0]?.[3];
    };
    seen.nowMs += 15_000;
    expect(isOld()).toBe(0);
    seen.nowMs += 20_000;
    expect(isOld()).toBe(1);
    seen.reading(TEMP, 21);
    expect(isOld()).toBe(0);
  });

  it('tells an unreadable message, and the numbers that never came', () => {
    const seen = new Observed();
    seen.reading(TEMP, 21, 1);
    seen.reading(TEMP, 21, 5);
    seen.reading(TEMP, undefined);
    seen.state.take({ kind: 'unreadable', topic: TEMP, reason: 'its JSON is broken' });
    expect(seen.state.whole().values).toEqual([[0, null, START, 0]]);
    expect(seen.state.whole().status).toMatchObject({ readings: 2, unreadable: 1 });
    expect(seen.state.room('BUILDING/P_2/O/4', true).sensors).toEqual([
      {
        id: 0,
        readings: 2,
        unreadable: 1,
        reason: 'its JSON is broken',
        format: 'json',
        seq: 5,
        gaps: 3,
        limits: expect.arrayContaining([{ side: 'above', value: 30, level: 'critical' }]),
        history: [[START, 21, 21]],
      },
    ]);
  });

  it('takes a topic without a sensor for none', () => {
    const seen = new Observed();
    for (const topic of ['lab/x', '__proto__', 'BUILDING/P_02/O/4/TEMP', '']) seen.reading(topic, 1);
    expect(seen.state.whole()).toMatchObject({ sensors: [], values: [] });
  });

  it('knows the connection, without user and password', () => {
    const seen = new Observed();
    const where = 'mqtt://localhost:1883';
    seen.state.take({
      kind: 'connection',
      where,
      isHosted: false,
      state: { kind: 'connected', again: false, sessionPresent: false },
    });
    expect(seen.state.whole().status.connection).toEqual({
      where,
      isHosted: false,
      state: 'connected',
      sinceMs: START,
    });
    seen.state.take({
      kind: 'connection',
      where,
      isHosted: false,
      state: { kind: 'lost', why: 'reset', retryInMs: 100 },
    });
    expect(seen.state.whole().status.connection).toMatchObject({ state: 'lost', why: 'reset' });
    seen.state.end();
    expect(seen.state.whole().status.connection).toMatchObject({ state: 'ended' });
  });
});
