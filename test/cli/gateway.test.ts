import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { say } from '../mqtt-sn/say.ts';
import { lacks } from '../parts.ts';
import { type Running, startChild } from './child.ts';
import { useMosquitto } from './mosquitto.ts';
import { jsonLines, ownPort, runCli, startCli } from './run.ts';
import { runHere, startHere } from './run-here.ts';
import { msgIdOf, openSnPeer } from './sn-peer.ts';

interface RunningGateway {
  readonly gateway: Running;
  readonly port: number;
  readonly url: string;
}

async function startGateway(...args: readonly string[]): Promise<RunningGateway> {
  return reached(startHere([...GATEWAY, ...args]));
}

/** In a process of its own. */
async function startGatewayProcess(...args: readonly string[]): Promise<RunningGateway> {
  return reached(startCli([...GATEWAY, ...args]));
}

async function reached(gateway: Running): Promise<RunningGateway> {
  const line = await gateway.errLine(/listens on udp:/);
  const port = Number(/udp:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1]);
  return { gateway, port, url: `mqtt-sn://127.0.0.1:${port}` };
}

const GATEWAY = ['gateway', '--listen', '127.0.0.1:0'];

describe.skipIf(lacks('mosquitto', 'mosquitto-clients'))('gateway with mosquitto behind it', () => {
  const mosquitto = useMosquitto();
  const behind = () => ['--url', mosquitto.broker.url];

  /** Starts one of our commands and waits until mosquitto has granted its subscription. */
  async function subscribed(...args: readonly string[]): Promise<Running> {
    const { log } = mosquitto.broker;
    const said = log.stderr.length;
    const command = startHere(args);
    await log.errLine(/Sending SUBACK to bsim-/, said);
    return command;
  }

  it.skipIf(lacks('python3-scapy'))(
    "the notebook's flow passes with scapy, odd habits included",
    async () => {
      const { port } = await startGateway(...behind());
      const subscriber = await mosquitto.broker.subscribe('sub', ['-t', 'iot/#', '-C', '13']);
      const script = fileURLToPath(new URL('notebook.py', import.meta.url));
      const { stdout, stderr } = await startChild('/usr/bin/python3', [script, `${port}`, '0']).ended;
      const pubacks = Array.from({ length: 10 }, () => 'PUBACK return_code=0 tid=1 mid=0');
      expect(stdout.trim().split('\n'), stderr).toEqual([
        'CONNACK return_code=0',
        'REGACK return_code=0 tid=1 mid=0',
        ...pubacks,
        'DISCONNECT',
        'CONNACK return_code=0',
        'PUBACK return_code=0 tid=1 mid=0',
        'CONNACK return_code=0',
        'SUBACK return_code=0 tid=1 mid=1',
        'REGACK return_code=0 tid=1 mid=0',
        "PUBLISH tid=1 mid=0 data=b'own message'",
        'DISCONNECT',
      ]);
      const values = Array.from({ length: 11 }, (_, i) => `${20 + i}`);
      expect((await subscriber.ended).stdout.trim().split('\n')).toEqual([
        ...values,
        'after sleep',
        'own message',
      ]);
    },
  );

  it('publish and watch talk over MQTT-SN with each other and with mosquitto', async () => {
    const { url } = await startGatewayProcess(...behind(), '--predefined', '7=lab/predefined');
    const watch = await subscribed('watch', '--url', url, '-q', '2', '-t', 'lab/#', '-C', '5', '-J');
    const subscriber = await mosquitto.broker.subscribe('all', ['-v', '-t', 'lab/#', '-C', '4']);
    for (const qos of ['0', '1', '2']) {
      const { code } = await runCli([
        'publish',
        '--url',
        url,
        '-q',
        qos,
        '-t',
        `lab/${qos}`,
        '-m',
        `at ${qos}`,
      ]);
      expect(code).toBe(0);
    }
    const predefined = ['--predefined', '7=lab/predefined', '-t', 'lab/predefined', '-m', 'no connection'];
    expect((await runHere(['publish', '--url', url, '-q', '-1', ...predefined])).code).toBe(0);
    expect((await subscriber.ended).stdout.trim().split('\n')).toEqual([
      'lab/0 at 0',
      'lab/1 at 1',
      'lab/2 at 2',
      'lab/predefined no connection',
    ]);
    await mosquitto.broker.publish(['-t', 'lab/long', '-m', 'x'.repeat(40_000), '-q', '1']);
    const { stdout, code } = await watch.ended;
    expect(code).toBe(0);
    expect(jsonLines(stdout).map(({ topic }) => topic)).toEqual([
      'lab/0',
      'lab/1',
      'lab/2',
      'lab/predefined',
      'lab/long',
    ]);
  });

  it('publish --count simulates readings over MQTT-SN, and alarm hears them', async () => {
    const { url } = await startGateway(...behind());
    const alarm = startHere([
      'alarm',
      '--url',
      url,
      '-q',
      '1',
      '--building',
      'SN',
      '--above',
      'TEMP=-100',
      '-C',
      '5',
    ]);
    await alarm.errLine(/listening to/);
    const sensors = ['--building', 'SN', '--sensor', 'TEMP', '--interval', '20ms', '--faults', '0'];
    const { code, stderr } = await runHere(['publish', '--url', url, '-q', '1', ...sensors, '--count', '10']);
    expect(code, stderr).toBe(0);
    expect((await alarm.ended).stdout.trim().split('\n')).toHaveLength(5);
  });

  it('the will of a client that is killed is published', async () => {
    const { url } = await startGateway(...behind());
    const subscriber = await mosquitto.broker.subscribe('will', ['-v', '-t', 'will/#', '-C', '1']);
    const will = ['--will-topic', 'will/watch', '--will-payload', 'gone', '-k', '1'];
    const watch = startCli(['watch', '--url', url, '-t', 'nothing', ...will]);
    await watch.errLine(/connected to/);
    watch.kill('SIGKILL');
    expect((await subscriber.ended).stdout).toBe('will/watch gone\n');
  });

  it('a message beyond the limit of UDP is dropped and told; the next one comes', async () => {
    const { gateway, url } = await startGateway(...behind());
    const watch = await subscribed('watch', '--url', url, '-q', '1', '-t', 'big/#', '-C', '1');
    await mosquitto.broker.publish(['-t', 'big/one', '-q', '1', '-s'], Buffer.alloc(70_000, 'x'));
    await mosquitto.broker.publish(['-t', 'big/two', '-m', 'small', '-q', '1']);
    expect((await watch.ended).stdout).toMatch(/big\/two small/);
    await gateway.errLine(/70000 octets to 'big\/one' never reaches .*does not fit a datagram/);
  });

  it('random datagrams do it no harm', async () => {
    const { gateway, port } = await startGateway(...behind());
    const peer = await openSnPeer(port);
    expect(await peer.ask(say.connect('victim'))).toEqual(say.connack());
    const noise = await openSnPeer(port);
    noise.sendOctets(Buffer.alloc(0));
    for (const name of ['package.json', 'LICENSE', 'biome.json']) {
      const octets = readFileSync(new URL(`../../${name}`, import.meta.url));
      for (let at = 0; at < 2000; at++)
        noise.sendOctets(octets.subarray(at % octets.length, (at % octets.length) + 20));
    }
    // So many datagrams at once are more than the gateway's socket holds: the question may be lost among them.
    const answer = () => {
      peer.send(say.pingreq());
      return peer.received.at(-1);
    };
    await expect.poll(answer).toEqual(say.pingresp);
    const { stderr } = await gateway.stop('SIGINT');
    expect(stderr).toMatch(/\d{2,} datagrams malformed/);
    await peer.close();
    await noise.close();
  });

  it('tells its clients when the broker goes, refuses while it is gone, and works when it is back', async () => {
    const { gateway, port } = await startGatewayProcess(...behind());
    const peer = await openSnPeer(port);
    expect(await peer.ask(say.connect('test'))).toEqual(say.connack());
    await mosquitto.broker.log.stop('SIGKILL');
    expect(await peer.next()).toEqual(say.disconnect());
    expect(await peer.ask(say.connect('test'))).toEqual(say.connack(1));
    await mosquitto.broker.start();
    expect(await peer.ask(say.connect('test'))).toEqual(say.connack());
    gateway.kill('SIGTERM');
    expect(await peer.next()).toEqual(say.disconnect());
    expect((await gateway.ended).code).toBe(143);
    await peer.close();
  });
});

describe('gateway alone', () => {
  it('runs the broker itself, and shows every message in words', async () => {
    const { gateway, url } = await startGateway('-v');
    await gateway.errLine(new RegExp(`no broker on mqtt://localhost:${ownPort}: this process now runs one`));
    await gateway.errLine(
      /^this broker ends with this command, and loses retained messages, wills, kept sessions: /,
    );
    expect((await runHere(['publish', '--url', url, '-q', '1', '-t', 'a/b', '-m', 'x'])).code).toBe(0);
    await gateway.line(/said DISCONNECT/);
    for (const words of [
      /→ CONNECT clean session, 60 s, client 'bsim-/,
      /← CONNACK accepted/,
      /→ REGISTER topic id 0, message id 1, 'a\/b'/,
      /← REGACK topic id 1, message id 1, accepted/,
      /→ PUBLISH QoS 1, topic id 1, message id 2, 1 octet/,
      /← PUBACK topic id 1, message id 2, accepted/,
    ]) {
      expect(gateway.stdout).toMatch(words);
    }
  });

  it('its own broker keeps what sleepers and kept sessions are owed', async () => {
    const { port } = await startGateway();
    const [reader, writer] = [await openSnPeer(port), await openSnPeer(port)];
    const kept = say.connect('reader', { cleanSession: false });
    expect(await reader.ask(kept)).toEqual(say.connack());
    expect(await reader.ask(say.subscribe('a/b', { qos: 1 }))).toEqual(say.suback(1, 1, 1));
    expect(await writer.ask(say.connect('writer'))).toEqual(say.connack());
    expect(await writer.ask(say.register('a/b'))).toEqual(say.regack(1));

    expect(await reader.ask(say.disconnect(60))).toEqual(say.disconnect());
    for (let msgId = 1; msgId <= 30; msgId++) {
      expect(await writer.ask(say.publish(1, `${msgId}`, { qos: 1, msgId }))).toEqual(say.puback(1, msgId));
    }
    let message = await reader.ask(say.pingreq('reader'));
    for (let i = 1; i <= 30; i++) {
      expect(message).toEqual(say.publish(1, `${i}`, { qos: 1, msgId: msgIdOf(message) }));
      message = await reader.ask(say.puback(1, msgIdOf(message)));
    }
    expect(message).toEqual(say.pingresp);

    expect(await reader.ask(say.disconnect())).toEqual(say.disconnect());
    expect(await writer.ask(say.publish(1, 'away', { qos: 1, msgId: 31 }))).toEqual(say.puback(1, 31));
    expect(await reader.ask(kept)).toEqual(say.connack());
    const register = await reader.next();
    expect(register).toEqual(say.register('a/b', msgIdOf(register), 1));
    expect(await reader.ask(say.regack(1, msgIdOf(register)))).toMatchObject({
      type: 'PUBLISH',
      data: Buffer.from('away'),
    });
    await Promise.all([reader.close(), writer.close()]);
  });

  it.each([
    [['--predefined', 'x=y'], /--predefined/],
    [['--predefined', '0=a'], /--predefined/],
    [['--predefined', '1=a/#/b'], /--predefined.*#/],
    [['--url', 'mqtt-sn://localhost'], /--url/],
    [['--listen', 'nowhere'], /--listen/],
    [['--gateway-id', '256'], /--gateway-id/],
    [['--mqtt-version', '5'], /--mqtt-version/],
  ])('%j is a usage error', async (args, words) => {
    const { code, stderr } = await runHere(['gateway', ...args]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(words)]);
  });

  it('a port in use is told, exit 1', async () => {
    const peer = await openSnPeer(1);
    const { code, stderr } = await runHere(['gateway', '--listen', `127.0.0.1:${peer.port}`]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/is taken: another program listens there/)]);
    await peer.close();
  });
});
