// Tests src/alarm/engine/ over restarts: snapshot.ts, engine-snapshot.ts and timers.ts.
import { describe, expect, it } from 'vitest';
import { AlarmEngine } from '../../../src/alarm/engine/engine.ts';
import { EngineSnapshot } from '../../../src/alarm/engine/engine-snapshot.ts';
import { type SnapshotRecord, snapshotPoint } from '../../../src/alarm/engine/snapshot.ts';
import type { RuleSet } from '../../../src/alarm/rules/rule.ts';
import { limit, MINUTE, rulesOf, Script, START, TOPIC } from './script.ts';

/** A script with an engine of its own, restored from the snapshot of another script's engine. */
function resumed(ruleSet: RuleSet, { engine }: Script): Script {
  const script = new Script(ruleSet);
  const kept = JSON.parse(JSON.stringify([...new EngineSnapshot(engine).all()])) as SnapshotRecord[];
  script.engine.restore(kept);
  return script;
}

describe('a delay that was running when the engine went down', () => {
  const ruleSet = rulesOf({ limits: [limit({ onDelayMs: 5 * MINUTE })] });
  const down = () => resumed(ruleSet, new Script(ruleSet).values([28, 28]));

  it('has ended if it would have, and the next reading is still beyond', () => {
    expect(down().reading(28, 10 * MINUTE).reported).toEqual(['raised high @600']);
  });

  it('goes on if it would not have', () => {
    expect(down().values([28, 28, 28], { from: 3 * MINUTE }).reported).toEqual(['raised high @300']);
  });

  it('is over if the next reading is back', () => {
    expect(down().values([20, 28], { from: 10 * MINUTE }).reported).toEqual([]);
  });

  it('goes on from where it was for a sensor that is not heard, as if no time had passed', () => {
    const script = down().reading(20, 60 * MINUTE, 'B/P_1/N/1/TEMP');
    expect(script.until(64 * MINUTE).reported).toEqual([]);
    expect(script.until(64 * MINUTE + 1).reported).toEqual(['raised high @300']);
  });

  it('begins anew after more than an hour', () => {
    expect(down().reading(28, 62 * MINUTE).reported).toEqual([]);
    expect(down().values([28, 28, 28, 28, 28, 28], { from: 62 * MINUTE }).reported).toEqual([
      'raised high @4020',
    ]);
  });

  it('begins anew after so long a while that the sensor would have been silent', () => {
    const silence = { afterMs: 3 * MINUTE, level: 'low', each: 'sensor' } as const;
    const rules = rulesOf(
      { limits: [limit({ onDelayMs: 5 * MINUTE })] },
      { name: 'heard', scope: {}, silence },
    );
    const script = resumed(rules, new Script(rules).values([28, 28]));
    expect(script.reading(28, 10 * MINUTE).reported).toEqual([]);
  });

  it('to clear counts in the same way', () => {
    const clearing = rulesOf({ limits: [limit({ offDelayMs: 5 * MINUTE })] });
    const before = new Script(clearing).values([28, 20]);
    expect(before.reported).toEqual(['raised high @0']);
    expect(resumed(clearing, before).reading(20, 10 * MINUTE).reported).toEqual(['cleared high @600']);
    expect(resumed(clearing, before).reading(28, 10 * MINUTE).reported).toEqual([]);
  });
});

it('limits of one kind and level that look at different times keep their own state', () => {
  const quick = limit({ kind: 'rising', level: 'low', value: 3, withinMs: MINUTE });
  const slow = limit({
    kind: 'rising',
    level: 'low',
    value: 8,
    withinMs: 120 * MINUTE,
    offDelayMs: 60 * MINUTE,
  });
  const ruleSet = rulesOf({ limits: [quick, slow] });
  const beginning = () => new Script(ruleSet).reading(20, 0).reading(24, 20_000);
  const goOn = (script: Script) =>
    script.values([24, 22, 22, 22, 22], { from: 5 * MINUTE, stepMs: 5 * MINUTE });
  const reported = ['raised low @20', expect.stringMatching(/^cleared low/)];
  const whole = goOn(beginning()).reported;
  expect(whole).toEqual(reported);
  // The slow limit was not crossed, and so its long delay holds nothing up.
  expect(goOn(resumed(ruleSet, beginning())).reported).toEqual(whole.slice(1));
});

it('nothing counts as silent while the engine was down', () => {
  const silence = { afterMs: 5 * MINUTE, level: 'low', each: 'sensor' } as const;
  const ruleSet = rulesOf({ silence });
  const script = resumed(ruleSet, new Script(ruleSet).reading(20, 0)).reading(
    20,
    60 * MINUTE,
    'B/P_1/N/1/TEMP',
  );
  expect(script.until(65 * MINUTE).reported).toEqual([]);
  expect(script.until(65 * MINUTE + 1).events).toMatchObject([
    { state: 'silent', topic: 'B/P_1/N/1/TEMP' },
    { state: 'silent', topic: TOPIC },
  ]);
});

it('a shelf ends while the engine is down', () => {
  const ruleSet = rulesOf({ limits: [limit({})] });
  const before = new Script(ruleSet).values([28]);
  before.engine.shelve(TOPIC, START + 5 * MINUTE);
  const script = resumed(ruleSet, before).reading(28, 10 * MINUTE);
  expect(script.events.map(({ state }) => state)).toContain('unshelved');
});

it('a change is seen over the time that the engine was down', () => {
  const ruleSet = rulesOf({ limits: [limit({ kind: 'rising', value: 5, withinMs: 8 * MINUTE })] });
  const before = new Script(ruleSet).values([20, 21, 22]);
  expect(resumed(ruleSet, before).reading(26, 6 * MINUTE).reported).toEqual(['raised high @360']);
  expect(resumed(ruleSet, before).reading(26, 20 * MINUTE).reported).toEqual([]);
});

it('a change is seen from the lowest value, though that was not the first of its part of the window', () => {
  const ruleSet = rulesOf({ limits: [limit({ kind: 'rising', value: 5, withinMs: 8 * MINUTE })] });
  const first: Script = new Script(ruleSet, { onChange: (point) => snapshot.note(point) });
  const snapshot = new EngineSnapshot(first.engine);
  first.reading(20, 0);
  snapshot.changes();
  first.reading(10, 1000);
  const script = new Script(ruleSet);
  script.engine.restore(JSON.parse(JSON.stringify(snapshot.changes())) as SnapshotRecord[]);
  expect(script.reading(16, 2 * MINUTE).reported).toEqual(['raised high @120']);
});

it('a window of another length is not taken over', () => {
  const of = (withinMs: number) => rulesOf({ limits: [limit({ kind: 'rising', value: 5, withinMs })] });
  const script = resumed(of(4 * MINUTE), new Script(of(8 * MINUTE)).values([20])).reading(26, MINUTE);
  expect(script.reported).toEqual([]);
});

it('a snapshot has the changed groups only', () => {
  const silence = { afterMs: 5 * MINUTE, level: 'low', each: 'room' } as const;
  const engine: AlarmEngine = new AlarmEngine({
    ruleSet: rulesOf({ silence }),
    onGroupChange: (group) => snapshot.noteGroup(group),
  });
  const snapshot = new EngineSnapshot(engine);
  const read = (topic: string, atMs: number) => {
    engine.read({ topic, value: 20, timeMs: START + atMs });
    return snapshot.changes();
  };
  const clock = (atMs: number) => ({ clock: START + atMs });
  expect(read('B/P_1/N/1/TEMP', 0)).toEqual([{ group: 'warm\tB/P_1/N/1' }, clock(0)]);
  expect(read('B/P_1/N/2/TEMP', 3 * MINUTE)).toEqual([{ group: 'warm\tB/P_1/N/2' }, clock(3 * MINUTE)]);
  expect(read('B/P_1/N/2/TEMP', 6 * MINUTE)).toEqual([
    { group: 'warm\tB/P_1/N/1', silentSince: START },
    clock(6 * MINUTE),
  ]);
  expect(read('B/P_1/N/1/TEMP', 7 * MINUTE)).toEqual([{ group: 'warm\tB/P_1/N/1' }, clock(7 * MINUTE)]);
});

it('a snapshot has each change once, and the clock each minute', () => {
  const engine = new AlarmEngine({
    ruleSet: rulesOf({ limits: [limit({})] }),
    onChange: (point) => snapshot.note(point),
  });
  const snapshot = new EngineSnapshot(engine);
  expect(snapshot.changes()).toEqual([]);
  engine.read({ topic: TOPIC, value: 28, timeMs: START });
  const point = engine.point(TOPIC);
  expect(snapshot.changes()).toEqual([point && snapshotPoint(point), { clock: START }]);
  engine.advance(START + MINUTE - 1);
  expect(snapshot.changes()).toEqual([]);
  engine.advance(START + MINUTE);
  expect(snapshot.changes()).toEqual([{ clock: START + MINUTE }]);
});
