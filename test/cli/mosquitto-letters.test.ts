// Tests src/options/message.ts, src/options/broker-url.ts, src/services/watching.ts, src/text/line-format.ts and
// src/sinks/screen/views/formatted-message.ts: letters that scripts use with mosquitto's clients.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Broker, createBroker } from '../../src/broker/broker.ts';
import { lacks } from '../parts.ts';
import { useMosquitto } from './mosquitto.ts';
import { runHere, startHere } from './run-here.ts';

let broker: Broker;
let url: string;

beforeAll(async () => {
  broker = await createBroker();
  const { port } = await broker.listen({ host: '127.0.0.1', port: 0 });
  url = `mqtt://127.0.0.1:${port}`;
});

afterAll(() => broker.close());

/** The output of a watch for so many messages, while something is published. */
async function watched(
  args: readonly string[],
  count: number,
  publish: () => Promise<unknown>,
): Promise<string> {
  const watch = startHere(['watch', '-L', url, ...args, '-C', String(count), '-W', '20']);
  await watch.errLine(/^listening to/);
  await publish();
  return (await watch.ended).stdout;
}

const publish = (...args: string[]) => runHere(['publish', '-L', url, ...args]);

describe('publish', () => {
  it('-s sends all of stdin as one message, byte for byte', async () => {
    const text = 'one\ntwo\r\n';
    const stdout = await watched(['-t', 's', '-F', '%x'], 1, () =>
      runHere(['publish', '-L', url, '-t', 's', '-s'], { stdin: text }),
    );
    expect(stdout).toBe(`${Buffer.from(text).toString('hex')}\n`);
  });

  it('--repeat sends the message again, after --repeat-delay', async () => {
    const start = performance.now();
    const stdout = await watched(['-t', 'r', '-F', '%p'], 3, () =>
      publish('-t', 'r', '-m', 'x', '-q', '1', '--repeat', '3', '--repeat-delay', '0.2'),
    );
    expect(stdout).toBe('x\nx\nx\n');
    expect(performance.now() - start).toBeGreaterThan(400);
  });

  it.each([
    [['--repeat', '2'], '--repeat needs a message'],
    [['-t', 'a', '-m', 'b', '--repeat-delay', '1'], '--repeat-delay needs --repeat N'],
    [['-t', 'a', '-l', '--repeat', '2'], '--repeat means nothing with -l'],
    [['-t', 'a', '-s', '-n'], 'use only one of them'],
    [['-i', 'a', '-I', 'b', '-t', 'a', '-n'], '--id and --id-prefix both name the client'],
    [['-t', 'a', '-m', 'b', '-R'], 'unknown option -R: watch has it'],
    [['-t', 'a', '-m', 'b', '-A', '127.0.0.1'], 'unknown option -A: the system chooses'],
  ])('%j: %s', async (args, message) => {
    const { code, stderr } = await runHere(['publish', ...args, '-L', 'mqtt://127.0.0.1:1']);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe('the topic in a URL', () => {
  it('is published to, and subscribed to', async () => {
    const watch = startHere(['watch', '-L', `${url}/lab/#`, '-C', '1', '-W', '20', '-F', '%t %p']);
    await watch.errLine(/^listening to lab\/#/);
    expect((await runHere(['publish', '-L', `${url}/lab/a b`, '-m', 'hi'])).code).toBe(0);
    expect((await watch.ended).stdout).toBe('lab/a b hi\n');
  });

  it.each([
    ['publish', ['-L', 'mqtt://127.0.0.1:1/a/#', '-m', 'x'], '--url: its topic: '],
    ['publish', ['-L', 'mqtt://127.0.0.1:1/a', '-t', 'b', '-m', 'x'], 'both name a topic'],
    ['watch', ['-L', 'mqtt://127.0.0.1:1/a/#/b'], '--url: its topic filter: '],
    ['bench', ['-L', 'mqtt://127.0.0.1:1/a'], '--url: bench takes no topic: leave out /a'],
    ['stats', ['-L', 'mqtt://127.0.0.1:1/a'], '--url: stats takes no topic: leave out /a'],
    ['watch', ['-L', 'mqtt-sn://127.0.0.1:1/a'], 'only ws:// and wss:// have a path'],
  ])('%s %j: %s', async (command, args, message) => {
    const { code, stderr } = await runHere([command, ...args]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe('watch', () => {
  it('-R leaves retained messages out, -T topics', async () => {
    await publish('-t', 'old/a', '-m', 'retained', '-r', '-q', '1');
    const stdout = await watched(['-t', 'old/#', '-R', '-T', 'old/+/noise', '-F', '%t %p'], 1, async () => {
      await publish('-t', 'old/b/noise', '-m', '1', '-q', '1');
      await publish('-t', 'old/c', '-m', '2', '-q', '1');
    });
    expect(stdout).toBe('old/c 2\n');
  });

  it('--remove-retained has the broker forget what it shows', async () => {
    await publish('-t', 'gone/a', '-m', '1', '-r', '-q', '1');
    await publish('-t', 'gone/b', '-m', '2', '-r', '-q', '1');
    const shown = await runHere([
      'watch',
      '-L',
      url,
      '-t',
      'gone/#',
      '-T',
      'gone/b',
      '--remove-retained',
      '-C',
      '1',
      '-W',
      '20',
      '-F',
      '%t',
    ]);
    expect(shown).toMatchObject({ code: 0, stdout: 'gone/a\n' });
    const left = await watched(['-t', 'gone/#', '-F', '%t %r'], 1, async () => {});
    expect(left).toBe('gone/b 1\n');
  });

  it('-F shows the parts of a message', async () => {
    const stdout = await watched(['-t', 'f/#', '-F', '%t|%p|%l|%q|%r|%x|%X|%%|@@|\\t|@Y'], 1, () =>
      publish('-t', 'f/ä', '-m', 'hé'),
    );
    expect(stdout).toMatch(/^f\/ä\|hé\|3\|0\|0\|68c3a9\|68C3A9\|%\|@\|\t\|20\d\d\n$/);
  });

  it.each([
    [['-R', '--retained-only'], '-R leaves retained messages out'],
    [['-F', '%t', '-J'], '-F is a form of its own'],
    [['-N'], 'unknown option -N: watch ends the line of each message'],
    [['-m', 'x'], 'unknown option -m: publish has it'],
  ])('%j: %s', async (args, message) => {
    const { code, stderr } = await runHere(['watch', ...args, '-L', 'mqtt://127.0.0.1:1']);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe.skipIf(lacks('mosquitto', 'mosquitto-clients'))('beside mosquitto_sub', () => {
  const own = useMosquitto();

  it('-I begins the client id', async () => {
    const watch = startHere(['watch', '-L', own.broker.url, '-I', 'lab-', '-E']);
    await own.broker.log.errLine(/Sending SUBACK to lab-\d+$/);
    expect((await watch.ended).code).toBe(0);
  });

  it.each([
    ['one client', [], /as lab-\d+ \(/],
    ['a client for each floor', ['--clients', 'floor'], /as lab-\d+-4 \(/],
  ])('publish -I begins the client id of %s', async (_, clients, id) => {
    const said = own.broker.log.stderr.length;
    const { code } = await runHere([
      'publish',
      '-L',
      own.broker.url,
      '-I',
      'lab-',
      '-C',
      '1',
      ...clients,
      '--status-topic',
      'none',
    ]);
    expect(code).toBe(0);
    await own.broker.log.errLine(id, said);
  });

  it('-F prints the same line', async () => {
    const format = '%t|%p|%l|%q|%r|%x|%X|%%|@@|\\t|%I|%U|@z';
    const ours = startHere([
      'watch',
      '-L',
      own.broker.url,
      '-i',
      'ours',
      '-t',
      '#',
      '-C',
      '1',
      '-F',
      format,
      '-W',
      '20',
    ]);
    await own.broker.log.errLine(/Sending SUBACK to ours/);
    const args = [
      '-p',
      String(own.broker.port),
      '-i',
      'theirs',
      '-t',
      '#',
      '-C',
      '1',
      '-F',
      format,
      '-W',
      '20',
    ];
    const theirs = promisify(execFile)('mosquitto_sub', args, { env: { ...process.env, TZ: 'UTC' } });
    await own.broker.log.errLine(/Sending SUBACK to theirs/);
    await own.broker.publish(['-t', 'f/ä', '-m', 'hé']);
    const line = (await ours.ended).stdout;
    const timeless = (text: string) => text.replace(/\d{4}-\d\d-\d\dT[\d:]{8}|\d{10}\.\d{9}/g, 'TIME');
    expect(timeless(line)).toBe(timeless((await theirs).stdout));
    expect(line).toMatch(/\|20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+0000\|\d{10}\.\d{9}\|\+0000\n$/);
  });

  const PROPERTIES = [
    ...['content-type text/plain', 'correlation-data co"rr', 'message-expiry-interval 77'],
    ...['payload-format-indicator 1', 'response-topic re/ply', 'user-property a 1', 'user-property b 2 3'],
  ].flatMap((property) => {
    const [name = '', ...values] = property.split(' ');
    const [key = '', ...rest] = values;
    return ['-D', 'publish', name, ...(rest.length > 0 ? [key, rest.join(' ')] : [key])];
  });
  const FIELDS = '%t|%p|%q|%m|%l|A%A|C%C|D%D|E%E|F%F|P%P|R%R|S%S';
  const FORMS = '%5A|%-20C|%010E|%05F|%20.4R|%-12.3t|%06l|%10p|%-10p|%05S|%05m|%.4C|%030t|%-5q|%9D';

  it.each([
    ['every property', 1, FIELDS, PROPERTIES],
    ['every property, at QoS 2', 2, FIELDS, PROPERTIES],
    ['the content type alone, as publish sends it', 1, FIELDS, PROPERTIES.slice(0, 4)],
    ['no property', 0, FIELDS, []],
    ['widths', 1, FORMS, PROPERTIES],
    ['widths, and no property', 1, FORMS, []],
    ['JSON', 1, '%j', PROPERTIES],
    ['JSON, and no property', 2, '%J', []],
  ])('-F prints the same line of MQTT 5 with %s', async (name, qos, format, properties) => {
    const id = name.replaceAll(/\W/g, '');
    const args = ['-V', '5', '-t', `${id}/#`, '-q', '2', '-C', '1', '-F', format, '-W', '60'];
    const ours = startHere(['watch', '-L', own.broker.url, '-i', `ours-${id}`, ...args]);
    await own.broker.log.errLine(new RegExp(`Sending SUBACK to ours-${id}`));
    const theirs = await own.broker.subscribe(`theirs-${id}`, args);
    const message = ['-t', `${id}/é`, '-q', String(qos), '-m', '{"a":1}'];
    await own.broker.publish(['-V', '5', ...message, ...properties]);
    const timeless = (text: string) => text.replace(/"tst":"[^"]*"/, '');
    const line = (await ours.ended).stdout;
    expect(timeless(line)).toBe(timeless((await theirs.ended).stdout));
    expect(line).not.toBe('');
  });

  it('-F %j comes back by --replay', async () => {
    const format = '%j';
    const watch = startHere([
      'watch',
      '-L',
      own.broker.url,
      '-i',
      'f-watch',
      '-t',
      '#',
      '-C',
      '1',
      '-F',
      format,
      '-W',
      '20',
    ]);
    await own.broker.log.errLine(/Sending SUBACK to f-watch/);
    await own.broker.publish(['-t', 'B/P_1/N/1/TEMP', '-q', '1', '-m', '{"value": 20.0}']);
    const { stdout } = await watch.ended;
    const line = JSON.parse(stdout) as Record<string, unknown>;
    expect(line).toMatchObject({
      topic: 'B/P_1/N/1/TEMP',
      qos: 0,
      retain: 0,
      payloadlen: 15,
      payload: '{"value": 20.0}',
    });
    expect(line.tst).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z\+0000$/);
    const again = await runHere(['publish', '--replay', '-', '--dry-run', '--speed', 'max', '-J'], {
      stdin: stdout,
    });
    expect(JSON.parse(again.stdout)).toMatchObject({ topic: 'B/P_1/N/1/TEMP', payload: '{"value": 20.0}' });
  });
});
