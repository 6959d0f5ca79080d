import { isDeepStrictEqual } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { SnMessage } from '../../src/mqtt-sn/codec/messages.ts';
import { say } from '../mqtt-sn/say.ts';
import { freePort } from './free-port.ts';
import { runHere, startHere } from './run-here.ts';
import { openSnPeer, type SnPeer } from './sn-peer.ts';

/** The client repeats nothing, however late the test answers. */
const PATIENT = ['--retry-interval', '60s'];
const HASTY = ['--retry-interval', '1s', '--retries', '2'];

let open: SnPeer[] = [];
afterEach(async () => {
  await Promise.all(open.map((peer) => peer.close()));
  open = [];
});

/** The test plays the gateway, message by message. */
async function playGateway(retrying = PATIENT): Promise<{ gateway: SnPeer; url: readonly string[] }> {
  const gateway = await openSnPeer();
  open.push(gateway);
  return { gateway, url: ['--url', `mqtt-sn://127.0.0.1:${gateway.port}`, ...retrying, '--id', 'me'] };
}

/** Expects this message from the client next, and answers it. */
async function expects(gateway: SnPeer, message: SnMessage, ...answers: readonly SnMessage[]): Promise<void> {
  expect(await gateway.next()).toEqual(message);
  gateway.send(...answers);
}

/** The next message, skipping repetitions: after a late answer a hasty client repeats its message. */
async function nextAfter(gateway: SnPeer, answered: SnMessage): Promise<SnMessage> {
  for (;;) {
    const message = await gateway.next();
    if (!isDeepStrictEqual(message, answered)) return message;
  }
}

const CONNECT = say.connect('me', { durationS: 60 });

describe('publish over MQTT-SN', () => {
  const message = ['-t', 'a/b', '-m', 'x'];

  it('CONNECT, REGISTER, PUBLISH, DISCONNECT', async () => {
    const { gateway, url } = await playGateway();
    const run = runHere(['publish', ...url, ...message, '-q', '1', '-r', '-k', '30', '--no-clean']);
    await expects(gateway, say.connect('me', { cleanSession: false, durationS: 30 }), say.connack());
    await expects(gateway, say.register('a/b', 1), say.regack(5, 1));
    await expects(gateway, say.publish(5, 'x', { qos: 1, msgId: 2, retain: true }), say.puback(5, 2));
    await expects(gateway, say.disconnect(), say.disconnect());
    expect((await run).code).toBe(0);
  });

  it('with a will', async () => {
    const { gateway, url } = await playGateway();
    const will = ['--will-topic', 'w', '--will-payload', 'gone', '--will-qos', '1', '--will-retain'];
    const run = runHere(['publish', ...url, ...will, '-t', 'ab', '-m', 'x']);
    await expects(gateway, say.connect('me', { durationS: 60, will: true }), { type: 'WILLTOPICREQ' });
    await expects(gateway, say.willTopic('w', 1, true), { type: 'WILLMSGREQ' });
    await expects(gateway, say.willMessage('gone'), say.connack());
    await expects(gateway, say.publish(say.short('ab'), 'x'));
    await expects(gateway, say.disconnect(), say.disconnect());
    expect((await run).code).toBe(0);
  });

  it('QoS 1 is repeated with DUP, given up after --retries, exit 1', async () => {
    const { gateway, url } = await playGateway(HASTY);
    const run = runHere(['publish', ...url, '-t', 'ab', '-m', 'x', '-q', '1']);
    await expects(gateway, CONNECT, say.connack());
    const first = say.publish(say.short('ab'), 'x', { qos: 1, msgId: 1 });
    const again = say.publish(say.short('ab'), 'x', { qos: 1, msgId: 1, dup: true });
    expect(await nextAfter(gateway, CONNECT)).toEqual(first);
    await expects(gateway, again);
    await expects(gateway, again);
    const { code, stderr } = await run;
    expect(code).toBe(1);
    expect(stderr).toMatch(/no answer from mqtt-sn:\/\/127\.0\.0\.1:\d+: PUBLISH was sent 3 times in 3 s/);
  });

  it('a silent gateway: CONNECT as often as --retries says, one line, exit 1', async () => {
    const { gateway, url } = await playGateway(['--retry-interval', '200ms', '--retries', '2']);
    const { code, stderr } = await runHere(['publish', ...url, ...message]);
    await expect.poll(() => gateway.received).toEqual([CONNECT, CONNECT, CONNECT]);
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/no answer from mqtt-sn:.*an MQTT broker does not speak MQTT-SN/),
    ]);
  });

  it('no gateway at all: ICMP says so, one line, exit 1 at once', async () => {
    const port = await freePort();
    const { code, stderr } = await runHere(['publish', '--url', `mqtt-sn://127.0.0.1:${port}`, ...message]);
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/nothing listens on that UDP port; an MQTT broker does not speak MQTT-SN/),
    ]);
  });

  it('QoS -1 sends one PUBLISH and nothing else', async () => {
    const { gateway, url } = await playGateway();
    const { code } = await runHere(['publish', ...url, '-t', 'ab', '-m', 'x', '-q', '-1']);
    expect(code).toBe(0);
    await gateway.next();
    expect(gateway.received).toEqual([say.publish(say.short('ab'), 'x', { qos: -1 })]);
  });

  it('QoS -1 to nobody is told, exit 1', async () => {
    const url = `mqtt-sn://127.0.0.1:${await freePort()}`;
    const { code, stderr } = await runHere(['publish', '--url', url, '-t', 'ab', '-m', 'x', '-q', '-1']);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/nothing listens on that UDP port/)]);
  });

  it.each([
    [1, 1],
    [2, 5],
    [3, 5],
  ])('CONNACK %d is told, exit %d', async (returnCode, exitCode) => {
    const { gateway, url } = await playGateway();
    const run = runHere(['publish', ...url, ...message]);
    await expects(gateway, CONNECT, say.connack(returnCode));
    const { code, stderr } = await run;
    expect([code, stderr]).toEqual([exitCode, expect.stringMatching(/refused the connection/)]);
  });

  it('a refused REGISTER is told, exit 1', async () => {
    const { gateway, url } = await playGateway();
    const run = runHere(['publish', ...url, ...message]);
    await expects(gateway, CONNECT, say.connack());
    await expects(gateway, say.register('a/b', 1), say.regack(0, 1, 3));
    await expects(gateway, say.disconnect(), say.disconnect());
    const { code, stderr } = await run;
    expect([code, stderr]).toEqual([1, expect.stringMatching(/refused to register 'a\/b': not supported/)]);
  });

  it('DISCONNECT of the gateway: the client connects again and the message arrives', async () => {
    const { gateway, url } = await playGateway();
    const run = runHere(['publish', ...url, '-t', 'ab', '-m', 'x', '-q', '1']);
    await expects(gateway, CONNECT, say.connack());
    await expects(gateway, say.publish(say.short('ab'), 'x', { qos: 1, msgId: 1 }), say.disconnect());
    await expects(gateway, CONNECT, say.connack());
    const again = say.publish(say.short('ab'), 'x', { qos: 1, msgId: 2, dup: true });
    await expects(gateway, again, say.puback(0x6162, 2));
    await expects(gateway, say.disconnect(), say.disconnect());
    expect((await run).code).toBe(0);
  });

  it('a gateway that goes in between is missed, exit 1', async () => {
    const { gateway, url } = await playGateway(HASTY);
    const run = startHere(['publish', ...url, '--interval', '50ms', '--faults', '0']);
    await expects(gateway, CONNECT, say.connack());
    expect(await nextAfter(gateway, CONNECT)).toMatchObject({ type: 'REGISTER' });
    open = [];
    await gateway.close();
    const { code, stderr } = await run.ended;
    expect([code, stderr]).toEqual([1, expect.stringMatching(/no answer from .* is the gateway gone\?/)]);
  });

  it.each([
    [['--username', 'me'], /no user name and no password/],
    [['--insecure'], /TLS/],
    [['--mqtt-version', '5'], /version/],
    [['--id', 'x'.repeat(24)], /1 to 23 characters/],
  ])('%j has no room in MQTT-SN: exit 2', async (args, words) => {
    const { code, stderr } = await runHere(['publish', '--url', 'mqtt-sn://127.0.0.1', ...message, ...args]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(words)]);
  });

  it('--qos -1 needs an mqtt-sn:// URL, and a publisher: exit 2', async () => {
    expect((await runHere(['publish', ...message, '-q', '-1'])).code).toBe(2);
    expect((await runHere(['watch', '--url', 'mqtt-sn://127.0.0.1', '-q', '-1'])).code).toBe(2);
  });
});

describe('watch over MQTT-SN', () => {
  it('SUBSCRIBE, REGISTER from the gateway, messages of each QoS', async () => {
    const { gateway, url } = await playGateway();
    const watch = startHere(['watch', ...url, '-t', 'a/#', '-q', '2', '-C', '3', '-v']);
    await expects(gateway, CONNECT, say.connack());
    await expects(gateway, say.subscribe('a/#', { qos: 2 }), say.suback(0, 1, 2), say.register('a/b', 7, 3));
    await expects(gateway, say.regack(3, 7), say.publish(3, 'zero'));
    gateway.send(say.publish(3, 'one', { qos: 1, msgId: 8 }), say.publish(3, 'two', { qos: 2, msgId: 9 }));
    await expects(gateway, say.puback(3, 8));
    await expects(gateway, say.pubrec(9), say.pubrel(9));
    const { stdout, code } = await watch.ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/a\/b zero.*QoS 0.*a\/b one.*QoS 1.*a\/b two.*QoS 2/s);
    await expect.poll(() => gateway.received).toContainEqual(say.disconnect());
  });

  const WAKE: SnMessage = { type: 'PINGREQ', clientId: 'me' };
  /** A second, and a retry interval. */
  const SLEEP: SnMessage = { type: 'DISCONNECT', durationS: 61 };

  it('--sleep: sleeps, wakes for what waited, and sleeps again', async () => {
    const { gateway, url } = await playGateway();
    const watch = startHere(['watch', ...url, '--sleep', '1s', '-t', 'a/b', '-C', '3']);
    await expects(gateway, CONNECT, say.connack());
    await expects(gateway, say.subscribe('a/b'), say.suback(4));
    await expects(gateway, SLEEP, say.disconnect());
    await expects(gateway, WAKE, say.publish(4, 'one'), say.publish(4, 'two'), { type: 'PINGRESP' });
    await expects(gateway, WAKE, { type: 'PINGRESP' });
    await expects(gateway, WAKE, say.publish(4, 'three'));
    await expects(gateway, say.disconnect(), say.disconnect());
    const { code, stdout, stderr } = await watch.ended;
    expect([code, stdout.match(/a\/b \w+/g)]).toEqual([0, ['a/b one', 'a/b two', 'a/b three']]);
    expect(stderr.match(/^(asleep|awake).*/gm)).toEqual([
      'asleep for 1 s: the gateway keeps messages meanwhile',
      'awake: 2 messages had waited',
      'awake: nothing had waited',
    ]);
  });

  it('--sleep: a gateway that forgot the sleeper connects it anew, and it sleeps again', async () => {
    const { gateway, url } = await playGateway();
    const watch = startHere(['watch', ...url, '--sleep', '1s', '-t', 'a/b', '-C', '1']);
    await expects(gateway, CONNECT, say.connack());
    await expects(gateway, say.subscribe('a/b'), say.suback(4));
    await expects(gateway, SLEEP, say.disconnect());
    await expects(gateway, WAKE, say.disconnect());
    await expects(gateway, CONNECT, say.connack());
    await expects(gateway, say.subscribe('a/b', { msgId: 2 }), say.suback(6, 2));
    await expects(gateway, SLEEP, say.disconnect());
    await expects(gateway, WAKE, say.publish(6, 'x'));
    await expects(gateway, say.disconnect(), say.disconnect());
    expect((await watch.ended).stdout).toMatch(/a\/b x/);
  });

  it('a refused subscription: exit 5', async () => {
    const { gateway, url } = await playGateway();
    const watch = startHere(['watch', ...url, '-t', 'a/#']);
    await expects(gateway, CONNECT, say.connack());
    await expects(gateway, say.subscribe('a/#'), say.suback(0, 1, 0, 3));
    const { code, stderr } = await watch.ended;
    expect([code, stderr]).toEqual([5, expect.stringMatching(/refused the subscription 'a\/#'/)]);
  });

  it('a gateway that started again says DISCONNECT to PINGREQ: the subscription is made again', async () => {
    const { gateway, url } = await playGateway();
    const connect = say.connect('me', { durationS: 1 });
    const watch = startHere(['watch', ...url, '-k', '1', '-t', 'a/b', '-C', '1']);
    await expects(gateway, connect, say.connack());
    await expects(gateway, say.subscribe('a/b'), say.suback(4));
    await expects(gateway, say.pingreq(), say.disconnect());
    await expects(gateway, connect, say.connack());
    await expects(gateway, say.subscribe('a/b', { msgId: 2 }), say.suback(6, 2), say.publish(6, 'x'));
    expect((await watch.ended).stdout).toMatch(/a\/b x/);
  });

  it('a gateway that does not answer PINGREQ is given up, exit 1', async () => {
    const { gateway, url } = await playGateway(HASTY);
    const watch = startHere(['watch', ...url, '-k', '1', '-t', 'a/b']);
    const connect = say.connect('me', { durationS: 1 });
    await expects(gateway, connect, say.connack());
    expect(await nextAfter(gateway, connect)).toEqual(say.subscribe('a/b'));
    gateway.send(say.suback(4));
    const { code, stderr } = await watch.ended;
    expect([code, stderr]).toEqual([1, expect.stringMatching(/PINGREQ was sent 3 times/)]);
  });
});
