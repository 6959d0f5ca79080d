// Tests src/alarm/engine/flat-line.ts, src/alarm/engine/deviation.ts, src/alarm/engine/others.ts and src/alarm/engine/like-rooms.ts
import { describe, expect, it } from 'vitest';
import { AlarmEngine } from '../../../src/alarm/engine/engine.ts';
import { EngineSnapshot } from '../../../src/alarm/engine/engine-snapshot.ts';
import type { RuleLimit } from '../../../src/alarm/rules/rule.ts';
import { weekSchedule } from '../../../src/alarm/rules/schedule.ts';
import { gaussian, mix, uniform } from '../../../src/simulator/hash.ts';
import { limit, MINUTE, rulesOf, Script, SECOND, START, TOPIC } from './script.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function scriptOf(given: Partial<RuleLimit>): Script {
  return new Script(rulesOf({ limits: [limit(given)] }));
}

function times(count: number, value: (n: number) => number): number[] {
  return Array.from({ length: count }, (_, n) => value(n));
}

describe('flat', () => {
  const flat = { kind: 'flat', value: 0.02, withinMs: 10 * MINUTE } as const;

  it('is raised once the value has not moved for the window, and cleared by the next motion', () => {
    const script = scriptOf(flat).values([20, ...times(13, () => 21), 21.5]);
    expect(script.reported).toEqual([`raised high @${11 * 60}`, `cleared high @${14 * 60}`]);
  });

  it('takes a motion of exactly the limit for none, and a creeping value for motion', () => {
    expect(scriptOf(flat).values(times(12, (n) => 21 + 0.02 * (n % 2))).reported).toHaveLength(1);
    expect(scriptOf(flat).values(times(60, (n) => 21 + 0.01 * n)).reported).toEqual([]);
  });

  it('clears only beyond the deadband', () => {
    const script = scriptOf({ ...flat, deadband: 0.3 }).values([...times(12, () => 21), 21.2, 21.4]);
    expect(script.reported).toEqual(['raised high @600', 'cleared high @780']);
  });

  it('begins anew after a gap as long as the window: nobody knows the values within', () => {
    const script = scriptOf(flat)
      .reading(21, 0)
      .reading(21, 10 * MINUTE)
      .reading(21, 19 * MINUTE);
    expect(script.reported).toEqual([]);
  });

  it('passes over values below ignore_below', () => {
    const dark = { ...flat, ignoreBelow: 20 };
    expect(scriptOf(dark).values(times(30, () => 4)).reported).toEqual([]);
    expect(scriptOf(dark).values(times(30, () => 40)).reported).toHaveLength(1);
  });

  it('has its on-delay behind the window', () => {
    const script = scriptOf({ ...flat, onDelayMs: 5 * MINUTE }).values(times(20, () => 21));
    expect(script.reported).toEqual([`raised high @${15 * 60}`]);
  });
});

describe('deviation_above and deviation_below', () => {
  const noisy = { kind: 'deviation_above', value: 0.1, withinMs: 20 * MINUTE } as const;
  /** White noise of a deviation about 21. */
  const noise = (deviation: number) => (n: number) => 21 + deviation * gaussian(mix(7, n));

  it('is the deviation of white noise; a trend is none', () => {
    expect(scriptOf(noisy).values(times(90, noise(0.13))).reported[0]).toMatch(/^raised high/);
    expect(scriptOf(noisy).values(times(2000, noise(0.06))).reported).toEqual([]);
    expect(scriptOf(noisy).values(times(60, (n) => 21 + 0.5 * n)).reported).toEqual([]);
  });

  it('is the same for readings at irregular times', () => {
    const script = scriptOf(noisy);
    const times = Array.from(
      { length: 800 },
      (_, n) => n * MINUTE + Math.round(50 * SECOND * uniform(mix(3, n))),
    );
    for (const at of times.slice(0, 600)) script.reading(21 + (0.001 * at) / SECOND, at);
    expect(script.reported).toEqual([]);
    for (const [n, at] of times.slice(600).entries()) script.reading(57 + noise(0.15)(n) - 21, at);
    expect(script.reported[0]).toMatch(/^raised high/);
  });

  it('takes no single jump for noise, and clears when the noise is over', () => {
    expect(scriptOf(noisy).values([...times(30, () => 21), ...times(30, () => 26)]).reported).toEqual([]);
    const over = [...times(30, () => 21), ...times(30, noise(0.5)), ...times(120, () => 21)];
    expect(scriptOf({ ...noisy, deadband: 0.02 }).values(over).reported).toEqual([
      expect.stringMatching(/^raised high @2[0-4]/),
      expect.stringMatching(/^cleared high @5/),
    ]);
  });

  it('is too little where a value no longer trembles', () => {
    const script = scriptOf({ ...noisy, kind: 'deviation_below', value: 0.01 });
    const reported = script.values([...times(30, noise(0.1)), ...times(200, () => 21)]).reported;
    expect(reported).toEqual([expect.stringMatching(/^raised high @/)]);
  });
});

describe('above_others and below_others', () => {
  const apart = { kind: 'above_others', value: 2, others: 'floor' } as const;
  const topicOf = (room: number, sensor = 'TEMP') => `B/P_2/O/${room}/${sensor}`;
  const ofRooms = (script: Script, at: number, values: readonly number[]): Script => {
    for (const [i, value] of values.entries()) script.reading(value, at + i, topicOf(i + 1));
    return script;
  };

  it('compares with the median of at least three others', () => {
    const two = scriptOf(apart);
    for (let n = 0; n < 4; n++) ofRooms(two, n * MINUTE, [21, 21, 25]);
    expect(two.reported).toEqual([]);
    const three = scriptOf(apart);
    for (let n = 0; n < 4; n++) ofRooms(three, n * MINUTE, [21, 21.5, 40, 23.6]);
    expect(three.events.filter(({ state }) => state === 'raised').map(({ topic }) => topic)).toEqual([
      topicOf(4),
      topicOf(3),
    ]);
  });

  it('leaves other kinds, other floors and error codes out', () => {
    const script = scriptOf(apart);
    for (let n = 0; n < 4; n++) {
      ofRooms(script, n * MINUTE, [21, 21, 25]);
      script.reading(21, n * MINUTE, 'B/P_3/O/1/TEMP').reading(21, n * MINUTE, topicOf(7, 'HUM'));
      script.reading(85, n * MINUTE, topicOf(8));
    }
    expect(script.reported.filter((event) => event.startsWith('raised'))).toEqual([]);
  });

  it('takes off the usual difference, after a day of learning', () => {
    const script = scriptOf({ ...apart, usualMs: 7 * DAY });
    for (let n = 0; n < 30; n++) ofRooms(script, n * HOUR, [21, 21, 21, 25]);
    expect(script.reported).toEqual([]);
    for (let n = 30; n < 33; n++) ofRooms(script, n * HOUR, [21, 21, 23.5, 25]);
    expect(script.events.map(({ state, topic }) => [state, topic])).toEqual([['raised', topicOf(3)]]);
  });

  it('takes a room that comes back to the others for none, however usual its difference was', () => {
    const script = scriptOf({ ...apart, kind: 'below_others', usualMs: 7 * DAY });
    for (let n = 0; n < 30; n++) ofRooms(script, n * HOUR, [21, 21, 21, 25]);
    for (let n = 30; n < 33; n++) ofRooms(script, n * HOUR, [21, 21, 21, 21.5]);
    expect(script.reported).toEqual([]);
    for (let n = 33; n < 36; n++) ofRooms(script, n * HOUR, [21, 21, 21, 18]);
    expect(script.reported).toEqual([`raised high @${33 * 3600 + 0.003}`]);
  });

  it('does not learn from a sensor in alarm', () => {
    const hot = limit({ kind: 'above', value: 60, level: 'critical' });
    const script = new Script(rulesOf({ limits: [limit({ ...apart, usualMs: 7 * DAY }), hot] }));
    for (let n = 0; n < 20; n++) ofRooms(script, n * HOUR, [21, 21, 21, 80]);
    for (let n = 20; n < 50; n++) ofRooms(script, n * HOUR, [21, 21, 21, 21]);
    expect(script.reported).toEqual(['raised critical @0.003', `cleared critical @${20 * 3600 + 0.003}`]);
    ofRooms(script, 50 * HOUR, [21, 21, 21, 24]);
    expect(script.reported.slice(2)).toEqual([`raised high @${50 * 3600 + 0.003}`]);
  });

  it('leaves sensors in alarm out of the median, so that they do not hide others', () => {
    const script = scriptOf(apart);
    for (let n = 0; n < 4; n++) ofRooms(script, n * MINUTE, [21, 21, 21, 21, 25, 25, 25]);
    for (let n = 4; n < 8; n++) ofRooms(script, n * MINUTE, [21, 21, 21, 23.5, 25, 25, 25]);
    expect(script.events.map(({ state, topic }) => `${state} ${topic}`).sort()).toEqual(
      [4, 5, 6, 7].map((room) => `raised ${topicOf(room)}`),
    );
  });

  it('counts sensors in alarm where too few others are left, and clears', () => {
    const script = scriptOf(apart);
    for (let n = 0; n < 4; n++) ofRooms(script, n * MINUTE, [21, 21, 25, 25]);
    for (let n = 4; n < 8; n++) ofRooms(script, n * MINUTE, [21, 21, 21, 21]);
    const states = script.events.map(({ state }) => state).sort();
    expect(states).toEqual(['cleared', 'cleared', 'raised', 'raised']);
  });

  it('learns in its hours alone what is usual in its hours', () => {
    const night = (n: number) => n % 24 >= 14;
    const schedule = weekSchedule([0, 1, 2, 3, 4, 5, 6], [{ from: 22 * 60, to: 8 * 60 }]);
    const usual = limit({ ...apart, usualMs: 7 * DAY });
    const script = new Script(rulesOf({ limits: [usual], schedule }));
    for (let n = 0; n < 72; n++) ofRooms(script, n * HOUR, [21, 21, 21, night(n) ? 21 : 30]);
    expect(script.reported).toEqual([]);
    ofRooms(script, 86 * HOUR, [21, 21, 21, 21]);
    ofRooms(script, 87 * HOUR, [21, 21, 21, 23.5]);
    expect(script.reported).toEqual([`raised high @${87 * 3600 + 0.003}`]);
  });

  it('compares below as well', () => {
    const script = scriptOf({ ...apart, kind: 'below_others' });
    for (let n = 0; n < 3; n++) ofRooms(script, n * MINUTE, [21, 21, 21, 18.5]);
    expect(script.reported).toEqual(['raised high @0.003']);
  });
});

it('all memories survive a restart, in the midst of a window', () => {
  const ruleSet = rulesOf({
    limits: [
      limit({ kind: 'flat', value: 0, withinMs: 3 * HOUR, level: 'low' }),
      limit({ kind: 'deviation_above', value: 0.1, withinMs: 20 * MINUTE, level: 'info' }),
      limit({ kind: 'above_others', value: 2, others: 'wing', usualMs: 7 * DAY }),
    ],
  });
  const before = new Script(ruleSet);
  for (let n = 0; n < 26 * 12; n++) {
    for (let room = 1; room <= 4; room++) {
      before.reading(20 + room + (n < 25 * 12 ? (n % 3) / 100 : 0), 5 * n * MINUTE, `B/P_2/O/${room}/TEMP`);
    }
  }
  const records = [...new EngineSnapshot(before.engine).all()];
  const after = new AlarmEngine({ ruleSet });
  after.restore(JSON.parse(JSON.stringify(records)));
  const [one, other] = [before.engine, after].map((engine) => {
    const from = START + 26 * HOUR;
    return Array.from({ length: 60 }, (_, n) => [
      ...engine.read({ topic: TOPIC, value: n < 40 ? 24 : 30, timeMs: from + 5 * n * MINUTE }),
      ...engine.read({ topic: 'B/P_2/O/1/TEMP', value: 21, timeMs: from + 5 * n * MINUTE }),
      ...engine.read({ topic: 'B/P_2/O/2/TEMP', value: 22.1, timeMs: from + 5 * n * MINUTE }),
    ]).flat();
  });
  expect(one?.length).toBeGreaterThanOrEqual(3);
  expect(other).toEqual(one);
});
