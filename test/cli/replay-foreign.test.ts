// Tests src/options/recording.ts, src/services/publishing/replayed.ts and src/services/publishing/later.ts.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import { useMosquitto } from './mosquitto.ts';
import { jsonLines } from './run.ts';
import { runHere, startHere } from './run-here.ts';

const folder = mkdtempSync(join(tmpdir(), 'replay-foreign-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const DRY = ['--speed', 'max', '--dry-run', '-J'];
const TOPIC = 'BUILDING/P_3/S/7/TEMP';
const LAB = 'BUILDING/P_2/O/4';

describe('publish --replay of a foreign table', () => {
  it('takes columns, order, zone and place from the command line, and counts what is missing', async () => {
    const path = file('lab.csv', 'day;hour;t;h\n03/02/2026;10:00;20,5;--\n03/02/2026;10:01;20,6;45\n');
    const { code, stdout, stderr } = await runHere([
      ...['publish', '--replay', path, '--columns', 'time=day+hour,TEMP=t', '--columns', 'HUM=h'],
      ...[
        '--date-order',
        'dmy',
        '--time-zone',
        'Europe/Madrid',
        '--floor',
        '3',
        '--wing',
        'S',
        '--room',
        '7',
        ...DRY,
      ],
    ]);
    expect(jsonLines(stdout)).toMatchObject([
      { topic: TOPIC, value: 20.5, time: '2026-02-03T09:00:00.000Z' },
      { topic: TOPIC, value: 20.6, time: '2026-02-03T09:01:00.000Z' },
      { sensor: 'HUM', value: 45 },
    ]);
    expect(stderr).toContain('1 missing value passed over');
    expect(code).toBe(0);
  });

  it('rules run takes the same options', async () => {
    const path = file(
      'hot.csv',
      'entity_id,state,last_changed\nlab,35,2026-02-03 09:00\nlab,unavailable,2026-02-03 09:01\nlab,36,2026-02-03 10:00\n',
    );
    const { stdout, stderr } = await runHere(['rules', 'run', path, '--series', `lab=${TOPIC}`, '-J']);
    expect(jsonLines(stdout)).toContainEqual(
      expect.objectContaining({ state: 'raised', topic: TOPIC, value: 35 }),
    );
    expect(stderr).toContain('2 readings; 1 missing value passed over');
  });

  it.each([
    [['--columns', 'time=x'], '--columns'],
    [['--series', `x=${TOPIC}`], '--series'],
    [['--loop'], '--loop'],
    [['--shift', 'now'], '--shift'],
    [['--sort'], '--sort'],
    [['--missing', 'x'], '--missing'],
  ])('%j needs a recording', async (args, name) => {
    const { code, stderr } = await runHere(['publish', ...args, ...DRY]);
    expect(stderr).toContain(`${name} needs a recording: --replay FILE`);
    expect(code).toBe(2);
  });
});

/** A recording of each source in the table of docs/replay.md, and the topics and values to expect. */
const SOURCES: Readonly<
  Record<string, readonly [text: string, ...expected: readonly (readonly [string, number])[]]>
> = {
  '`mosquitto_sub -F %j`': [
    `{"tst":"2026-02-03T10:00:00.250000Z+0100","topic":"${LAB}/TEMP","qos":1,"retain":1,"payloadlen":4,"mid":3,"payload":"20.5"}`,
    [`${LAB}/TEMP`, 20.5],
  ],
  '`mosquitto_sub -F %J`': [
    `{"tst":"2026-02-03T10:00:00.250000Z+0100","topic":"${LAB}/TEMP","qos":0,"retain":0,"payloadlen":15,"payload":{"value":20.5}}`,
    [`${LAB}/TEMP`, 20.5],
  ],
  "`mosquitto_sub -F '%U %t %p'`": [`1770109200.5 ${LAB}/TEMP 20.5\n`, [`${LAB}/TEMP`, 20.5]],
  mqtt_recorder: [
    `topic,payload,qos,retain,timestamp,time_delta\n${LAB}/TEMP,MjAuNQ==,0,0,1770109200.5,0`,
    [`${LAB}/TEMP`, 20.5],
  ],
  'InfluxDB, annotated CSV': [
    `#group,false,false,true,true\n#datatype,string,long,dateTime:RFC3339,double,string,string\n#default,_result,,,,,\n,result,table,_time,_value,_field,topic\n,,0,2026-02-03T09:00:00Z,20.5,value,${LAB}/TEMP\n`,
    [`${LAB}/TEMP`, 20.5],
  ],
  'Grafana, columns named as topics': [
    `sep=;\n"Time";"${LAB}/TEMP"\n2026-02-03 09:00:00;20,5\n`,
    [`${LAB}/TEMP`, 20.5],
  ],
  'Grafana, other columns': [
    '"Time","lab","hall"\n2026-02-03 09:00:00,20.5 °C,19 °C\n',
    [`${LAB}/TEMP`, 20.5],
  ],
  'Home Assistant': [
    'entity_id,state,last_changed\nsensor.hall,1,2026-02-03T09:00:01.000Z\nsensor.lab,20.5,2026-02-03T09:00:00.000Z\nsensor.lab,unavailable,2026-02-03T09:05:00.000Z\n',
    [`${LAB}/TEMP`, 20.5],
  ],
  "UCI's occupancy data": [
    '"date","Temperature","Humidity","HumidityRatio"\n"1","2026-02-03 09:00:00",20.5,41,0.004\n',
    [`${LAB}/TEMP`, 20.5],
    [`${LAB}/HUM`, 41],
  ],
  'HOBO loggers': [
    '"Plot Title: lab"\n"#","Date Time, GMT+01:00","Temp, °F (LGR S/N: 1)","RH, %"\n1,02/03/26 10:00:00 AM,68.9,45\n',
    [`${LAB}/TEMP`, 20.5],
    [`${LAB}/HUM`, 45],
  ],
  'a spreadsheet in Spanish': [
    'fecha;hora;temperatura;humedad\n03/02/2026;10:00;20,5;45\n',
    [`${LAB}/TEMP`, 20.5],
    [`${LAB}/HUM`, 45],
  ],
  'any table': ['day,hour,v,u\n2026-02-03,09:00,68.9,°F\n', [`${LAB}/TEMP`, 20.5]],
  'a table with the newest first': [
    `time,topic,value\n2026-02-03 09:05,${LAB}/TEMP,2\n2026-02-03 09:00,${LAB}/TEMP,1\n`,
    [`${LAB}/TEMP`, 1],
    [`${LAB}/TEMP`, 2],
  ],
};

describe('each source in the table of docs/replay.md', () => {
  const table =
    readFileSync('docs/replay.md', 'utf8').split('options of `publish')[1]?.split('\n\n')[0] ?? '';
  const rows = [...table.matchAll(/^\| (?!-)(.*?) +\| *(?:`(.*?)`)? *\|$/gm)].map(
    ([, source = '', options = '']) => [source, options] as const,
  );

  it('has a recording here', () => {
    expect(rows.map(([source]) => source)).toEqual(Object.keys(SOURCES));
  });

  it.each(rows)('%s %s', async (source, options) => {
    const [text = '', ...expected] = SOURCES[source] ?? [''];
    const args = options.split(' ').filter((word) => word !== '');
    const { code, stdout, stderr } = await runHere([
      'publish',
      '--replay',
      file('source', text),
      ...args,
      ...DRY,
    ]);
    expect(code, stderr).toBe(0);
    const lines = jsonLines(stdout);
    expect(lines.map(({ topic, value }) => [topic, value])).toEqual(expected);
    expect(lines.every(({ time }) => String(time).startsWith('2026-02-03T09:0'))).toBe(true);
  });
});

const START = ['--start', '2026-03-01T00:00:00Z'];

describe('publish --replay --shift', () => {
  it('moves the times of readings, whatever their payload', async () => {
    const own = await runHere([
      'publish',
      '--seed',
      '7',
      '--start',
      '2026-01-05',
      '--format',
      'cbor',
      '-C',
      '3',
      ...DRY,
    ]);
    const again = await runHere(['publish', '--replay', '-', '--shift', 'now', ...START, ...DRY], {
      stdin: own.stdout,
    });
    const [before, after] = [jsonLines(own.stdout), jsonLines(again.stdout)];
    const byMs = Date.parse('2026-03-01T00:00:00Z') - Date.parse(String(before[0]?.time));
    expect(after.map(({ time }) => Date.parse(String(time)))).toEqual(
      before.map(({ time }) => Date.parse(String(time)) + byMs),
    );
    expect(after.map(({ value, seq, format }) => [value, seq, format])).toEqual(
      before.map(({ value, seq, format }) => [value, seq, format]),
    );
  });

  it('moves the times in JSON of others where they stand, and nothing else', async () => {
    const payloads = [
      '{"timestamp": 1767600000.5,  "temperature": 20.50}',
      '{"ts":1767600000500,"values":{"temperature":20}}',
      '{"temp":20, "time":"2026-01-05T08:00:00.500Z", "note":"\\"time\\":1767600000"}',
      '{"Time":"2026-01-05T08:00:00","StatusSNS":{"time": "2026-01-05 08:00:00.50"}}',
      '{"temp":20,"time":"8:00"}',
      'time 1767600000',
    ];
    const stdin = payloads
      .map((payload) => JSON.stringify({ topic: TOPIC, time: '2026-01-05T08:00:00Z', payload }))
      .join('\n');
    const { stdout } = await runHere(
      ['publish', '--replay', '-', '--shift', '2026-01-05T09:00:00Z', ...DRY],
      { stdin },
    );
    expect(jsonLines(stdout).map(({ payload }) => payload)).toEqual([
      '{"timestamp": 1767603600.5,  "temperature": 20.50}',
      '{"ts":1767603600500,"values":{"temperature":20}}',
      '{"temp":20, "time":"2026-01-05T09:00:00.500Z", "note":"\\"time\\":1767600000"}',
      '{"Time":"2026-01-05T09:00:00","StatusSNS":{"time": "2026-01-05 09:00:00.50"}}',
      '{"temp":20,"time":"8:00"}',
      'time 1767600000',
    ]);
  });
});

describe('publish --replay --loop', () => {
  const path = file(
    'loop.csv',
    `time,topic,value\n2026-01-05 08:00,${TOPIC},1\n2026-01-05 08:01,${TOPIC},2\n2026-01-05 08:02,${TOPIC},3\n`,
  );

  it('begins again after the mean spacing, with counted readings', async () => {
    const { stdout } = await runHere([
      'publish',
      '--replay',
      path,
      '--loop',
      '--shift',
      'now',
      ...START,
      '-C',
      '7',
      ...DRY,
    ]);
    const lines = jsonLines(stdout);
    expect(lines.map(({ value }) => value)).toEqual([1, 2, 3, 1, 2, 3, 1]);
    expect(lines.map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const startMs = Date.parse('2026-03-01T00:00:00Z');
    expect(lines.map(({ time }) => (Date.parse(String(time)) - startMs) / 60_000)).toEqual([
      0, 1, 2, 3, 4, 5, 6,
    ]);
  });

  it('ends with --duration, and without a selected message', async () => {
    const { stdout } = await runHere([
      'publish',
      '--replay',
      path,
      '--loop',
      '--duration',
      '4m',
      '--dry-run',
      '--speed',
      'max',
      '-J',
    ]);
    expect(jsonLines(stdout)).toHaveLength(4);
    const none = await runHere(['publish', '--replay', path, '--loop', '--floor', '9', ...DRY]);
    expect(none).toMatchObject({ code: 0, stdout: '' });
  });

  it('is refused for stdin', async () => {
    const { code, stderr } = await runHere(['publish', '--replay', '-', '--loop', ...DRY]);
    expect(stderr).toContain('--loop needs a file: stdin ends once');
    expect(code).toBe(2);
  });
});

describe.skipIf(lacks('mosquitto', 'mosquitto-clients'))('a recording with QoS and retain', () => {
  const own = useMosquitto();
  const ALL = ['-t', '#', '-q', '2', '-C', '4'];

  it.each(['jsonl', 'csv'])(
    'written as %s by watch comes back with both, and byte for byte',
    async (output) => {
      const { broker } = own;
      const watch = startHere([
        'watch',
        ...ALL,
        '-L',
        broker.url,
        '-i',
        `${output}-first`,
        '--output',
        output,
      ]);
      await broker.log.errLine(new RegExp(`Sending SUBACK to ${output}-first`));
      await broker.publish(['-t', TOPIC, '-q', '2', '-m', '{"value": 20.0}\r\n']);
      await broker.publish(['-t', TOPIC, '-q', '1', '-m', '{"value":21,\n"time":"2026-01-05T08:00:00Z"}']);
      await broker.publish(['-t', 'other', '-m', 'a,"b"\r']);
      await broker.publish(['-t', 'other', '-n']);
      const { stdout: recording } = await watch.ended;
      const heard = startHere(['watch', ...ALL, '-L', broker.url, '-i', `${output}-second`, '-J']);
      await broker.log.errLine(new RegExp(`Sending SUBACK to ${output}-second`));
      const again = await runHere(
        ['publish', '-L', broker.url, '--replay', '-', '--speed', 'max', '--quiet'],
        { stdin: recording },
      );
      expect(again.code).toBe(0);
      const { stdout } = await heard.ended;
      // The handshakes of QoS 2 end later than the others.
      const got = jsonLines(stdout).map(({ topic, qos, payload }) => [topic, qos, payload]);
      expect(got.sort((a, b) => Number(b[1]) - Number(a[1]))).toEqual([
        [TOPIC, 2, '{"value": 20.0}\r\n'],
        [TOPIC, 1, '{"value":21,\n"time":"2026-01-05T08:00:00Z"}'],
        ['other', 0, 'a,"b"\r'],
        ['other', 0, ''],
      ]);
    },
  );
});
