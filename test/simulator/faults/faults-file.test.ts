import { describe, expect, it } from 'vitest';
import { intSet } from '../../../src/building/int-set.ts';
import { uniformLayout } from '../../../src/building/layout.ts';
import { readFaultsFile } from '../../../src/simulator/faults/faults-file.ts';
import { truthJson, truthOf } from '../../../src/simulator/faults/truth.ts';

const START = Date.UTC(2026, 0, 5);

const FILE = `
faults:
  - type: stuck
    where: { floor: 2, wing: S, room: 4, sensor: TEMP }
    start: 2026-01-05T10:00:00Z
    duration: 2h
  - type: offset
    where: { floor: 1, sensor: [TEMP, HUM], room: 1-2, wing: N }
    start: 10m
    end: 2026-01-06
    severity: 1
    params: { by: -2.5 }
  - type: leak
    where: { floor: 3, wing: O, room: 2 }
    start: 1h
    duration: 6h
`;

function planOf(text: string) {
  const { plan, problems } = readFaultsFile(text, START);
  if (plan === undefined) throw new Error(JSON.stringify(problems));
  return plan;
}

describe('a faults file', () => {
  it('says what fails where and when', () => {
    const [stuck, offset, leak] = planOf(FILE);
    expect(stuck).toMatchObject({
      type: { type: 'stuck' },
      where: { floor: [[2, 2]], wing: ['S'], room: [[4, 4]], sensor: ['TEMP'] },
      startMs: Date.UTC(2026, 0, 5, 10),
      endMs: Date.UTC(2026, 0, 5, 12),
      severity: 0.5,
    });
    expect(offset).toMatchObject({ startMs: START + 600_000, severity: 1, params: { by: -2.5 } });
    expect(leak?.where.sensor).toEqual(['TEMP', 'HUM']);
  });

  it('is told as truth: faults of sensors one by one, events as one', () => {
    const layout = uniformLayout({ building: 'B', floors: intSet([[1, 3]]), rooms: intSet([[1, 4]]) });
    const plan = planOf(FILE);
    const truth = truthOf(layout, { seed: '1', rate: 0, plan, fromMs: START, toMs: START + 86_400_000 });
    expect(truth.map(({ id, sensors }) => [id, sensors])).toEqual([
      ['offset-2.1', ['B/P_1/N/1/TEMP']],
      ['offset-2.2', ['B/P_1/N/1/HUM']],
      ['offset-2.3', ['B/P_1/N/2/TEMP']],
      ['offset-2.4', ['B/P_1/N/2/HUM']],
      ['leak-3', ['B/P_3/O/2/TEMP', 'B/P_3/O/2/HUM']],
      ['stuck-1.1', ['B/P_2/S/4/TEMP']],
    ]);
    expect(truth.map(truthJson)[0]).toEqual({
      id: 'offset-2.1',
      type: 'offset',
      scope: 'sensor',
      sensors: ['B/P_1/N/1/TEMP'],
      start: '2026-01-05T00:10:00.000Z',
      end: '2026-01-06T00:00:00.000Z',
      onset: '2026-01-05T00:10:00.000Z',
      severity: 1,
      params: { by: -2.5 },
    });
    expect(truthOf(layout, { seed: '1', rate: 0, plan, fromMs: START, toMs: START + 600_000 })).toEqual([]);
  });

  it('may have faults come by themselves, too', () => {
    expect(readFaultsFile('rate: 0.01\nfaults: []', START).rate).toBe(0.01);
    expect(readFaultsFile('rate: 0.9\nfaults: []', START).problems[0]?.message).toContain('0 to 0.25');
  });

  it('may hold no faults', () => {
    expect(planOf('faults: []')).toEqual([]);
  });
});

const ONE = 'type: stuck, where: {floor: 1}, start: 1h, duration: 1h';

it.each([
  ['faults: [{type: broken, start: 1h, duration: 1h}]', 1, "'broken': unknown fault type; use spike"],
  ['faults:\n  - {type: stuck, duration: 1h}', 2, 'start missing'],
  ['faults:\n  - {type: stuck, start: 1h}', 2, 'one of end and duration'],
  ['faults:\n  - {type: stuck, start: 1h, end: 2h, duration: 1h}', 2, 'one of end and duration'],
  ['faults:\n  - {type: stuck, start: 2h, end: 1h}', 2, 'ends before it starts'],
  ['faults:\n  - {type: stuck, start: 1969-12-31, duration: 1h}', 2, '1970 to 9999'],
  ['faults:\n  - {type: stuck, start: 2026-02-30, duration: 1h}', 2, '1970 to 9999'],
  ['faults:\n  - {type: stuck, start: soon, duration: 1h}', 2, 'such as 10m'],
  ['faults:\n  - {type: stuck, start: 1h, duration: 0}', 2, 'more than 0'],
  ['faults:\n  - {type: stuck, start: 1h, duration: 1h, severity: 2}', 2, 'use 0 to 1'],
  [
    'faults:\n  - {type: offset, start: 1h, duration: 1h, params: {share: 1}}',
    2,
    "no parameter 'share'; use by",
  ],
  ['faults:\n  - {type: offset, start: 1h, duration: 1h, params: {size: 1}}', 2, "unknown key 'size'"],
  ['faults:\n  - {type: offset, start: 1h, duration: 1h, params: {by: lots}}', 2, 'use a number'],
  [
    'faults:\n  - {type: leak, where: {sensor: LUX}, start: 1h, duration: 1h}',
    2,
    'only be seen at TEMP, HUM',
  ],
  ['faults:\n  - {type: stuck, where: {wing: X}, start: 1h, duration: 1h}', 2, "'X'"],
  [`faults:\n  - {${ONE}}\n  - {${ONE}}`, 3, 'overlaps with stuck, line 2'],
  ['faults: {', 1, 'not YAML'],
])('%j is refused: line %d, %s', (text, line, message) => {
  const { plan, problems } = readFaultsFile(text, START);
  expect(plan).toBeUndefined();
  expect(problems[0]?.message).toContain(message);
  expect(problems[0]?.line).toBe(line);
});

it.each([
  `faults:\n  - {${ONE}}\n  - {${ONE.replace('floor: 1', 'floor: 2')}}`,
  `faults:\n  - {${ONE}}\n  - {${ONE.replace('start: 1h', 'start: 2h')}}`,
])('%j overlaps with nothing', (text) => {
  expect(planOf(text)).toHaveLength(2);
});
