import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { jsonLines, runCli } from './run.ts';
import { runHere } from './run-here.ts';

const folder = mkdtempSync(join(tmpdir(), 'simulation-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text = ''): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const DRY = [
  ...['publish', '--seed', '7', '--start', '2026-01-05T08:00:00Z', '--speed', 'max', '--dry-run', '-J'],
];

function dry(...args: string[]) {
  return runHere([...DRY, ...args]);
}

const HOUSE = file(
  'house.yaml',
  `
building: EPS
utc_offset: +01:00
rooms:
  - { floor: -1, wing: N, room: 1-2, type: plant, sensor: [TEMP, VIBR] }
  - { floor: 1-2, wing: [N, S], room: 1-4 }
`,
);
const FAULTS = file(
  'faults.yaml',
  `
faults:
  - type: offset
    where: { floor: 1, wing: N, room: 1, sensor: TEMP }
    start: 2m
    duration: 3m
    params: { by: 9 }
`,
);

describe('publish', () => {
  it('gives the same bytes for the same seed, faults and all, wherever it runs', async () => {
    const [one, other] = await Promise.all(
      ['UTC', 'Asia/Kathmandu'].map((TZ) =>
        runCli([...DRY, '--faults', '0.2', '-C', '500'], { env: { TZ } }),
      ),
    );
    expect(one?.code).toBe(0);
    expect(jsonLines(one?.stdout ?? '')).toHaveLength(500);
    expect(other?.stdout).toBe(one?.stdout);
  });

  it('takes a building from a layout file', async () => {
    const { code, stdout } = await dry(
      '--layout',
      HOUSE,
      '--every',
      '1m',
      '--duration',
      '1m',
      '--faults',
      '0',
    );
    expect(code).toBe(0);
    const topics = jsonLines(stdout).map(({ topic }) => topic);
    expect(topics).toHaveLength(4 + 2 * 2 * 4 * 4);
    expect(topics).toContain('EPS/P_-1/N/2/VIBR');
  });

  it('reads every kind of sensor that a layout file names, and those alone', async () => {
    const office = file(
      'office.yaml',
      'building: EPS\nrooms:\n  - { floor: 1, wing: S, room: 1, sensor: [TEMP, CO2, PIR] }\n',
    );
    const hour = ['--every', '1m', '--duration', '1h', '--faults', '0'];
    const { code, stdout } = await dry('--layout', office, ...hour);
    expect(code).toBe(0);
    const readings = jsonLines(stdout);
    const valuesOf = (kind: string) =>
      readings.filter(({ sensor }) => sensor === kind).map(({ value }) => Number(value));
    expect(new Set(readings.map(({ sensor, unit }) => `${sensor} ${unit}`))).toEqual(
      new Set(['TEMP Cel', 'CO2 ppm', 'PIR /']),
    );
    expect(Math.min(...valuesOf('CO2'))).toBeGreaterThan(350);
    expect(valuesOf('PIR').filter((value) => value !== 0 && value !== 1)).toEqual([]);
    expect(valuesOf('TEMP')).toHaveLength(60);
  });

  it('injects the faults of a file and says so', async () => {
    const truth = join(folder, 'truth.jsonl');
    const part = ['--floor', '1', '--wing', 'N', '--room', '1', '--sensor', 'TEMP'];
    const time = ['--every', '1m', '--duration', '8m'];
    const faulty = await dry(...part, ...time, '--faults', FAULTS, '--truth', truth);
    const healthy = await dry(...part, ...time, '--faults', '0');
    const values = (text: string) => jsonLines(text).map(({ value }) => Number(value));
    const without = values(healthy.stdout);
    expect(values(faulty.stdout).map((value, i) => Math.round(value - (without[i] ?? 0)))).toEqual([
      0, 0, 9, 9, 9, 0, 0, 0,
    ]);
    expect(jsonLines(readFileSync(truth, 'utf8'))).toEqual([
      {
        id: 'offset-1.1',
        type: 'offset',
        scope: 'sensor',
        sensors: ['BUILDING/P_1/N/1/TEMP'],
        start: '2026-01-05T08:02:00.000Z',
        end: '2026-01-05T08:05:00.000Z',
        onset: '2026-01-05T08:02:00.000Z',
        severity: 0.5,
        params: { by: 9 },
      },
    ]);
  });

  it('leaves uniform values alone unless faults are asked for; then the truth has those that show', async () => {
    const truth = join(folder, 'uniform.jsonl');
    const uniform = ['--values', 'uniform', '--every', '1m', '--duration', '30m', '--truth', truth];
    const beyond = (text: string) =>
      jsonLines(text).filter(({ sensor, value }) => sensor === 'TEMP' && Number(value) > 30).length;
    const healthy = await dry(...uniform);
    expect(beyond(healthy.stdout)).toBe(0);
    expect(readFileSync(truth, 'utf8')).toBe('');
    const faulty = await dry(...uniform, '--faults', '0.2');
    expect(beyond(faulty.stdout)).toBeGreaterThan(0);
    const types = jsonLines(readFileSync(truth, 'utf8')).map(({ type }) => type);
    expect(types).toContain('saturated');
    expect(types).not.toContain('leak');
  });

  it('tells the truth of random faults about the time it ran', async () => {
    const truth = join(folder, 'random.jsonl');
    await dry('--every', '10m', '--duration', '1h', '--faults', '0.05', '--truth', truth);
    const entries = jsonLines(readFileSync(truth, 'utf8'));
    expect(entries.length).toBeGreaterThan(5);
    for (const { start, end } of entries) {
      expect(String(start) < '2026-01-05T09:00').toBe(true);
      expect(String(end) > '2026-01-05T08:00').toBe(true);
    }
  });

  it.each([
    [['--faults', '0.5'], '--faults'],
    [['--faults', '-1'], '--faults'],
    [['--faults', 'nowhere.yaml'], "'nowhere.yaml': can't be read"],
    [['--faults', file('bad.yaml', 'faults:\n  - { type: odd, start: 1h, duration: 1h }\n')], 'bad.yaml:2:'],
    [['--layout', 'nowhere.yaml'], "'nowhere.yaml': can't be read"],
    [['--layout', file('bad-house.yaml', 'building: B\nrooms:\n  - { floor: 1 }\n')], 'bad-house.yaml:3:'],
    [['--layout', HOUSE, '--floors', '3'], '--floors'],
    [['--layout', HOUSE, '--floor', '7'], 'no sensor of EPS'],
    [['--every', '1m', '--floors', '1000', '--rooms', '1000000'], 'at most 20000000 sensors'],
    [['--truth', join(folder, 'no', 'such', 'folder')], "can't be written"],
  ])('%j is a mistake: %s', async (args, message) => {
    const { code, stdout, stderr } = await dry(...args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
  });

  it('lists the faults in its help', async () => {
    const { stdout } = await runHere(['publish', '--help', 'all']);
    expect(stdout).toMatch(/^ {2}hvac-failure +heating/m);
  });
});

it('topics are those of the layout file, and filters name its building', async () => {
  const list = await runHere(['topics', 'list', '--layout', HOUSE]);
  expect(list.stdout.split('\n')[0]).toBe('EPS/P_-1/N/1/TEMP');
  const filter = await runHere(['topics', 'filter', '--layout', HOUSE, '--sensor', 'TEMP']);
  expect(filter.stdout).toBe('EPS/+/+/+/TEMP\n');
});
