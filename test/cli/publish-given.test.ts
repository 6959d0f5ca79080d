import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import { useMosquitto } from './mosquitto.ts';
import { jsonLines, startCli } from './run.ts';
import { runHere } from './run-here.ts';

const SENSOR = ['--floor', '2', '--wing', 'W', '--room', '4', '--sensor', 'TEMP'];
const folder = mkdtempSync(join(tmpdir(), 'building-sim-given-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(lacks('mosquitto', 'mosquitto-clients'))('a message as it stands', () => {
  const own = useMosquitto();
  const file = join(folder, 'message.bin');
  const bytes = Buffer.from([0, 1, 2, 0xff, 0x0a, 0x22]);
  writeFileSync(file, bytes);

  async function received(args: readonly string[], stdin: string | Uint8Array, count: number) {
    const sub = await own.broker.subscribe('sub', ['-t', 'any/thing', '-F', '%x', '-C', `${count}`]);
    const { code } = await runHere(['publish', '-L', own.broker.url, '-t', 'any/thing', ...args], { stdin });
    expect(code).toBe(0);
    return (await sub.ended).stdout.split('\n').slice(0, -1);
  }
  const hex = (text: string) => Buffer.from(text).toString('hex');

  it.each([
    ['text', ['-m', 'Disconnected'], hex('Disconnected')],
    ['text in quotes', ['-m', '"21.5"'], hex('"21.5"')],
    ['text that looks like an option', ['-m', '--count'], hex('--count')],
    ['text that asks for help', ['-m', '--help'], hex('--help')],
    ['text that is a number', ['-m', '007'], hex('007')],
    ['an empty text', ['-m', ''], ''],
    ['text of any script', ['-m', 'Ñ 溫度 🌡'], hex('Ñ 溫度 🌡')],
    ['a file', ['-f', file], bytes.toString('hex')],
    ['nothing', ['-n'], ''],
  ])('is published: %s', async (_what, args, expected) => {
    for (const qos of ['0', '1', '2'])
      expect(await received([...args, '-q', qos], '', 1)).toEqual([expected]);
  });

  it('is a line of stdin with -l, byte for byte, a blank one too', async () => {
    const input = Buffer.concat([
      Buffer.from('a\n\n 2 \r\n"q"\n'),
      Buffer.from([0xff, 0xfe, 0x0a]),
      Buffer.from('last'),
    ]);
    expect(await received(['-l', '-q', '1'], input, 6)).toEqual([
      '61',
      '',
      '20322 00d'.replace(' ', ''),
      hex('"q"'),
      'fffe',
      hex('last'),
    ]);
  });

  it('is published line by line while stdin stays open', async () => {
    const sub = await own.broker.subscribe('piped', ['-t', 'piped', '-q', '1']);
    const cli = startCli(['publish', '-L', own.broker.url, '-t', 'piped', '-l', '-q', '1'], {
      stdin: 'open',
    });
    for (const line of ['one', 'two', 'three']) {
      cli.write(`${line}\n`);
      expect(await sub.line(new RegExp(`^${line}$`))).toBe(line);
    }
    cli.endInput();
    expect((await cli.ended).code).toBe(0);
  });

  it('is retained, and removed again by an empty one', async () => {
    const { broker } = own;
    await runHere(['publish', '-L', broker.url, '-t', 'kept', '-m', 'here', '-r', '-q', '1']);
    const sub = await broker.subscribe('first', ['-t', 'kept', '-C', '1']);
    expect((await sub.ended).stdout).toBe('here\n');
    await runHere(['publish', '-L', broker.url, '-t', 'kept', '-n', '-r', '-q', '1']);
    const none = await broker.subscribe('second', ['-t', 'kept', '--retained-only', '-v']);
    await broker.publish(['-t', 'kept', '-m', 'not retained', '-q', '1']);
    expect((await none.ended).stdout).toBe('');
  });

  it('goes to no topic below a prefix', async () => {
    expect(await received(['-m', 'x', '--prefix', 'MIOT/jane'], '', 1)).toEqual([hex('x')]);
  });

  it('is one JSON line with -J', async () => {
    const { stdout } = await runHere([
      'publish',
      '-L',
      own.broker.url,
      '-t',
      'a',
      '-f',
      file,
      '-J',
      '-q',
      '1',
    ]);
    expect(jsonLines(stdout)).toMatchObject([
      { type: 'message', topic: 'a', qos: 1, retain: false, payload_hex: bytes.toString('hex') },
    ]);
  });
});

describe('a value of the user’s', () => {
  const dry = async (args: readonly string[], stdin = '') =>
    runHere(['publish', ...SENSOR, '--dry-run', '-J', ...args], { stdin });

  it.each([
    ['31.4', 31.4],
    ['-5', -5],
    ['+20', 20],
    ['1e1', 10],
    ['.5', 0.5],
  ])('%s is a reading of the selected sensor', async (text, value) => {
    const { code, stdout } = await dry(['--value', text]);
    expect(code).toBe(0);
    expect(jsonLines(stdout)).toMatchObject([{ topic: 'BUILDING/P_2/O/4/TEMP', value, unit: 'Cel', seq: 0 }]);
  });

  it('is read from stdin, a line each; what is no number is told and passed over', async () => {
    const { code, stdout, stderr } = await dry(['--value', '-'], '20\n\n 21.5\r\nwarm\x1b[2J\n1e400\n-3');
    expect(code).toBe(2);
    expect(jsonLines(stdout).map(({ value, seq }) => [value, seq])).toEqual([
      [20, 0],
      [21.5, 1],
      [-3, 2],
    ]);
    expect(stderr).toContain("stdin line 4: 'warm\\x1b[2J' is not a number");
    expect(stderr).toContain("stdin line 5: '1e400' is not a number");
    expect(stderr).toMatch(/^building-sim: stdin: 2 of 6 lines not published$/m);
  });

  it('ends after so many with --count', async () => {
    expect(jsonLines((await dry(['--value', '-', '-C', '2'], '1\n2\n3\n')).stdout)).toHaveLength(2);
  });

  it('has the time of the simulated clock', async () => {
    const { stdout } = await dry(['--value', '20', '--start', '2026-01-05T08:00:00Z', '--speed', 'max']);
    expect(jsonLines(stdout)).toMatchObject([{ time: '2026-01-05T08:00:00.000Z' }]);
  });
});
