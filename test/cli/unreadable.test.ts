import { describe, expect, it, onTestFinished } from 'vitest';
import { startScriptedBroker } from '../mqtt/scripted-broker.ts';
import { lacks } from '../parts.ts';
import { startListeningHere } from './listening.ts';
import { useMosquitto } from './mosquitto.ts';
import { jsonLines } from './run.ts';
import { startHere } from './run-here.ts';

const SENSOR = 'BUILDING/P_2/O/4/TEMP';
/** Controls other than line feed, the line separator and the right-to-left override. */
const UNSAFE = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e]/;
const ESCAPES = '\x1b]0;owned\x07\x1b[2J\x1b[31m';

/** Unreadable payloads, each on a topic of its own, and the reason. */
const UNREADABLE: readonly (readonly [what: string, payload: string | Uint8Array, reason: RegExp])[] = [
  ['nothing', '', /it is empty/],
  ['truncated JSON', '{"value":31.', /its JSON is broken/],
  ['an object without a value', '{"colour":"red"}', /it has no value/],
  ['NaN', 'NaN', /it is NaN or Infinity/],
  ['Infinity', '{"value":1e999}', /not a finite number/],
  ['NaN in CBOR', Buffer.from('a16576616c7565f97e00', 'hex'), /not a finite number/],
  ['Infinity in CBOR', Buffer.from('f97c00', 'hex'), /not/],
  ['null', '{"value":null}', /not a finite number/],
  ['text', 'warm', /neither JSON nor CBOR nor a number/],
  ['deep JSON', '['.repeat(100_000), /its JSON is broken|array/],
  ['deep CBOR', Buffer.alloc(100_000, 0x81), /CBOR/],
  ['CBOR that claims to be huge', Buffer.from('9b7fffffffffffffff', 'hex'), /CBOR/],
  [
    'CBOR with a huge string',
    Buffer.from('a1657661 6c75657b7fffffffffffffff'.replace(' ', ''), 'hex'),
    /CBOR/,
  ],
  ['a megabyte of junk', Buffer.alloc(1_048_576, 0xa5), /longer than 256 KiB/],
  ['terminal escapes', ESCAPES, /neither JSON nor CBOR nor a number/],
  ['terminal escapes in JSON', JSON.stringify({ value: ESCAPES, unit: ESCAPES }), /not a finite number/],
  ['another unit', `{"value":20,"unit":"${'\\u001b[31m'}"}`, /not a unit of temperature/],
];

describe.skipIf(lacks('mosquitto', 'mosquitto-clients'))('what cannot be read', () => {
  const own = useMosquitto();

  it('is counted, told once for each topic, and stops nothing', async () => {
    const { broker } = own;
    const alarm = await startListeningHere(broker, ['alarm', '-J', '-C', '1']);
    for (const [i, [, payload]] of UNREADABLE.entries()) {
      const from = payload === '' ? '-n' : '-s';
      for (const _ of [1, 2]) await broker.publish(['-t', `BUILDING/P_2/O/${i + 1}/TEMP`, from], payload);
    }
    await broker.publish(['-t', SENSOR.replace('4', '99'), '-m', '50']);
    const { code, stdout, stderr } = await alarm.ended;
    expect(code).toBe(0);
    expect(jsonLines(stdout)).toMatchObject([{ room: 99, value: 50 }]);
    expect(stderr).toContain(`1 reading, 1 alarm, ${2 * UNREADABLE.length} messages that could not be read`);
    for (const [i, [what, , reason]] of UNREADABLE.entries()) {
      const said = stderr.split('\n').filter((line) => line.includes(`BUILDING/P_2/O/${i + 1}/TEMP`));
      expect([what, said.length]).toEqual([what, 1]);
      expect([what, said[0]]).toEqual([what, expect.stringMatching(reason)]);
    }
    expect(stdout + stderr).not.toMatch(UNSAFE);
  });

  it('may be the topic', async () => {
    const { broker } = own;
    const topics = [
      Array(200).fill('x').join('/'),
      'BUILDING/P_02/O/4/TEMP',
      'BUILDING/P_2/o/4/TEMP',
      'BUILDING/P_2/O/0/TEMP',
      'BUILDING/P_2/O/4/TEMP/x',
      `${'y'.repeat(2000)}`,
      'B\u202eGNP/P_2/O/4/GAS',
    ];
    const alarm = await startListeningHere(broker, ['alarm', '-t', '#', '-C', '1']);
    for (const topic of topics) await broker.publish(['-t', topic, '-m', '50']);
    await broker.publish(['-t', 'a/b/c/BUILDING/P_2/O/4/TEMP', '-m', '50']);
    const { code, stdout, stderr } = await alarm.ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^[^\n]* a\/b\/c\/BUILDING floor 2 wing O room 4 TEMP 50 Cel > 30\n$/);
    expect(stderr.match(/its topic names no sensor/g)).toHaveLength(topics.length);
    expect(stdout + stderr).not.toMatch(UNSAFE);
    for (const line of stderr.split('\n')) expect(line.length).toBeLessThan(400);
  });

  it.each([
    { args: [], rows: 0 },
    { args: ['-v'], rows: 0 },
    { args: ['-J'], rows: 0 },
    { args: ['--output', 'csv'], rows: 1 },
  ])('is shown escaped by watch $args', async ({ args, rows }) => {
    const { broker } = own;
    const messages = UNREADABLE.filter(([what]) => what !== 'nothing');
    const watch = await startListeningHere(broker, ['watch', '-t', '#', '-C', `${messages.length}`, ...args]);
    for (const [, payload] of messages) await broker.publish(['-t', SENSOR, '-s'], payload);
    const { code, stdout } = await watch.ended;
    expect(code).toBe(0);
    expect(stdout).not.toMatch(UNSAFE);
    const lines = stdout.split('\n').slice(0, -1);
    expect(lines).toHaveLength(messages.length + rows);
    // In a pipe every payload is whole.
    expect(Math.max(...lines.map((line) => line.length))).toBeGreaterThan(1_000_000);
  });
});

describe.skipIf(lacks('mosquitto', 'mosquitto-clients'))('the mend for a usual mistake', () => {
  const own = useMosquitto();

  it.each([
    ['alarm', 'BUILDING/P_2/W/4/TEMP', '{"value":20}', "'W' is not a wing; use O (oeste, west)"],
    ['alarm', 'BUILDING/P_1/O/4/TEMP', "{'value': 20}", 'send json.dumps(data) instead of str(data)'],
    [
      'alarm',
      'BUILDING/P_2/O/4/LUX',
      '{"lumen":20}',
      'none of value, lux, luminosity, .*luz, .*; it has lumen',
    ],
    ['watch', 'BUILDING/P_2/W/5/TEMP', '{"value":20}', "'W' is not a wing; use O (oeste, west)"],
    [
      'watch',
      'BUILDING/P_2/O/4/TEMP',
      '{"sensor":"HUM","value":45}',
      'it is of HUM, and its topic says TEMP',
    ],
    ['watch', 'BUILDING/P_3/O/4/TEMP', '{"value":"1,234"}', 'write 1.234 with a point'],
  ])('is told by %s: %s %s', async (command, topic, payload, mend) => {
    const listener = await startListeningHere(own.broker, [command]);
    for (const _ of [1, 2]) await own.broker.publish(['-t', topic, '-m', payload]);
    await listener.errLine(new RegExp(`can't read ${topic}: .*${mend.replace(/[()]/g, '.')}`));
    await own.broker.publish(['-t', 'BUILDING/P_9/O/9/TEMP', '-m', '99']);
    await listener.line(/P_9|floor 9/);
    expect(listener.stderr.match(/can't read/g)).toHaveLength(1);
  });

  it('is not told by watch for topics that mean no sensor', async () => {
    const watch = await startListeningHere(own.broker, ['watch', '-t', 'lab/#', '-C', '2']);
    for (const topic of ['lab/kitchen', 'lab/1/2/3/4']) await own.broker.publish(['-t', topic, '-m', 'warm']);
    expect((await watch.ended).stderr).not.toContain("can't read");
  });
});

describe('a topic with terminal escapes, from a broker that lets it pass', () => {
  const topic = `evil${ESCAPES}\u2028`;
  const payload = `a,"b"\r\n${ESCAPES}`;

  /** Runs a listening command, and sends messages to it as a careless broker does. */
  async function given(args: readonly string[], messages: readonly (readonly [string, string])[]) {
    const broker = await startScriptedBroker();
    onTestFinished(() => broker.close());
    const listener = startHere([...args, '-C', '1', '--url', `mqtt://127.0.0.1:${broker.port}`]);
    const connection = await broker.accept(false);
    const { messageId } = await connection.next();
    connection.send({ cmd: 'suback', messageId: messageId ?? 0, granted: [0] });
    for (const [name, text] of messages) {
      connection.send({ cmd: 'publish', topic: name, payload: text, qos: 0, retain: false, dup: false });
    }
    return listener.ended;
  }

  it.each([
    { args: ['watch', '-t', '#'], expected: 'evil\\x1b]0;owned\\x07\\x1b[2J\\x1b[31m\\u{2028} ' },
    { args: ['watch', '-t', '#', '-J'], expected: 'evil\\u001b]0;owned\\u0007\\u001b[2J' },
    { args: ['watch', '-t', '#', '--output', 'csv'], expected: 'evil\\x1b]0;owned\\x07' },
  ])('is shown escaped by $args', async ({ args, expected }) => {
    const { code, stdout } = await given(args, [[topic, payload]]);
    expect(code).toBe(0);
    expect(stdout).toContain(expected);
    expect(stdout).not.toMatch(UNSAFE);
    if (args.includes('-J'))
      expect(jsonLines(stdout)).toMatchObject([{ topic, payload_hex: Buffer.from(payload).toString('hex') }]);
  });

  it('is shown escaped by alarm', async () => {
    const { code, stdout, stderr } = await given(
      ['alarm', '-t', '#'],
      [
        [topic, payload],
        [`${topic}/B/P_1/N/1/TEMP`, '50'],
      ],
    );
    expect(code).toBe(0);
    expect(stderr).toContain("can't read evil\\x1b]0;owned\\x07");
    expect(stdout + stderr).not.toMatch(UNSAFE);
  });
});
