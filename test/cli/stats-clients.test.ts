// Tests src/broker/client-list.ts, src/services/listing-clients.ts and src/sinks/screen/views/clients.ts
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Broker, createBroker } from '../../src/broker/broker.ts';
import { readTopicRights } from '../../src/broker/topic-rights.ts';
import { lacks } from '../parts.ts';
import { useMosquitto } from './mosquitto.ts';
import { onTerminal } from './on-terminal.ts';
import { jsonLines } from './run.ts';
import { runHere, startHere } from './run-here.ts';

const ACL = [
  'pattern readwrite class/%u/#',
  'user teacher',
  'topic readwrite #',
  'topic read $SYS/broker/client-list',
  'user assistant',
  'topic readwrite #',
  'topic read $SYS/#',
].join('\n');

let broker: Broker;
let port: number;

/** A class: the password of each user is the name. */
beforeAll(async () => {
  broker = await createBroker({
    checkPassword: async (user, password) => Buffer.from(password).toString() === user,
    rightsOf: readTopicRights(ACL, 'acl').rightsOf,
    version: 'building-sim version 1',
  });
  ({ port } = await broker.listen({ host: '127.0.0.1', port: 0 }));
  return () => broker.close();
});

const as = (user: string) => ['-h', '127.0.0.1', '-p', String(port), '-u', user, '-P', user];

describe('stats --clients', () => {
  it('shows who is here, with messages, refusals and the last topic', async () => {
    const watch = startHere(['watch', ...as('s07'), '-i', 'w07', '-t', 'class/s07/#', '-t', 'class/s08/#']);
    await watch.errLine(/listening/);
    const lines = startHere(['publish', ...as('s07'), '-i', 'p07', '-t', 'class/s08/x', '-l'], {
      stdin: 'open',
    });
    await lines.errLine(/connected/);
    lines.write('hello\n');
    await lines.line(/hello/);
    const mine = ['-t', 'class/s07/x', '-m', '1', '-q', '1'];
    expect((await runHere(['publish', ...as('s07'), ...mine])).code).toBe(0);
    expect((await runHere(['publish', ...as('s07'), '-P', 'wrong', ...mine])).code).toBe(5);
    const { code, stdout } = await runHere(['stats', '--clients', '--once', '-J', ...as('teacher')]);
    expect(code).toBe(0);
    const rows = jsonLines(stdout);
    expect(rows).toMatchObject([
      {
        type: 'client',
        client: 'w07',
        username: 's07',
        address: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
        version: '3.1.1',
        subscriptions: 2,
        filters: ['class/s07/#', 'class/s08/#'],
        published: 0,
        delivered: 1,
        refused: 0,
      },
      { client: 'p07', published: 0, refused: 1, last_topic: 'class/s08/x' },
      { username: 'teacher', subscriptions: 2 },
    ]);
    const { lines: shown } = await onTerminal(`stats --clients --once ${as('teacher').join(' ')}`);
    expect(shown).toContainEqual(
      expect.stringMatching(/^user +address +MQTT +subs +sent +got +refused +last topic$/),
    );
    expect(shown).toContainEqual(expect.stringMatching(/^s07 +127\.0\.0\.1 +3\.1\.1 +2 +0 +1 +0$/));
    expect(shown).toContainEqual('refused 1 time: s07 from 127.0.0.1: wrong user name or password');
    for (const line of shown) expect([...line].length).toBeLessThanOrEqual(80);
    await Promise.all([watch.stop('SIGINT'), lines.stop('SIGINT')]);
  });

  it.each(['s07', 'assistant'])('shows nothing to %s, whose rights do not name the list', async (user) => {
    const { code, stdout, stderr } = await runHere(['stats', '--clients', '--once', ...as(user)]);
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
    expect(stderr).toContain("--acl needs the line 'topic read $SYS/broker/client-list'");
    const everything = await runHere(['watch', '-t', '$SYS/#', '-W', '2', '-J', ...as(user)]);
    expect(everything.stdout).not.toContain('client-list');
  });

  it('without users is for the machine of the broker', async () => {
    const open = await createBroker({ version: 'building-sim version 1' });
    onTestFinished(() => open.close());
    const { port: own } = await open.listen({ host: '127.0.0.1', port: 0 });
    const { code, stdout } = await runHere(['stats', '--clients', '--once', '-p', String(own), '-i', 'me']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^1 client\nclient +address .*\nme +127\.0\.0\.1 /);
  });

  it('goes with no other question', async () => {
    const { code, stderr } = await runHere(['stats', '--clients', '--check-broker']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'building-sim: --clients and --check-broker: use only one of them\n',
    });
  });
});

describe.skipIf(lacks('mosquitto'))('stats --clients of mosquitto', () => {
  const own = useMosquitto();

  it('says that only our broker tells', async () => {
    const { code, stderr } = await runHere(['stats', '--clients', '--once', '-L', own.broker.url]);
    expect(code).toBe(27);
    expect(stderr).toMatch(
      /doesn't say who its clients are: mosquitto version [\d.]+ is no broker of building-sim/,
    );
  });
});
