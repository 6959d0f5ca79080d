// Tests src/alarm/engine/ as a whole, through engine.ts.
import { describe, expect, it } from 'vitest';
import { limit, MINUTE, rulesOf, Script, SECOND, START, TOPIC } from './script.ts';

const OTHER = 'B/P_2/O/5/TEMP';

describe('a limit', () => {
  it('raises once and clears once, with duration and peak', () => {
    const script = new Script(rulesOf({ limits: [limit({})] })).values([26, 28, 29, 28, 26]);
    expect(script.reported).toEqual(['raised high @60', 'cleared high @240']);
    expect(script.events[1]).toMatchObject({
      durationMs: 3 * MINUTE,
      peak: 29,
      limit: 27,
      value: 26,
      rule: 'warm',
    });
  });

  it('is not crossed by a value on it', () => {
    expect(new Script(rulesOf({ limits: [limit({})] })).values([27]).reported).toEqual([]);
  });

  it('clears only strictly below limit - deadband', () => {
    const script = new Script(rulesOf({ limits: [limit({ deadband: 0.5 })] })).values([
      28, 26.8, 26.5, 26.49,
    ]);
    expect(script.reported).toEqual(['raised high @0', 'cleared high @180']);
  });

  it('below clears strictly above limit + deadband', () => {
    const cold = limit({ kind: 'below', value: 18, level: 'low', deadband: 0.5 });
    const script = new Script(rulesOf({ limits: [cold] })).values([17, 15, 18.5, 18.51]);
    expect(script.reported).toEqual(['raised low @0', 'cleared low @180']);
    expect(script.events[1]?.peak).toBe(15);
  });

  it('has a peak of its own on each side', () => {
    const limits = [limit({ value: 30 }), limit({ kind: 'below', value: 15, level: 'critical' })];
    const script = new Script(rulesOf({ limits })).values([31, 33, 12, 10, 12, 22]);
    expect(script.reported).toEqual(['raised high @0', 'escalated critical @120', 'cleared critical @300']);
    expect(script.events.map(({ peak }) => peak)).toEqual([31, 12, 10]);
  });

  it('escalates, eases and clears as one alarm', () => {
    const limits = [limit({}), limit({ value: 30, level: 'critical' })];
    const script = new Script(rulesOf({ limits })).values([28, 31, 28, 26]);
    expect(script.reported).toEqual([
      'raised high @0',
      'escalated critical @60',
      'eased high @120',
      'cleared high @180',
    ]);
  });
});

describe('delays', () => {
  const delayed = rulesOf({
    limits: [limit({ deadband: 1, onDelayMs: 3 * MINUTE, offDelayMs: 2 * MINUTE })],
  });

  it('raise once the value has stayed beyond for the on-delay', () => {
    expect(new Script(delayed).values([28, 28, 28, 28, 28]).reported).toEqual(['raised high @180']);
  });

  it('raise when it ends, though no reading comes just then', () => {
    expect(new Script(delayed).reading(28, 0).until(10 * MINUTE).reported).toEqual(['raised high @180']);
  });

  it('start anew when the value comes back in between', () => {
    expect(new Script(delayed).values([28, 28, 20, 28, 28, 28]).reported).toEqual([]);
  });

  it('look at a reading before the delay that ends at the same time', () => {
    expect(
      new Script(delayed)
        .reading(28, 0)
        .reading(20, 3 * MINUTE)
        .until(MINUTE * 9).reported,
    ).toEqual([]);
  });

  it('clear once the value has stayed back for the off-delay, and not if it rises again', () => {
    const script = new Script(delayed).values([28, 28, 28, 28, 20, 28, 20, 20, 20, 20]);
    expect(script.reported).toEqual(['raised high @180', 'cleared high @480']);
  });

  it('start anew after a value in the deadband', () => {
    const script = new Script(delayed).values([28, 28, 28, 28, 20, 26.5, 20, 20, 20]);
    expect(script.reported).toEqual(['raised high @180', 'cleared high @480']);
  });

  it('follow the own time of a sensor whose clock is behind', () => {
    const script = new Script(delayed)
      .reading(20, 600 * SECOND, OTHER)
      .reading(28, 0)
      .until(601 * SECOND);
    expect(script.reported).toEqual([]);
    expect(script.until(20 * MINUTE).reported).toEqual(['raised high @180']);
  });
});

describe('for N of M', () => {
  it.each<[string, number, number, number[], string[]]>([
    ['3 in a row', 3, 3, [28, 28, 20, 28, 28, 28], ['raised high @300']],
    ['2 of 3', 2, 3, [28, 20, 28], ['raised high @120']],
    ['2 of 3 that are too far apart', 2, 3, [28, 20, 20, 28, 20, 20], []],
  ])('%s', (_, n, of, values, reported) => {
    expect(new Script(rulesOf({ limits: [limit({ n, of })] })).values(values).reported).toEqual(reported);
  });
});

describe('rate of change', () => {
  it('rising looks at the change within the window, not at the value', () => {
    const rising = limit({ kind: 'rising', value: 5, withinMs: 8 * MINUTE, deadband: 1 });
    const script = new Script(rulesOf({ limits: [rising] }));
    expect(script.values([10, 11, 12, 13, 14, 15, 16]).reported).toEqual(['raised high @360']);
    const slow = new Script(rulesOf({ limits: [rising] })).values([
      10, 10.5, 11, 11.5, 12, 12.5, 13, 13.5, 14, 14.5, 15, 15.5,
    ]);
    expect(slow.reported).toEqual([]);
  });

  it('falling', () => {
    const falling = limit({ kind: 'falling', value: 5, withinMs: 8 * MINUTE });
    const script = new Script(rulesOf({ limits: [falling] })).values([25, 24, 22, 19.5, 19.5, 19.5]);
    expect(script.reported).toEqual(['raised high @180']);
    expect(script.events[0]?.peak).toBe(19.5);
  });
});

describe('hours', () => {
  it('hold a limit only then', () => {
    const schedule = new Uint8Array(7 * 24 * 60).fill(1, 8 * 60 + 2, 8 * 60 + 4);
    const script = new Script(rulesOf({ schedule, limits: [limit({})] })).values([28, 28, 28, 28, 28]);
    expect(script.reported).toEqual(['raised high @120', 'cleared high @240']);
  });

  it('of a more specific rule replace the general one only then', () => {
    const schedule = new Uint8Array(7 * 24 * 60).fill(1, 8 * 60 + 2, 8 * 60 + 4);
    const rules = rulesOf(
      { limits: [limit({})] },
      { name: 'oven', scope: { sensor: ['TEMP'], room: [[4, 4]] }, schedule, limits: [limit({ value: 40 })] },
    );
    const script = new Script(rules).values([28, 28, 28, 28, 28]);
    expect(script.reported).toEqual(['raised high @0', 'cleared high @120', 'raised high @240']);
  });
});

describe('latch', () => {
  it('keeps the alarm until it is acknowledged', () => {
    const script = new Script(rulesOf({ latch: true, limits: [limit({})] })).values([28, 20, 20]);
    expect(script.reported).toEqual(['raised high @0']);
    expect(script.engine.acknowledge(TOPIC)?.map(({ state }) => state)).toEqual(['acknowledged', 'cleared']);
  });
});

describe('acknowledgement', () => {
  it('is taken back by an escalation', () => {
    const limits = [limit({}), limit({ value: 30, level: 'critical' })];
    const script = new Script(rulesOf({ limits })).values([28]);
    expect(script.engine.acknowledge(TOPIC)).toHaveLength(1);
    expect(script.engine.point(TOPIC)?.acked).toBe(true);
    script.values([31], { from: MINUTE });
    expect(script.engine.point(TOPIC)?.acked).toBe(false);
  });

  it('is refused where there is nothing to acknowledge', () => {
    const script = new Script(rulesOf({ limits: [limit({})] })).values([20]);
    expect(script.engine.acknowledge(TOPIC)).toBeUndefined();
    expect(script.engine.acknowledge('nowhere')).toBeUndefined();
  });
});

describe('shelving', () => {
  const rules = rulesOf({ limits: [limit({})] });

  it('keeps quiet until it ends, then tells an alarm that still stands', () => {
    const script = new Script(rules).values([20]);
    script.engine.shelve(TOPIC, START + 5 * MINUTE);
    script.values([28, 28, 28, 28, 28, 28], { from: MINUTE });
    expect(script.reported).toEqual(['suppressed high @60', 'unshelved high @300', 'raised high @300']);
    expect(script.events[0]?.by).toBe('shelved');
  });

  it('for one alarm ends with it', () => {
    const script = new Script(rules).values([28]);
    expect(script.engine.shelve(TOPIC, Infinity)).toMatchObject([{ state: 'shelved' }]);
    script.values([20, 28], { from: MINUTE });
    expect(script.reported).toEqual([
      'raised high @0',
      'cleared high @60',
      'unshelved high @60',
      'raised high @120',
    ]);
  });

  it('can be taken back', () => {
    const script = new Script(rules).values([28]);
    script.engine.shelve(TOPIC, START + MINUTE);
    expect(script.engine.unshelve(TOPIC)).toMatchObject([{ state: 'unshelved' }]);
    expect(script.engine.unshelve(TOPIC)).toBeUndefined();
  });
});

describe('silence', () => {
  const silence = { afterMs: 5 * MINUTE, level: 'low', each: 'sensor' } as const;

  it('is told once, and so is the return', () => {
    const script = new Script(rulesOf({ silence }))
      .values([20, 20])
      .until(30 * MINUTE)
      .reading(20, 31 * MINUTE);
    expect(script.reported).toEqual(['silent low @360', 'back low @1860']);
    expect(script.events[1]?.durationMs).toBe(30 * MINUTE);
  });

  it('follows the newest time seen of any sensor', () => {
    const script = new Script(rulesOf({ silence }))
      .reading(20, 0)
      .values([20, 20, 20, 20, 20, 20, 20], { topic: OTHER });
    expect(script.events.map(({ topic, state }) => `${state} ${topic}`)).toEqual([`silent ${TOPIC}`]);
  });

  it('stops delays, for nobody knows the value', () => {
    const rules = rulesOf({ silence, limits: [limit({ onDelayMs: 7 * MINUTE })] });
    const script = new Script(rules)
      .reading(28, 0)
      .until(30 * MINUTE)
      .values([28, 28], { from: 31 * MINUTE });
    expect(script.reported).toEqual(['silent low @300', 'back low @1860']);
  });

  it('of a floor mutes that of its rooms', () => {
    const rules = rulesOf(
      { silence },
      { name: 'floor', scope: {}, silence: { afterMs: 2 * MINUTE, level: 'high', each: 'floor' } },
    );
    const script = new Script(rules)
      .reading(20, 0)
      .reading(20, 30 * SECOND, OTHER)
      .until(20 * MINUTE);
    expect(script.events.map(({ state, topic, by }) => [state, topic, by])).toEqual([
      ['silent', 'B/P_2', undefined],
      ['suppressed', TOPIC, 'floor'],
      ['suppressed', OTHER, 'floor'],
    ]);
    script.reading(20, 20 * MINUTE).until(24 * MINUTE);
    script.values([20, 20, 20], { from: 21 * MINUTE });
    expect(script.events.slice(3).map(({ state, topic }) => [state, topic])).toEqual([
      ['back', 'B/P_2'],
      ['silent', 'B/P_2'],
      ['back', 'B/P_2'],
    ]);
  });

  it('goes on for a sensor that does not return with its floor', () => {
    const rules = rulesOf(
      { silence },
      { name: 'floor', scope: {}, silence: { afterMs: 2 * MINUTE, level: 'high', each: 'floor' } },
    );
    const script = new Script(rules)
      .reading(20, 0)
      .reading(20, 0, OTHER)
      .until(20 * MINUTE);
    script.values(Array(7).fill(20), { from: 20 * MINUTE });
    expect(
      script.events.slice(3).map(({ state, topic, timeMs }) => [state, topic, (timeMs - START) / MINUTE]),
    ).toEqual([
      ['back', 'B/P_2', 20],
      ['silent', OTHER, 25],
    ]);
  });
});

describe('muting', () => {
  const rules = rulesOf(
    { name: 'damp', scope: { sensor: ['HUM'] }, limits: [limit({ value: 70 })] },
    {
      name: 'fire',
      limits: [limit({ value: 50, level: 'critical' })],
      mutes: { rules: ['damp'], within: 'wing' },
    },
  );
  const HUM = 'B/P_2/O/5/HUM';

  it('keeps an alarm of the named rule quiet, and tells it afterwards if it still stands', () => {
    const script = new Script(rules)
      .reading(60, 0)
      .reading(90, MINUTE, HUM)
      .reading(20, 2 * MINUTE);
    expect(script.reported).toEqual([
      'raised critical @0',
      'suppressed high @60',
      'cleared critical @120',
      'raised high @120',
    ]);
    expect(script.events[1]?.by).toBe('fire');
  });

  it('reaches no farther than its place', () => {
    const script = new Script(rules).reading(60, 0).reading(90, MINUTE, 'B/P_2/N/5/HUM');
    expect(script.reported).toEqual(['raised critical @0', 'raised high @60']);
  });

  it('says so of an alarm that was told before', () => {
    const script = new Script(rules)
      .reading(90, 0, HUM)
      .reading(60, MINUTE)
      .reading(20, 2 * MINUTE)
      .reading(50, 3 * MINUTE, HUM);
    expect(script.reported).toEqual([
      'raised high @0',
      'raised critical @60',
      'suppressed high @60',
      'cleared critical @120',
      'unsuppressed high @120',
      'cleared high @180',
    ]);
  });
});

describe('readings that are not news', () => {
  const rules = rulesOf({ limits: [limit({})] });

  it.each([
    [
      'a duplicate',
      [
        [20, 0],
        [20, 0],
      ],
      { duplicates: 1 },
    ],
    [
      'out of order',
      [
        [20, 60_000],
        [28, 0],
      ],
      { outOfOrder: 1 },
    ],
    [
      'a leap of years',
      [
        [20, 0],
        [20, 1000],
        [28, 1e12],
      ],
      {},
    ],
    [
      'a time that is no time',
      [
        [20, 0],
        [28, Number.NaN],
      ],
      { implausible: 1 },
    ],
  ] as const)('%s raises nothing', (_, readings, counts) => {
    const script = new Script(rules);
    script.reading(20, 0, OTHER);
    for (const [value, at] of readings) script.reading(value, at);
    expect(script.reported).toEqual([]);
    expect(script.engine.counts).toMatchObject(counts);
  });

  it('late ones count, on their own time', () => {
    const script = new Script(rules).reading(20, 10 * MINUTE, OTHER).reading(28, MINUTE);
    expect(script.reported).toEqual(['raised high @60']);
    expect(script.engine.counts.late).toBe(1);
  });

  it('a leap is believed when another sensor confirms it', () => {
    const script = new Script(rules).reading(20, 0).reading(20, 0, OTHER);
    const later = 30 * 24 * 60 * MINUTE;
    script.reading(28, later).reading(28, later + 1000, OTHER);
    expect(script.events.map(({ topic }) => topic)).toEqual([OTHER]);
    expect(script.engine.counts.implausible).toBe(1);
  });

  it('retained ones raise no alarm, unless asked', () => {
    const heard = { topic: TOPIC, value: 28, timeMs: START, retained: true };
    expect(new Script(rules).engine.read(heard)).toEqual([]);
    expect(new Script(rules, { raiseRetained: true }).engine.read(heard)).toMatchObject([
      { state: 'raised' },
    ]);
  });

  it.each([Number.NaN, 655.35, 85, -40, Number.POSITIVE_INFINITY, -1e300])(
    '%d is invalid, not an alarm',
    (value) => {
      const script = new Script(rules).values([20, value, value, 20]);
      expect(script.reported).toEqual(['invalid info @60', 'back info @180']);
    },
  );
});

it('no delay ends on a value that invalid readings have made old', () => {
  const rules = rulesOf({ limits: [limit({ onDelayMs: 3 * MINUTE })] });
  const script = new Script(rules).values([28, 85, 85, 85, 85, 85, 28]);
  expect(script.reported).toEqual(['invalid info @60', 'back info @360', 'raised high @360']);
});
