import { describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import { listenHere, listenUntil } from './listening.ts';
import { useMosquitto } from './mosquitto.ts';
import { jsonLines, runCli } from './run.ts';
import { runHere } from './run-here.ts';

const READING = '{"sensor":"TEMP","value":21.37,"unit":"Cel","time":"2026-01-05T08:00:00.000Z","seq":17}';

describe.skipIf(lacks('mosquitto', 'mosquitto-clients'))('watch', () => {
  const own = useMosquitto();

  async function watched(
    args: readonly string[],
    messages: readonly (readonly [topic: string, payload: string | Uint8Array])[],
  ) {
    const { broker } = own;
    const { code, stdout } = await listenHere(
      broker,
      ['watch', '-C', `${messages.length}`, ...args],
      async () => {
        for (const [topic, payload] of messages)
          await broker.publish(['-t', topic, '-q', '2', '-s'], payload);
      },
    );
    expect(code).toBe(0);
    return stdout;
  }

  it('shows a reading with its own time', async () => {
    expect(await watched([], [['BUILDING/P_2/O/4/TEMP', READING]])).toBe(
      '2026-01-05T08:00:00.000Z BUILDING/P_2/O/4/TEMP 21.37 Cel\n',
    );
  });

  it('adds QoS, size, format and number with -v', async () => {
    const stdout = await watched(['-v', '-q', '1'], [['BUILDING/P_2/O/4/TEMP', READING]]);
    expect(stdout).toBe(
      `2026-01-05T08:00:00.000Z BUILDING/P_2/O/4/TEMP 21.37 Cel [QoS 1, ${READING.length} bytes, json, seq 17]\n`,
    );
  });

  it('shows any other message as text, and in hexadecimal what is not text', async () => {
    const stdout = await watched(
      ['-t', 'x/#', '-t', 'BUILDING/#'],
      [
        ['x/y', 'Hello, wörld'],
        ['x/z', Buffer.from([0, 255, 1])],
        ['BUILDING/P_02/O/4/TEMP', '20'],
        ['BUILDING/P_2/O/4/TEMP', 'warm'],
      ],
    );
    expect(stdout.split('\n').map((line) => line.replace(/^\S+ /, ''))).toEqual([
      'x/y Hello, wörld',
      'x/z 00ff01',
      'BUILDING/P_02/O/4/TEMP 20',
      'BUILDING/P_2/O/4/TEMP warm',
      '',
    ]);
  });

  it('shows all of it in JSON lines', async () => {
    const lines = jsonLines(
      await watched(
        ['-J', '-q', '2', '-t', '#'],
        [
          ['BUILDING/P_2/O/4/TEMP', READING],
          ['x/z', Buffer.from([0, 255, 1])],
        ],
      ),
    );
    expect(lines).toMatchObject([
      {
        type: 'reading',
        topic: 'BUILDING/P_2/O/4/TEMP',
        building: 'BUILDING',
        floor: 2,
        wing: 'O',
        room: 4,
        sensor: 'TEMP',
        value: 21.37,
        unit: 'Cel',
        time: '2026-01-05T08:00:00.000Z',
        seq: 17,
        format: 'json',
        qos: 2,
        retain: false,
        payload: READING,
      },
      { type: 'message', topic: 'x/z', qos: 2, retain: false, payload_hex: '00ff01' },
    ]);
  });

  it('shows in CSV what publish shows', async () => {
    const { broker } = own;
    let published = '';
    const { stdout } = await listenHere(
      broker,
      ['watch', '-C', '5', '--output', 'csv', '-q', '1'],
      async () => {
        published = (
          await runHere([
            'publish',
            '-L',
            broker.url,
            '--faults',
            '0',
            '--rate',
            'max',
            '-C',
            '5',
            '-q',
            '1',
            '--output',
            'csv',
          ])
        ).stdout;
      },
    );
    expect(stdout).toBe(published);
  });

  it.each(['json', 'cbor', 'senml-json', 'senml-cbor'])(
    'reads back the %s that publish writes',
    async (format) => {
      const { broker } = own;
      let published = '';
      const { stdout } = await listenHere(broker, ['watch', '-C', '200', '-J', '-q', '1'], async () => {
        published = (
          await runHere([
            'publish',
            '-L',
            broker.url,
            '--faults',
            '0',
            '--rate',
            'max',
            '-C',
            '200',
            '-q',
            '1',
            '-J',
            '--format',
            format,
          ])
        ).stdout;
      });
      const known = (text: string) =>
        jsonLines(text).map(({ topic, value, unit, time, payload, payload_hex }) => ({
          topic,
          value,
          unit,
          time,
          payload,
          payload_hex,
        }));
      expect(known(stdout)).toEqual(known(published));
    },
  );

  it('hears the selected part only', async () => {
    const { broker } = own;
    const { stdout } = await listenHere(
      broker,
      ['watch', '-J', '--floor', '2,4', '--sensor', 'TEMP', '-C', '2'],
      async () => {
        for (const topic of ['B/P_2/N/1/HUM', 'B/P_3/N/1/TEMP', 'B/P_4/N/1/TEMP', 'B/P_2/S/1/TEMP']) {
          await broker.publish(['-t', topic, '-m', '20', '-q', '1']);
        }
      },
    );
    expect(jsonLines(stdout).map(({ topic }) => topic)).toEqual(['B/P_4/N/1/TEMP', 'B/P_2/S/1/TEMP']);
  });

  it('marks retained messages, and with --retained-only shows no others', async () => {
    const { broker } = own;
    for (const room of [1, 2])
      await broker.publish(['-t', `KEPT/P_1/N/${room}/TEMP`, '-m', '20', '-r', '-q', '1']);
    const { code, stdout } = await listenHere(
      broker,
      ['watch', '--building', 'KEPT', '--retained-only'],
      () => broker.publish(['-t', 'KEPT/P_1/N/3/TEMP', '-m', '20']),
    );
    expect(code).toBe(0);
    expect(stdout.split('\n')).toHaveLength(3);
    for (const line of stdout.split('\n').slice(0, -1))
      expect(line).toMatch(/KEPT\/P_1\/N\/[12]\/TEMP 20 Cel \[retained/);
  });

  it.each([
    ['-C 1', 0],
    ['-C 2 -W 20', 27],
    ['-W 20000ms', 27],
    ['--duration 20s', 0],
  ])('%s ends with %i', async (options, expected) => {
    const { broker } = own;
    const args = ['watch', '-t', 'x', ...options.split(' ')];
    const { code, stdout } = await listenUntil(20_000, broker, args, () =>
      broker.publish(['-t', 'x', '-m', 'y']),
    );
    expect(stdout).toMatch(/^\S+ x y\n$/);
    expect(code).toBe(expected);
  });

  it('flushes every line', async () => {
    const { broker } = own;
    const sub = await runCli(['watch', '-L', broker.url, '--building', 'KEPT', '-C', '2']);
    expect(sub.stdout.split('\n')).toHaveLength(3);
  });
});
