import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import { useMosquitto } from './mosquitto.ts';
import { jsonLines } from './run.ts';
import { runHere, startHere } from './run-here.ts';

const folder = mkdtempSync(join(tmpdir(), 'replay-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** The fields in every payload format; SenML has no `seq`. */
function recorded({ seq: _, ...line }: Record<string, unknown>): Record<string, unknown> {
  return line;
}

const DRY = ['--speed', 'max', '--dry-run', '-J'];

describe('publish --replay', () => {
  it.each(['json', 'cbor', 'senml-cbor'])('publishes the recorded bytes of %s again', async (format) => {
    const made = await runHere([
      'publish',
      '--seed',
      '7',
      '--start',
      '2026-01-05',
      '--format',
      format,
      '-C',
      '50',
      ...DRY,
    ]);
    const again = await runHere(['publish', '--replay', '-', ...DRY], { stdin: made.stdout });
    expect(again.code).toBe(0);
    expect(jsonLines(again.stdout).map(recorded)).toEqual(jsonLines(made.stdout).map(recorded));
    expect(jsonLines(made.stdout)).toHaveLength(50);
  });

  it('publishes the recorded bytes of a table again', async () => {
    const args = ['publish', '--seed', '7', '--start', '2026-01-05', '-C', '50'];
    const [table, lines] = await Promise.all([
      runHere([...args, '--speed', 'max', '--dry-run', '--output', 'csv']),
      runHere([...args, ...DRY]),
    ]);
    const again = await runHere(['publish', '--replay', '-', ...DRY], { stdin: table.stdout });
    expect(again.stdout).toBe(lines.stdout);
  });

  it('publishes any text of a table again, line ends and invisible characters too', async () => {
    const texts = ['two\nlines', 'a tab\t', 'soft\u00adhyphen', 'quo"te', 'C:\\new'];
    const stdin = texts
      .map((payload) => JSON.stringify({ topic: 'a/b', time: '2026-01-05', retain: true, payload }))
      .join('\n');
    const table = await runHere(
      ['publish', '--replay', '-', '--speed', 'max', '--dry-run', '--output', 'csv'],
      {
        stdin,
      },
    );
    expect(table.stdout.trimEnd().split('\n')).toHaveLength(texts.length + 1);
    const again = await runHere(['publish', '--replay', '-', ...DRY], { stdin: table.stdout });
    expect(jsonLines(again.stdout).map(({ payload }) => payload)).toEqual(texts);
    expect(jsonLines(again.stdout).every(({ retain }) => retain)).toBe(true);
  });

  it('rules run and --replay read a table of publish with late readings', async () => {
    const late = [
      '--seed',
      '7',
      '--start',
      '2026-01-05',
      '--every',
      '1m',
      '--duration',
      '3h',
      '--faults',
      '0.25',
    ];
    const table = await runHere([
      'publish',
      ...late,
      '--speed',
      'max',
      '--dry-run',
      '--output',
      'csv',
      '--sensor',
      'TEMP',
    ]);
    const [, ...rows] = table.stdout.trimEnd().split('\n');
    const times = rows.map((row) => Date.parse(row.split(',')[1] ?? ''));
    expect(times.some((time, i) => time < (times[i - 1] ?? 0) - 60_000)).toBe(true);
    const run = await runHere(['rules', 'run'], { stdin: table.stdout });
    expect(run.stderr).toContain(`${rows.length} readings`);
    expect(run.code).toBe(0);
  });

  it.each([
    ['time,topic,value\n2026-01-05 08:00,B/P_1/N/1/HUM,50\n2026-01-05 08:01,B/P_1/N/1/HUM,MISSING\n'],
    ['time,B/P_1/N/1/HUM\n2026-01-05 08:00,50\n2026-01-05 08:01,MISSING\n'],
  ])('takes a missing value of a table as no reading', async (table) => {
    for (const missing of ['', 'NaN', 'NA', 'null']) {
      const stdin = table.replace('MISSING', missing);
      const { stdout, code } = await runHere(['publish', '--replay', '-', ...DRY], { stdin });
      expect(code).toBe(0);
      expect(jsonLines(stdout)).toMatchObject([{ sensor: 'HUM', value: 50 }]);
    }
  });

  it('calls a JSON array that', async () => {
    const { code, stderr } = await runHere(['publish', '--replay', '-', ...DRY], {
      stdin: '[\n{"value":1}\n]\n',
    });
    expect(stderr).toContain('line 1: it is a JSON array: use one object a line');
    expect(code).toBe(2);
  });

  it('publishes the readings of a table in any format, with their own times', async () => {
    const path = file(
      'day.csv',
      'time;topic;value\n2026-01-05 08:00;B/P_1/N/1/HUM;50,5\n2026-01-05 08:01;B/P_1/N/1/HUM;51\n',
    );
    const { stdout } = await runHere(['publish', '--replay', path, '--format', 'senml-json', ...DRY]);
    expect(jsonLines(stdout)).toMatchObject([
      { topic: 'B/P_1/N/1/HUM', value: 50.5, time: '2026-01-05T08:00:00.000Z', seq: 0, format: 'senml-json' },
      { topic: 'B/P_1/N/1/HUM', value: 51, time: '2026-01-05T08:01:00.000Z', seq: 1, format: 'senml-json' },
    ]);
  });

  it('publishes the selected readings only', async () => {
    const path = file('all.csv', 'time,B/P_1/N/1/HUM,B/P_2/N/1/TEMP\n2026-01-05,50,20\n2026-01-06,51,21\n');
    const { stdout } = await runHere(['publish', '--replay', path, '--sensor', 'TEMP', ...DRY]);
    expect(jsonLines(stdout)).toMatchObject([{ value: 20 }, { value: 21 }]);
  });

  it('keeps the spacing, at the speed that is asked for', async () => {
    const path = file(
      'spaced.csv',
      'time,topic,value\n2026-01-05 08:00,B/P_1/N/1/HUM,1\n2026-01-05 08:01,B/P_1/N/1/HUM,2\n',
    );
    const start = performance.now();
    await runHere(['publish', '--replay', path, '--speed', '60', '--dry-run']);
    expect(performance.now() - start).toBeGreaterThanOrEqual(1000);
  });

  it.each([
    [
      'there is no such file',
      ['--replay', join(folder, 'none')],
      /--replay '.*none': can't be read: no such file or directory/,
    ],
    ['another source is named', ['--replay', '-', '--value', '1'], /--value means nothing with --replay/],
    ['a topic is named', ['--replay', '-', '-t', 'a', '-m', 'b'], /--replay means nothing with --topic/],
  ])('is refused where %s', async (_, args, message) => {
    const { code, stderr } = await runHere(['publish', ...args, ...DRY]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('publish --ha-discovery', () => {
  it('announces each selected sensor, and does not count that', async () => {
    const { stdout } = await runHere([
      'publish',
      '--ha-discovery',
      '--room',
      '1',
      '--wing',
      'N',
      '--floor',
      '1',
      '-C',
      '2',
      ...DRY,
    ]);
    const lines = jsonLines(stdout);
    expect(lines.filter(({ topic }) => String(topic).startsWith('homeassistant/'))).toHaveLength(4);
    expect(lines.slice(0, 4).every(({ retain }) => retain === true)).toBe(true);
    expect(lines.filter(({ type }) => type === 'reading')).toHaveLength(2);
  });

  it('is refused for a format that Home Assistant cannot read', async () => {
    const { code, stderr } = await runHere(['publish', '--ha-discovery', '--format', 'cbor', ...DRY]);
    expect(code).toBe(2);
    expect(stderr).toContain("Home Assistant can't read cbor: use --format json or senml-json");
  });
});

describe.skipIf(lacks('mosquitto', 'mosquitto-clients'))('a recording of watch', () => {
  const own = useMosquitto();

  it('brings back every message, whatever its payload', async () => {
    const { broker } = own;
    const watch = startHere(['watch', '-L', broker.url, '-t', '#', '-C', '4', '-J']);
    await broker.log.errLine(/Sending SUBACK to bsim-/);
    const cbor = file('cbor', '');
    writeFileSync(cbor, Buffer.from('a16576616c7565fb40355eb851eb851f', 'hex'));
    await broker.publish(['-t', 'B/P_1/N/1/TEMP', '-m', '{"value": 20,\t"x":"\u202e"}\n']);
    await broker.publish(['-t', 'B/P_1/N/1/TEMP', '-f', cbor]);
    await broker.publish(['-t', 'other/topic', '-m', '\x1b[2J']);
    await broker.publish(['-t', 'empty', '-n']);
    const { stdout: recording } = await watch.ended;
    const again = await runHere(['publish', '--replay', '-', ...DRY], { stdin: recording });
    const bytes = ({ topic, payload, payload_hex }: Record<string, unknown>) => ({
      topic,
      payload,
      payload_hex,
    });
    expect(jsonLines(again.stdout).map(bytes)).toEqual(jsonLines(recording).map(bytes));
    expect(jsonLines(recording)).toMatchObject([
      { type: 'reading', payload: '{"value": 20,\t"x":"\u202e"}\n' },
      { type: 'reading', payload_hex: 'a16576616c7565fb40355eb851eb851f' },
      { type: 'message', payload_hex: '1b5b324a' },
      { type: 'message', payload: '' },
    ]);
  });

  it('with a fault says which line, after what was published', async () => {
    const { broker } = own;
    const path = file(
      'faulty.csv',
      'time,topic,value\n2026-01-05,B/P_1/N/1/HUM,1\n2026-01-05,B/P_1/N/1/HUM,x\n',
    );
    const { code, stderr } = await runHere(['publish', '-L', broker.url, '--replay', path]);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /published 1 message[\s\S]*faulty\.csv': line 3, column 3: 'x' is not a number\n$/,
    );
  });
});
