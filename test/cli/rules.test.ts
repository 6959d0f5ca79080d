import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SENSOR_KINDS } from '../../src/building/sensors.ts';
import { orList } from '../../src/text/reader.ts';
import { jsonLines, runCli } from './run.ts';
import { runHere } from './run-here.ts';

const folder = mkdtempSync(join(tmpdir(), 'building-sim-rules-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const TESTS = `
rule_file: office
tests:
  - name: heat
    series: { topic: B/P_2/O/4/TEMP, values: 29.5x20 }
    expect: { at: 5m, alarms: { topic: B/P_2/O/4/TEMP, level: high } }
`;

describe('rules check', () => {
  it('passes the rules that are shipped', async () => {
    const { code, stdout } = await runCli(['rules', 'check', 'office', 'server-room']);
    expect([code, stdout]).toEqual([
      0,
      'office: 18 rules, nothing wrong\nserver-room: 7 rules, nothing wrong\n',
    ]);
  });

  it('says what is wrong, where, and exits with 2', async () => {
    const path = file('bad.yaml', 'rules:\n  - name: a\n    scope: { sensor: TMP }\n');
    const { code, stdout } = await runHere(['rules', 'check', path]);
    expect([code, stdout]).toEqual([
      2,
      `${path}:3:22: 'TMP': use ${orList(SENSOR_KINDS)}; did you mean TEMP?\n`,
    ]);
  });

  it.each([
    ['floor: 9', 'there is no floor 9'],
    ['building: ESP', 'there is no building ESP'],
    ['room_type: plant', 'there is no room that is said to be of type plant'],
    ['wing: N, room: 7', 'there is no room 7'],
    ['wing: N, room: 4, floor: 3', 'no sensor is in all parts of its scope at once'],
    ['room_type: server, wing: S', undefined],
  ])('with --layout says whether scope { %s } covers anything', async (scope, fault) => {
    const layout = file(
      'house.yaml',
      `building: EPS
rooms:
  - { floor: 1-3, wing: [N, S], room: 1-3 }
  - { floor: 2, wing: S, room: 4, type: server }
`,
    );
    const path = file(
      'scoped.yaml',
      `rules:\n  - { name: r, scope: { ${scope}, sensor: TEMP }, limits: [{ level: high, above: 27 }] }\n`,
    );
    const { code, stdout } = await runHere(['rules', 'check', path, '--layout', layout]);
    const said = `${path}:2:5: rule 'r' covers no sensor of EPS: ${fault}\n`;
    expect([code, stdout]).toEqual(fault === undefined ? [0, `${path}: 1 rule, nothing wrong\n`] : [2, said]);
  });

  it('shows no control character of a file', async () => {
    const path = file('evil.yaml', '"\\e[31m": 1\n');
    const { stdout } = await runHere(['rules', 'check', path]);
    expect(stdout).toContain("unknown key '\\x1b[31m'");
  });
});

describe('rules explain', () => {
  it('says which rules apply, and which are overruled', async () => {
    const path = file(
      'own.yaml',
      `rules:
  - { name: all, scope: { sensor: TEMP }, limits: [{ level: high, above: 27 }] }
  - { name: oven, scope: { room: 4, sensor: TEMP }, limits: [{ level: high, above: 60, deadband: 2 }] }
`,
    );
    const { code, stdout } = await runHere(['rules', 'explain', 'B/P_2/O/4/TEMP', '--rules', path]);
    expect([code, stdout]).toEqual([
      0,
      `B/P_2/O/4/TEMP:
  oven (room 4 sensor TEMP, line 3): holds
    high above 60 Cel, deadband 2
  all (sensor TEMP, line 2): overruled: oven is more specific
    high above 27 Cel
`,
    ]);
  });

  it('refuses what is not a topic', async () => {
    expect((await runHere(['rules', 'explain', 'B/#'])).code).toBe(2);
  });
});

describe('rules schema', () => {
  it('prints the schema that is shipped', async () => {
    const { stdout } = await runHere(['rules', 'schema']);
    const shipped = readFileSync(new URL('../../rules/rules.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(stdout)).toEqual(JSON.parse(shipped));
  });
});

describe('rules test', () => {
  it('passes', async () => {
    const path = file('good.yaml', TESTS);
    const { code, stdout, stderr } = await runHere(['rules', 'test', path]);
    expect([code, stdout, stderr]).toEqual([0, `ok   ${path}: heat\n`, '1 of 1 tests passed\n']);
  });

  it('prints what differs, exits with 1, and tells JUnit', async () => {
    const path = file('differs.yaml', TESTS.replace('high', 'low'));
    const junit = join(folder, 'junit.xml');
    const { code, stdout } = await runHere(['rules', 'test', path, '--junit', junit]);
    expect([code, stdout]).toEqual([
      1,
      `FAIL ${path}: heat
  at 5m (line 6):
    - active low B/P_2/O/4/TEMP
    + active high B/P_2/O/4/TEMP (temperature)
`,
    ]);
    expect(readFileSync(junit, 'utf8')).toContain('<testsuites tests="1" failures="1">');
  });
});

describe('rules score', () => {
  const truth =
    '{"id":"1","type":"fire","sensors":["B/P_2/O/4/TEMP"],"start":"2026-01-05T08:00:00Z","end":"2026-01-05T09:00:00Z"}\n';
  const alarms =
    '{"type":"alarm","state":"raised","building":"B","floor":2,"wing":"O","room":4,"sensor":"TEMP","time":"2026-01-05T08:05:00Z","rule":"fire"}\n';

  it('counts what was found', async () => {
    const args = ['rules', 'score', '--truth', file('truth.jsonl', truth), '--alarms', '-', '-J'];
    const { code, stdout } = await runHere(args, { stdin: alarms });
    expect(code).toBe(0);
    expect(jsonLines(stdout)).toMatchObject([
      {
        type: 'score',
        events: 1,
        detected: 1,
        false_alarms: 0,
        by_type: [{ type: 'fire', median_delay_s: 300 }],
      },
    ]);
  });

  it('needs no alarm for an order to a room, nor for a client that is away', async () => {
    const sensors =
      '"sensors":["B/P_2/O/4/TEMP"],"start":"2026-01-05T10:00:00Z","end":"2026-01-05T10:00:00Z"';
    const others = ['order', 'client-left', 'client-lost'].map(
      (type) => `{"id":"x","type":"${type}",${sensors}}\n`,
    );
    const path = file('others.jsonl', truth + others.join(''));
    const args = ['rules', 'score', '--truth', path, '--alarms', '-', '-J'];
    const { stdout } = await runHere(args, { stdin: alarms });
    expect(jsonLines(stdout)).toMatchObject([{ events: 1, detected: 1, missed: 0 }]);
  });

  it('fails below --min-recall', async () => {
    const args = [
      'rules',
      'score',
      '--truth',
      file('truth.jsonl', truth),
      '--alarms',
      file('none.jsonl', ''),
    ];
    expect((await runHere([...args, '--min-recall', '0.5'])).code).toBe(1);
    expect((await runHere(args)).code).toBe(0);
  });

  it('takes the mean by kind for --min-recall, and shows what needs no alarm apart', async () => {
    const place = { start: '2026-01-05T08:00:00Z', end: '2026-01-05T09:00:00Z' };
    const fault = (type: string, room: number) =>
      JSON.stringify({ id: `${type}-${room}`, type, sensors: [`B/P_1/N/${room}/TEMP`], ...place });
    const faults = [
      fault('fire', 1),
      fault('stuck', 2),
      fault('stuck', 3),
      fault('stuck', 4),
      fault('late', 5),
    ];
    const alarm = { type: 'alarm', state: 'raised', rule: 'a', time: '2026-01-05T08:30:00Z', building: 'B' };
    const raised = JSON.stringify({ ...alarm, floor: 1, wing: 'N', room: 1, sensor: 'TEMP' });
    const args = ['rules', 'score', '--truth', file('kinds.jsonl', faults.join('\n'))];
    const of = [...args, '--alarms', file('one.jsonl', raised)];
    expect((await runHere([...of, '--min-recall', '0.5'])).code).toBe(0);
    expect((await runHere([...of, '--min-recall', '0.51'])).code).toBe(1);
    const { stdout } = await runHere(of);
    expect(stdout).toMatch(/^fire +1 +1 +0 +100\.0 % {3}30m/m);
    expect(stdout).toContain('mean recall of 2 kinds: 50.0 %');
    expect(stdout).toMatch(/apart, because they need no alarm:\nlate +1 +0 +1 +0\.0 % {3}-/);
  });

  it.each([
    ['{"type":3}\n', /truth\.jsonl:1: type: expected a text/],
    ['\n{', /truth\.jsonl:2: not JSON/],
  ])('names the line of a bad truth %j', async (text, message) => {
    const { code, stderr } = await runHere([
      'rules',
      'score',
      '--truth',
      file('truth.jsonl', text),
      '--alarms',
      '-',
    ]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe('rules run', () => {
  it('takes rules about each kind of sensor, those that the default building lacks too', async () => {
    const rules = file(
      'air.yaml',
      `rules:
  - { name: stale air, scope: { sensor: CO2 }, limits: [{ level: high, above: 1000, deadband: 100 }] }
  - { name: at night, scope: { sensor: PIR }, hours: 22:00-06:00, limits: [{ level: info, above: 0.5 }] }
`,
    );
    const day = file(
      'air.csv',
      `time,topic,value
2026-01-05T10:01:00Z,EPS/P_1/S/1/CO2,1200
2026-01-05T10:02:00Z,EPS/P_1/S/1/PIR,1
2026-01-05T10:03:00Z,EPS/P_1/S/1/CO2,800
2026-01-05T23:00:00Z,EPS/P_1/S/1/PIR,0
2026-01-05T23:01:00Z,EPS/P_1/S/1/PIR,1
`,
    );
    const { stdout } = await runHere(['rules', 'run', '--rules', rules, day, '-J']);
    expect(
      jsonLines(stdout)
        .filter(({ type }) => type === 'alarm')
        .map(({ state, rule, value, unit }) => [state, rule, value, unit]),
    ).toEqual([
      ['raised', 'stale air', 1200, 'ppm'],
      ['cleared', 'stale air', 800, 'ppm'],
      ['raised', 'at night', 1, '/'],
    ]);
  });

  it('gives recorded readings to rules, and the alarms to rules score', async () => {
    const truth = join(folder, 'run-truth.jsonl');
    const args = [
      'publish',
      '--seed',
      '3',
      '--start',
      '2026-01-05T08:00:00Z',
      '--every',
      '30s',
      '--duration',
      '12h',
    ];
    const published = await runHere([
      ...args,
      ...[
        '--floors',
        '1',
        '--rooms',
        '3',
        '--faults',
        '0.2',
        '--speed',
        'max',
        '--dry-run',
        '-J',
        '--truth',
        truth,
      ],
    ]);
    const run = await runHere(['rules', 'run', '-J'], { stdin: published.stdout });
    expect(run.code).toBe(0);
    expect(jsonLines(run.stdout).map(({ state }) => state)).toContain('invalid');
    const again = await runHere([
      'rules',
      'run',
      file('readings.jsonl', published.stdout),
      '-J',
      '--rules',
      'office',
    ]);
    expect(again.stdout).toBe(run.stdout);

    const alarms = file('run-alarms.jsonl', run.stdout);
    const scored = await runHere([
      'rules',
      'score',
      '--truth',
      truth,
      '--alarms',
      alarms,
      '-J',
      '--start',
      '2026-01-05T08:00:00Z',
    ]);
    const [result] = jsonLines(scored.stdout) as {
      events: number;
      detected: number;
      not_alarmable: { events: number }[];
    }[];
    expect(result?.detected).toBeGreaterThan(0);
    const apart = result?.not_alarmable.reduce((sum, { events }) => sum + events, 0) ?? 0;
    expect(apart).toBeGreaterThan(0);
    expect((result?.events ?? 0) + apart).toBe(readFileSync(truth, 'utf8').split('\n').length - 1);
  });
});
