// Tests src/commands/publish/explain.ts, src/commands/publish/causes-view.ts and src/building/missing-room.ts
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { causesView } from '../../src/commands/publish/causes-view.ts';
import { explainReading } from '../../src/simulator/explanation.ts';
import { wholeStyle } from '../../src/sinks/screen/line-style.ts';
import { createPaint } from '../../src/sinks/screen/paint.ts';
import { jsonLines } from './run.ts';
import { runHere } from './run-here.ts';

const folder = mkdtempSync(join(tmpdir(), 'building-sim-explain-'));
afterAll(() => rmSync(folder, { recursive: true }));
const LAYOUT = join(folder, 'house.yaml');
writeFileSync(
  LAYOUT,
  `building: EPS
kinds:
  - { kind: CALM, unit: dB, quantum: 0.1, range: [0, 100], model: { type: constant, value: 40 } }
  - { kind: TIDE, unit: dB, quantum: 0.1, range: [0, 100], model: { type: daily, low: 10, high: 90 } }
  - { kind: NOISE, unit: dB, quantum: 0.1, range: [0, 100], model: { type: presence, empty: 32, occupied: 58, lag: 2m } }
  - { kind: ROAM, unit: dB, quantum: 0.1, range: [0, 100], model: { type: walk, low: 5, high: 95 } }
  - { kind: MODE, unit: dB, quantum: 1, range: [0, 100], model: { type: states, values: [3, 5], every: 1h } }
  - { kind: HOT, unit: dB, quantum: 0.1, range: [0, 100], model: { type: follows, kind: TEMP, times: 2, plus: 7 } }
rooms:
  - { floor: 1-2, wing: N, room: [1-2, 5], sensor: [TEMP, CALM, TIDE, NOISE, ROAM, MODE, HOT] }
  - { floor: 4, wing: S, room: 7 }
`,
);
const AT = ['--start', '2026-01-07T11:00:00Z', '--seed', '1', '--faults', '0'];

describe('publish --explain', () => {
  it.each([
    ['BUILDING/P_9/N/1/TEMP', 'BUILDING has no floor 9, but floors 1-4'],
    ['BUILDING/P_2/N/7/TEMP', 'wing N of floor 2 of BUILDING has no room 7, but rooms 1-6'],
  ])('exits 2 for %s, and says what there is', async (topic, why) => {
    const { code, stdout, stderr } = await runHere(['publish', '--explain', topic, ...AT]);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(why)]);
  });

  it.each([
    ['BUILDING/P_1/N/1/TEMP', 'there is no building BUILDING, but EPS'],
    ['EPS/P_3/N/1/TEMP', 'EPS has no floor 3, but floors 1-2,4'],
    ['EPS/P_1/S/1/TEMP', 'floor 1 of EPS has no wing S, but N'],
    ['EPS/P_1/N/4/NOISE', 'wing N of floor 1 of EPS has no room 4, but rooms 1-2,5'],
    ['EPS/P_4/S/1/TEMP', 'wing S of floor 4 of EPS has no room 1, but room 7'],
  ])('exits 2 for %s outside the layout file', async (topic, why) => {
    const { code, stderr } = await runHere(['publish', '--layout', LAYOUT, '--explain', topic, ...AT]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(why)]);
  });

  it('explains rooms that --floors, --floor and --building make', async () => {
    const rooms = [
      ['BUILDING/P_9/N/1/TEMP', '--floors', '9'],
      ['BUILDING/P_-1/N/1/TEMP', '--floor', '-1'],
      ['TOWER/P_1/N/1/TEMP', '--building', 'TOWER'],
      ['TOWER/P_1/N/1/TEMP'],
    ];
    for (const [topic = '', ...options] of rooms) {
      const { code, stdout } = await runHere(['publish', '--explain', topic, ...options, ...AT]);
      expect([code, stdout]).toEqual([0, expect.stringContaining(topic)]);
    }
  });

  it.each([
    ['CALM', ['at all times']],
    ['TIDE', ['at least', 'by the time of day']],
    ['NOISE', ['in an empty room', 'by people']],
    ['ROAM', ['at least', 'by the random walk']],
    ['MODE', ['in the state of these times']],
    ['HOT', ['by TEMP, times 2', 'more']],
  ])("explains the file's own kind %s: its causes add up to the truth", async (kind, names) => {
    const explain = ['publish', '--layout', LAYOUT, '--explain', `EPS/P_1/N/2/${kind}`, ...AT, '-J'];
    const [record] = jsonLines((await runHere(explain)).stdout) as {
      value: number;
      truth: number;
      unit: string;
      parts: { name: string; value: number; unit: string }[];
    }[];
    expect(record?.parts.map(({ name }) => name)).toEqual(names);
    expect(record?.parts.every(({ unit }) => unit === 'dB')).toBe(true);
    const sum = record?.parts.reduce((total, { value }) => total + value, 0);
    expect(sum).toBeCloseTo(record?.truth ?? Number.NaN, 9);
    expect(record?.value).toBeCloseTo(record?.truth ?? Number.NaN, kind === 'MODE' ? 0 : 1);
  });
});

it('lines fit the width: a corridor with a hundred comings and goings, too', () => {
  const settings = { seed: '1', values: 'realistic', ranges: new Map() } as const;
  const noon = Date.UTC(2026, 0, 7, 12);
  const corridor = Array.from({ length: 24 }, (_, i) =>
    explainReading(settings, { building: 'B', floor: 1, wing: 'N', room: i + 1, sensor: 'HUM' }, noon),
  ).find(({ room }) => room?.roomType === 'corridor');
  if (corridor === undefined) throw new Error('no corridor among 24 rooms');
  const style = wholeStyle(createPaint(false));
  const whole = causesView(undefined).human(corridor, style);
  const narrow = causesView(80).human(corridor, style);
  const isLong = (line: string) => line.length > 80;
  expect(
    whole
      .split('\n')
      .filter(isLong)
      .map((line) => line.slice(2, 8)),
  ).toEqual(['people']);
  expect(narrow.split('\n').filter(isLong)).toEqual([]);
  expect(narrow.replaceAll(/\s+/g, ' ')).toBe(whole.replaceAll(/\s+/g, ' '));
  expect(narrow).toMatch(/\n {2}people {4}\d\d:\d\d-.*,\n {12}\d\d:\d\d-/);
});
