// Tests src/commands/dashboard.ts and src/services/supervising.ts through the command line
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Broker, createBroker } from '../../src/broker/broker.ts';
import { openPage } from './open-page.ts';
import { startCli } from './run.ts';
import { runHere, startHere } from './run-here.ts';

const TOPIC = 'BUILDING/P_2/O/4/TEMP';
const ADDRESS = /^http:\/\/127\.0\.0\.1:\d+\/#t=[\w-]{22}$/;

let broker: Broker;
let where: readonly string[];

beforeAll(async () => {
  broker = await createBroker();
  const { port } = await broker.listen({ host: '127.0.0.1', port: 0 });
  where = ['-L', `mqtt://127.0.0.1:${port}`];
});

afterAll(() => broker.close());

/** Runs a dashboard in this process until the end of the test; resolves with its address. */
async function startDashboard(...args: readonly string[]) {
  const running = startHere(['dashboard', '--listen', '0', ...where, ...args]);
  onTestFinished(() => void running.stop());
  const url = await running.errLine(ADDRESS);
  return { url, running };
}

const publish = (topic: string, message: string) =>
  runHere(['publish', ...where, '-t', topic, '-m', message, '--qos', '1']);

const acknowledge = (command: number, topic = TOPIC) =>
  ({ type: 'command', command, topic, do: { command: 'acknowledge' } }) as const;

describe('dashboard', () => {
  it('says its address last, and ends in order with the pages', async () => {
    const { url, running } = await startDashboard();
    expect(running.stderr).toMatch(/^listening to #$/m);
    expect(running.stderr.trimEnd().split('\n').at(-1)).toBe(url);
    const page = await openPage(url);
    await expect.poll(() => page.messages.length).toBeGreaterThanOrEqual(2);
    const { code, stdout } = await running.stop();
    expect([code, stdout]).toEqual([143, '']);
    expect(page.updates().at(-1)?.status.connection.state).toBe('ended');
    await expect.poll(() => page.socket.readyState).toBe(page.socket.CLOSED);
  });

  it('shows an alarm, which every page hears acknowledged, shelved and unshelved', async () => {
    const { url } = await startDashboard();
    const [one, other] = [await openPage(url), await openPage(url)];
    await publish(TOPIC, '31');
    await expect.poll(() => other.alarm(TOPIC)).toMatchObject({ level: 'critical', isAcknowledged: false });
    one.say(acknowledge(1));
    await expect.poll(() => other.alarm(TOPIC)).toMatchObject({ isAcknowledged: true });
    one.say({ type: 'command', command: 2, topic: TOPIC, do: { command: 'shelve', for: '30m' } });
    await expect.poll(() => other.alarm(TOPIC)).toMatchObject({ shelvedUntil: expect.any(Number) });
    one.say({ type: 'command', command: 3, topic: TOPIC, do: { command: 'unshelve' } });
    await expect.poll(() => other.alarm(TOPIC)).not.toHaveProperty('shelvedUntil');
    one.say(acknowledge(4));
    await expect
      .poll(() => one.result())
      .toMatchObject({
        type: 'result',
        command: 4,
        reason: 'there is no alarm that was not acknowledged',
      });
  });

  it('agrees with another dashboard, and with clients, below --publish', async () => {
    const [one, other] = [
      await startDashboard('--publish', 'alarms'),
      await startDashboard('--publish', 'alarms'),
    ];
    const [page, otherPage] = [await openPage(one.url), await openPage(other.url)];
    const topic = 'BUILDING/P_2/O/5/TEMP';
    await publish(topic, '31');
    await expect.poll(() => otherPage.alarm(topic)).toMatchObject({ isAcknowledged: false });
    page.say(acknowledge(1, topic));
    await expect.poll(() => otherPage.alarm(topic)).toMatchObject({ isAcknowledged: true });
    await publish(`alarms/${topic}/set`, '{"command":"shelve","once":true}');
    await expect.poll(() => page.alarm(topic)).toMatchObject({ shelvedUntil: 'once' });
    await expect.poll(() => otherPage.alarm(topic)).toMatchObject({ shelvedUntil: 'once' });
    // The states that both publish are no readings of a building below `alarms/`.
    const names = page.updates().flatMap(({ sensors }) => sensors.map(([, name]) => name));
    expect(names.filter((name) => name.startsWith('alarms/'))).toEqual([]);
    page.say(acknowledge(2, 'BUILDING/P_9/O/9/TEMP'));
    await expect.poll(() => page.result()).toMatchObject({ command: 2, reason: 'no such sensor was heard' });
  });

  it('does not take the records of alarm for readings', async () => {
    const { url } = await startDashboard();
    const page = await openPage(url);
    await publish(`alarms/${TOPIC}`, '{"state":"active","level":"high","value":31}');
    await publish(`breaches/${TOPIC}`, '{"type":"alarm","state":"breach","value":31}');
    await publish(`MIOT/jane/${TOPIC}`, '21');
    await expect
      .poll(() => page.updates().flatMap(({ sensors }) => sensors.map(([, name]) => name)))
      .toContain(`MIOT/jane/${TOPIC}`);
    const names = page.updates().flatMap(({ sensors }) => sensors.map(([, name]) => name));
    expect(names.filter((name) => /^(alarms|breaches)/.test(name))).toEqual([]);
  });

  it('listens to a selection where one is named', async () => {
    const { running } = await startDashboard('--floor', '2', '--wing', 'O');
    expect(running.stderr).toContain('listening to +/P_2/O/+/+');
  });

  it('runs a broker where none is, and tells its own state', async () => {
    const dashboard = startCli(['dashboard', '--listen', '0']);
    const url = await dashboard.errLine(ADDRESS);
    expect(dashboard.stderr).toMatch(/this process now runs one/);
    const page = await openPage(url);
    await expect.poll(() => page.updates().at(-1)?.status.connection).toMatchObject({ isHosted: true });
    dashboard.kill('SIGINT');
    expect((await dashboard.ended).code).toBe(130);
  });

  it('says who has its port', async () => {
    const { url } = await startDashboard();
    const { port } = new URL(url);
    const { code, stderr } = await runHere(['dashboard', ...where, '--listen', port]);
    expect(code).toBe(1);
    expect(stderr).toBe(
      `building-sim: port ${port} of 127.0.0.1 is taken: another dashboard listens there; stop it or choose another port by --listen\n`,
    );
  });

  it('says it of another web server, too', async () => {
    const server = createServer((_, response) => response.setHeader('server', 'lab').end());
    await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const { stderr } = await runHere(['dashboard', ...where, '--listen', String(port)]);
    expect(stderr).toMatch(/is taken: the web server lab listens there/);
  });

  it('warns where the page is open to the network', async () => {
    const { running } = await startDashboard('--listen', '0.0.0.0:0');
    expect(running.stderr).toContain('can watch and acknowledge alarms from the network');
  });

  it.each([
    [['--rules', 'office', '--above', 'TEMP=20'], '--rules replaces --above and --below'],
    [['-t', 'a', '--floor', '1'], 'leave --floor or --topic out'],
  ])('refuses %j before it connects', async (args, fault) => {
    const { code, stderr } = await runHere([
      'dashboard',
      '-L',
      'mqtt://127.0.0.1:1',
      '--listen',
      '0',
      ...args,
    ]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(fault)]);
  });
});
