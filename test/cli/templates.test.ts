// Tests src/options/templates.ts, src/services/translation.ts and src/commands/translation-of.ts.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Broker, createBroker } from '../../src/broker/broker.ts';
import { SHAPES } from '../../src/payload/shapes/list.ts';
import { byTopic, jsonLines } from './run.ts';
import { runHere, startHere } from './run-here.ts';

const folder = mkdtempSync(join(tmpdir(), 'templates-'));
let broker: Broker;
let url: string;

beforeAll(async () => {
  broker = await createBroker();
  const { port } = await broker.listen({ host: '127.0.0.1', port: 0 });
  url = `mqtt://127.0.0.1:${port}`;
});

afterAll(async () => {
  await broker.close();
  rmSync(folder, { recursive: true });
});

const ROOM = ['--floor', '2', '--wing', 'O', '--room', '4'];
const DRY = ['--dry-run', '--speed', 'max', '--seed', '7', '--start', '2026-01-05', '-J'];

/** Publishes one retained reading of each of these sensors of a room. */
async function publishRoom(
  sensors: readonly (readonly [string, string])[],
  args: readonly string[],
): Promise<void> {
  for (const [sensor, value] of sensors) {
    const one = ['publish', '-L', url, ...ROOM, '--sensor', sensor, '--value', value, '-r', ...args];
    expect((await runHere(one)).code).toBe(0);
  }
}

describe('a shape', () => {
  it.each(SHAPES.map(({ name }) => name))('%s is published, and read by watch and alarm', async (name) => {
    const template = ['--payload-template', name, '--prefix', `shape/${name}`];
    await publishRoom([['TEMP', '35']], template);
    const watch = await runHere(['watch', '-L', url, ...template, '-C', '1', '-W', '20', '-J']);
    expect(jsonLines(watch.stdout)).toMatchObject([
      {
        type: 'reading',
        topic: 'BUILDING/P_2/O/4/TEMP',
        floor: 2,
        wing: 'O',
        room: 4,
        sensor: 'TEMP',
        value: 35,
        unit: 'Cel',
      },
    ]);
    const alarm = await runHere([
      'alarm',
      '-L',
      url,
      ...template,
      '--sensor',
      'TEMP',
      '-C',
      '1',
      '-W',
      '20',
      '-J',
    ]);
    expect(jsonLines(alarm.stdout)).toMatchObject([
      { level: 'critical', topic: 'BUILDING/P_2/O/4/TEMP', value: 35 },
    ]);
  });

  it('of a room has the newest values of its sensors in each message', async () => {
    const { stdout } = await runHere([
      'publish',
      ...ROOM,
      '--every',
      '1m',
      '-C',
      '8',
      '--payload-template',
      'zigbee2mqtt',
      ...DRY,
    ]);
    const payloads = jsonLines(stdout).map(
      ({ payload }) => JSON.parse(String(payload)) as Record<string, number>,
    );
    expect(Object.keys(payloads[0] ?? {})).toHaveLength(3);
    for (const payload of payloads.slice(3))
      expect(Object.keys(payload)).toEqual([
        'battery',
        'linkquality',
        'temperature',
        'humidity',
        'illuminance',
        'vibration_speed',
      ]);
    const readings = jsonLines(stdout);
    for (const { topic } of readings) expect(topic).toBe('zigbee2mqtt/BUILDING_2O4');
    const temperature = readings.findLast(({ sensor }) => sensor === 'TEMP')?.value;
    expect(payloads.at(-1)?.temperature).toBe(temperature);
  });

  it.each([
    ['tasmota', []],
    ['zigbee2mqtt', ['--clients', 'room']],
    ['shelly', ['--clients', 'sensor']],
  ])('%s of a room is in one shard, with %j', async (name, clients) => {
    const run = ['publish', ...DRY, '--rooms', '2', '--rate', '10', '--duration', '1m', ...clients];
    const roomsOf = async (...shard: readonly string[]) => {
      const { code, stdout, stderr } = await runHere([...run, '--payload-template', name, ...shard]);
      expect([code, stderr]).toEqual([0, expect.not.stringContaining('building-sim: ')]);
      return byTopic(stdout);
    };
    const whole = await roomsOf();
    const shards = await Promise.all(['1/3', '2/3', '3/3'].map((shard) => roomsOf('--shard', shard)));
    // Each room is in one shard only, with the same messages.
    expect(shards.flatMap(Object.keys).sort()).toEqual(Object.keys(whole).sort());
    expect(Object.assign({}, ...shards)).toEqual(whole);
    for (const shard of shards) expect(shard).not.toEqual({});
  });

  it('leaves out what the room has not, and shows each reading once', async () => {
    const template = ['--payload-template', 'tasmota', '--prefix', 'two'];
    await publishRoom(
      [
        ['TEMP', '21'],
        ['HUM', '45'],
      ],
      template,
    );
    // Another process published the humidity: it knew no temperature.
    const { stdout } = await runHere(['watch', '-L', url, ...template, '-C', '1', '-W', '20', '-J']);
    expect(jsonLines(stdout)).toMatchObject([{ sensor: 'HUM', value: 45 }]);
  });
});

describe('a topic template', () => {
  const template = ['--topic-template', 'site/{building}/{floor}/{wing}{room}/{sensor}'];

  it('is written by publish, and read by watch of a part of the building', async () => {
    await publishRoom(
      [
        ['TEMP', '21'],
        ['HUM', '45'],
      ],
      template,
    );
    const watch = startHere([
      'watch',
      '-L',
      url,
      ...template,
      '--floor',
      '2',
      '--sensor',
      'HUM',
      '-C',
      '1',
      '-W',
      '20',
      '-J',
    ]);
    const { stdout, stderr } = await watch.ended;
    expect(stderr).toContain('listening to site/+/2/+/HUM');
    expect(jsonLines(stdout)).toMatchObject([{ topic: 'BUILDING/P_2/O/4/HUM', value: 45 }]);
  });

  it('leaves levels out that the selection names', async () => {
    const flat = ['--topic-template', 'lab/{room}'];
    await publishRoom([['TEMP', '22']], [...flat, '--prefix', 'flat']);
    const { stdout } = await runHere([
      'watch',
      '-L',
      url,
      ...flat,
      '--prefix',
      'flat',
      '--floor',
      '2',
      '--wing',
      'O',
      '--sensor',
      'TEMP',
      '-C',
      '1',
      '-W',
      '20',
      '-J',
    ]);
    expect(jsonLines(stdout)).toMatchObject([{ topic: 'BUILDING/P_2/O/4/TEMP', value: 22 }]);
  });

  it.each([
    [
      'publish',
      'site/{floor}/{room}/{sensor}',
      'BUILDING/P_1/N/1/TEMP and BUILDING/P_1/S/1/TEMP would share the topic site/1/1/TEMP: put {wing} into it, or select one with --wing',
    ],
    [
      'publish',
      'site/{floor}/{wing}{room}',
      'BUILDING/P_1/N/1/TEMP and BUILDING/P_1/N/1/HUM would share the topic site/1/N1: put {sensor} into it',
    ],
    [
      'alarm',
      'site/{floor}/{room}/{sensor}',
      'BUILDING/P_1/N/1/TEMP and BUILDING/P_1/S/1/TEMP would share the topic site/1/1/TEMP: put {wing} into it',
    ],
    ['watch', 'site/{floor}/{wing}{room}', 'put {sensor} into it, or select one with --sensor'],
    ['dashboard', 'site/{floor}/{sensor}/{wing}', 'put {room} into it'],
  ])('of %s may not give one topic to two sensors: %s', async (command, text, message) => {
    const { code, stderr, stdout } = await runHere([
      command,
      '-L',
      'mqtt://127.0.0.1:1',
      '--topic-template',
      text,
    ]);
    expect(stderr).toContain(
      `--topic-template '${text}': ${message.slice(0, 40)}`.slice(
        0,
        message.startsWith('put') ? 22 : undefined,
      ),
    );
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('a payload template in a file', () => {
  const path = join(folder, 'room.json');
  writeFileSync(path, '{"air": {"t": {TEMP:F}, "h": {HUM}}, "at": "{time}"}\n');

  it('is written and read, with a topic a room', async () => {
    const template = ['--payload-template', path, '--topic-template', 'rooms/{floor}{wing}{room}'];
    const { stdout } = await runHere(['publish', '--every', '1m', '-C', '2', ...ROOM, ...template, ...DRY]);
    const lines = jsonLines(stdout);
    expect(lines.map(({ topic }) => topic)).toEqual(['rooms/2O4', 'rooms/2O4']);
    const rules = await runHere(
      ['rules', 'run', '--report', 'breaches', '--below', 'TEMP=50', ...template, '-J'],
      { stdin: stdout },
    );
    const { value } = lines.find(({ sensor }) => sensor === 'TEMP') ?? {};
    const breaches = jsonLines(rules.stdout);
    expect(breaches.length).toBeGreaterThan(0);
    for (const breach of breaches)
      expect(breach).toMatchObject({
        topic: 'BUILDING/P_2/O/4/TEMP',
        value: expect.closeTo(Number(value), 4),
      });
  });

  it.each([
    ['{"v":{vlaue}}', '{vlaue} is no name: use {value}'],
    ['{"v":1}', 'it has no value'],
    ['nothing', 'it is no JSON with names in braces'],
  ])('%s is refused before anything is connected', async (text, message) => {
    const wrong = join(folder, 'wrong.json');
    writeFileSync(wrong, text);
    for (const command of ['publish', 'alarm']) {
      const { code, stderr } = await runHere([
        command,
        '-L',
        'mqtt://127.0.0.1:1',
        '--payload-template',
        wrong,
      ]);
      expect(stderr).toContain(`--payload-template '${wrong}': ${message}`);
      expect(code).toBe(2);
    }
  });

  it.each([
    [['publish', '--payload-template', 'shelly', '--ha-discovery'], '--ha-discovery tells of our own topics'],
    [
      ['publish', '--payload-template', 'shelly', '-t', 'a', '-m', 'b'],
      '--payload-template means nothing with --topic',
    ],
    [['watch', '--payload-template', 'shelly', '--value-path', 'a'], 'leave one of them out'],
    [
      ['dashboard', '--payload-template', 'shelly', '--replay', 'a'],
      '--topic-template, --payload-template and --value-path mean nothing with --replay',
    ],
  ])('%j: %s', async (args, message) => {
    const { code, stderr } = await runHere([...args, '-L', 'mqtt://127.0.0.1:1']);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe('a value path', () => {
  it('picks the values out of any JSON, and says which keys there are', async () => {
    const topic = 'BUILDING/P_2/O/4';
    await runHere(['publish', '-L', url, '-r', '-t', `${topic}/TEMP`, '-m', '{"data":{"a":21,"b":22}}']);
    const args = [
      'watch',
      '-L',
      url,
      '--floor',
      '2',
      '--wing',
      'O',
      '--room',
      '4',
      '-C',
      '1',
      '-W',
      '20',
      '-J',
    ];
    const found = await runHere([...args, '--value-path', 'data.b']);
    expect(jsonLines(found.stdout)).toMatchObject([{ sensor: 'TEMP', value: 22 }]);
    const none = await runHere([...args, '--value-path', 'data.c']);
    expect(none.stderr).toContain('it has no value: none of data.c; it has data');
  });

  it('is written by publish, too', async () => {
    const { stdout } = await runHere([
      'publish',
      ...ROOM,
      '--sensor',
      'TEMP',
      '--value',
      '21',
      '--value-path',
      'data.t',
      '--dry-run',
      '-J',
    ]);
    expect(jsonLines(stdout)).toMatchObject([
      { topic: 'BUILDING/P_2/O/4/TEMP', payload: '{"data":{"t":21}}' },
    ]);
    const two = await runHere(['publish', '--value-path', 'TEMP=t', '--value-path', 'HUM=t', '--dry-run']);
    expect(two.stderr).toContain("--value-path: 't' is inside of another path, or the same");
    expect(two.code).toBe(2);
  });

  it('has several sensors of a room in one message', async () => {
    await runHere(['publish', '-L', url, '-r', '-t', 'weather/2/O/4', '-m', '{"t":21,"rh":"45 %","p":1013}']);
    const { stdout } = await runHere([
      ...[
        'watch',
        '-L',
        url,
        '--topic-template',
        'weather/{floor}/{wing}/{room}',
        '--value-path',
        'TEMP=t',
        '--value-path',
        'HUM=rh',
      ],
      ...['-C', '2', '-W', '20', '-J'],
    ]);
    expect(jsonLines(stdout)).toMatchObject([
      { topic: 'BUILDING/P_2/O/4/TEMP', value: 21 },
      { topic: 'BUILDING/P_2/O/4/HUM', value: 45 },
    ]);
  });
});

describe('the dashboard', () => {
  it('keeps the readings of another program under our own topics', async () => {
    const template = ['--payload-template', 'thingsboard', '--prefix', 'board'];
    await publishRoom([['TEMP', '21']], template);
    const record = join(folder, 'board.jsonl');
    const page = startHere(['dashboard', '-L', url, '--listen', '0', ...template, '--record', record]);
    await expect
      .poll(() => jsonLines(readOrNothing(record)), { timeout: 20_000 })
      .toMatchObject([{ type: 'reading', topic: 'BUILDING/P_2/O/4/TEMP', value: 21 }]);
    page.kill('SIGINT');
    await page.ended;
  });
});

describe('publish --replay with templates', () => {
  it('writes our recordings in the words of another program', async () => {
    const stdin = JSON.stringify({
      topic: 'BUILDING/P_2/O/4/TEMP',
      time: '2026-01-05T08:00:00Z',
      payload: '{"value":21}',
    });
    const { stdout } = await runHere(
      ['publish', '--replay', '-', '--payload-template', 'thingsboard', '--dry-run', '-J'],
      { stdin },
    );
    expect(jsonLines(stdout)).toMatchObject([
      {
        topic: 'v1/devices/BUILDING_2O4/telemetry',
        payload: '{"ts":1767600000000,"values":{"temperature":21}}',
      },
    ]);
  });
});

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
