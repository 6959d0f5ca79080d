// Tests src/options/layout-file.ts: kinds of sensor of a layout file, in the commands that take them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { useMosquitto } from './mosquitto.ts';
import { jsonLines, runCli } from './run.ts';
import { runHere, startHere } from './run-here.ts';

const folder = mkdtempSync(join(tmpdir(), 'building-sim-kinds-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const LAYOUT = file(
  'house.yaml',
  `building: EPS
kinds:
  - { kind: NOISE, quantity: sound level, unit: dB, quantum: 0.1, range: [20, 120], limits: { level: high, above: 75 }, model: { type: presence, empty: 32, occupied: 58, lag: 2m } }
rooms: [{ floor: 1, room: 1-2, sensor: [TEMP, NOISE] }]
`,
);
const RULES = file(
  'loud.yaml',
  'rules: [{ name: loud, scope: { sensor: NOISE }, limits: { level: high, above: 50, deadband: 2 } }]\n',
);
const TOPIC = 'EPS/P_1/N/1/NOISE';
const morning = [
  '--start',
  '2026-01-07T07:00',
  '--duration',
  '3h',
  '--every',
  '1m',
  '--speed',
  'max',
  '--dry-run',
];

describe('kinds of a layout file', () => {
  it('are published, also alone, and do not exist without the file', async () => {
    const all = ['publish', '--layout', LAYOUT, ...morning, '--seed', '1', '--faults', '0', '-J'];
    const published = await runHere([...all, '--sensor', 'noise']);
    const records = jsonLines(published.stdout) as { sensor: string; unit: string; value: number }[];
    expect(records.length).toBe(3 * 60 * 8);
    expect(new Set(records.map(({ sensor, unit }) => `${sensor} ${unit}`))).toEqual(new Set(['NOISE dB']));
    expect(records.every(({ value }) => value >= 32 && value <= 58)).toBe(true);

    const readings = file('noise.jsonl', published.stdout);
    const alarms = await runHere(['rules', 'run', readings, '--rules', RULES, '--layout', LAYOUT, '-J']);
    expect(jsonLines(alarms.stdout)).toContainEqual(
      expect.objectContaining({ state: 'raised', rule: 'loud', sensor: 'NOISE', unit: 'dB' }),
    );
    const none = await runHere(['rules', 'run', readings, '--rules', 'office']);
    expect(none.stderr).toContain('0 readings');
    const unknown = await runCli(['publish', '--sensor', 'NOISE', '--dry-run', '-C', '1']);
    expect([unknown.code, unknown.stderr]).toEqual([
      2,
      expect.stringContaining("--sensor 'NOISE': use TEMP"),
    ]);
  });

  it('are kinds to topics and rules', async () => {
    const explained = await runHere(['topics', 'explain', TOPIC, '--layout', LAYOUT]);
    expect([explained.code, explained.stdout]).toEqual([0, expect.stringContaining('sound level, in dB')]);
    expect((await runHere(['topics', 'explain', TOPIC])).stdout).toContain("'NOISE' is not a sensor");
    const listed = await runHere(['topics', 'list', '--layout', LAYOUT, '--sensor', 'NOISE', '--wing', 'N']);
    expect(listed.stdout).toBe('EPS/P_1/N/1/NOISE\nEPS/P_1/N/2/NOISE\n');
    expect((await runHere(['rules', 'check', RULES, '--layout', LAYOUT])).code).toBe(0);
    expect((await runHere(['rules', 'check', RULES])).stdout).toContain(":1:40: 'NOISE': use TEMP");
    const why = await runHere(['rules', 'explain', TOPIC, '--rules', RULES, '--layout', LAYOUT]);
    expect(why.stdout).toContain('high above 50 dB, deadband 2');
    const tests = file(
      'loud.test.yaml',
      `rule_file: loud.yaml
tests:
  - series: { topic: ${TOPIC}, values: "40 60" }
    expect: { at: 2m, alarms: { topic: ${TOPIC}, rule: loud } }
`,
    );
    expect((await runHere(['rules', 'test', tests, '--layout', LAYOUT])).code).toBe(0);
  });

  it.each([
    [
      'a wrong name',
      'kind: noise, unit: dB, quantum: 1, range: [0, 9], model: { type: constant, value: 3 }',
      /:3:13: 'noise'/,
    ],
    [
      'a circle',
      'kind: A, unit: dB, quantum: 1, range: [0, 9], model: { type: follows, kind: A }',
      /:3:60: A follows itself/,
    ],
    [
      'a range the wrong way',
      'kind: A, unit: dB, quantum: 1, range: [9, 0], model: { type: constant, value: 3 }',
      /:3:5: range of A/,
    ],
    [
      'a wrong unit',
      'kind: A, unit: "a b", quantum: 1, range: [0, 9], model: { type: constant, value: 3 }',
      /:3:22: 'a b'/,
    ],
  ])('exit 2 with line and column for %s', async (_, kind, fault) => {
    const path = file('bad.yaml', `building: B\nkinds:\n  - { ${kind} }\nrooms: [{ floor: 1, room: 1 }]\n`);
    for (const args of [['publish', '--dry-run'], ['topics', 'list'], ['alarm'], ['watch']]) {
      const { code, stderr } = await runHere([...args, '--layout', path]);
      expect([code, stderr]).toEqual([2, expect.stringMatching(fault)]);
    }
  });
});

describe('with a broker', () => {
  const mosquitto = useMosquitto();

  it('a command without them is refused in a process where a command with them runs, and not after its end', async () => {
    const { port } = mosquitto.broker;
    const running = startHere(['watch', '-p', `${port}`, '--layout', LAYOUT]);
    await running.errLine(/listening to/);
    const publish = ['publish', '--dry-run', '-C', '1'];
    expect(await runHere(publish)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('a command with other kinds of sensor runs in this process'),
    });
    expect((await runHere([...publish, '--layout', LAYOUT])).code).toBe(0);
    await running.stop();
    expect((await runHere(publish)).code).toBe(0);
    // A command that fails keeps nothing.
    expect((await runHere([...publish, '--layout', LAYOUT, '--rate', 'no'])).code).toBe(2);
    expect((await runHere(publish)).code).toBe(0);
  });

  it('watch shows their readings, and alarm takes their limits; without the file they are no readings', async () => {
    const { port } = mosquitto.broker;
    const at = ['-p', `${port}`];
    const publish = ['publish', ...at, '--layout', LAYOUT, '--sensor', 'NOISE', '-C', '5', '--rate', 'max'];
    for (const args of [['watch'], ['alarm', '--above', 'NOISE=25']]) {
      const running = startHere([...args, ...at, '--layout', LAYOUT, '-C', '3']);
      await running.errLine(/listening to/);
      expect((await runHere(publish)).code).toBe(0);
      const { stdout } = await running.ended;
      expect(stdout.trimEnd().split('\n')).toHaveLength(3);
      expect(stdout).toContain('NOISE');
    }
  });
});
