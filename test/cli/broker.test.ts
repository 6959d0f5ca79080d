import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IPublishPacket } from 'mqtt-packet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Certificates, makeCertificates } from '../broker/certificates.ts';
import { connectPacket, publishPacket, rawClient } from '../broker/raw-client.ts';
import { lacks } from '../parts.ts';
import { type Child, startChild } from './child.ts';
import { jsonLines, runCli, startCli } from './run.ts';

const HOST = '127.0.0.1';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'building-sim-broker-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface RunningBroker {
  readonly child: Child;
  readonly port: number;
  /** `-h`, `-p` and these, for mosquitto's clients. */
  readonly to: (...args: readonly string[]) => readonly string[];
}

async function startBroker(...args: readonly string[]): Promise<RunningBroker> {
  const child = startCli(['broker', '--port', '0', '-v', '-J', ...args]);
  const port = await portOf(child, 'mqtt');
  return { child, port, to: (...more) => ['-h', HOST, '-p', String(port), ...more] };
}

async function portOf(child: Child, protocol: string): Promise<number> {
  return Number(/\d+$/.exec(await child.errLine(new RegExp(`listens on ${protocol}://`)))?.[0]);
}

describe('broker', () => {
  it('serves publish and alarm, and says what happens', async () => {
    const broker = await startBroker();
    const url = `mqtt://${HOST}:${broker.port}`;
    const alarm = startCli(['alarm', '-L', url, '--id', 'alarm', '-C', '1', '-t', 'B/#']);
    await broker.child.line(/"subscribed".*"B\/#"/);
    const sensor = ['--building', 'B', '--floor', '1', '--wing', 'O', '--room', '4', '--sensor', 'TEMP'];
    const { code } = await runCli(['publish', '-L', url, '--id', 'publisher', ...sensor, '--value', '31.4']);
    expect(code).toBe(0);
    expect((await alarm.ended).stdout).toMatch(/critical.*floor 1.*31\.4/);
    const { code: interrupted, stdout } = await broker.child.stop('SIGINT');
    expect(interrupted).toBe(130);
    const told = jsonLines(stdout).map(({ type, client }) => `${client} ${type}`);
    expect(told).toContain('publisher published');
    expect(told.filter((line) => line.startsWith('alarm'))).toEqual([
      'alarm connected',
      'alarm subscribed',
      'alarm disconnected',
    ]);
  });

  it('shows its log to people, with nothing of a client unescaped', async () => {
    const child = startCli(['broker', '--port', '0', '-v']);
    const port = await portOf(child, 'mqtt');
    await runCli([
      'publish',
      '-h',
      HOST,
      '-p',
      `${port}`,
      '-i',
      'me',
      '-t',
      'a/\u009b31m',
      '-m',
      '\u001b[2J',
      '-q',
      '1',
    ]);
    await child.line(/me disconnected/);
    const { stdout } = await child.stop('SIGTERM');
    expect(stdout).toMatch(/ me connected from 127\.0\.0\.1:\d+ \(MQTT 3\.1\.1, clean session\)\n/);
    expect(stdout).toMatch(/ me published a\/\\x9b31m 1b5b324a \[QoS 1, 4 bytes\]\n/);
    expect(stdout).not.toMatch(/[\u001b\u009b]/);
  });

  it('ends with 1 and one line where the port is taken', async () => {
    const { port } = await startBroker();
    const { code, stderr } = await runCli(['broker', '--port', String(port)]);
    expect(code).toBe(1);
    expect(stderr).toBe(
      `building-sim: port ${port} of 127.0.0.1 is taken: another broker may run there; stop it or choose another port\n`,
    );
  });

  it('warns where others can come in, unless there are users', async () => {
    await writeFile(join(folder, 'nobody'), '');
    // An address for documentation (RFC 5737), which is no machine's own.
    const args = ['broker', '--host', '192.0.2.1'];
    const open = await runCli(args);
    expect(open.code).toBe(1);
    expect(open.stderr).toMatch(/^everybody who reaches 192\.0\.2\.1 .*--users/);
    expect(open.stderr).toMatch(/192\.0\.2\.1 is no address of this machine\n$/);
    const guarded = await runCli([...args, '--users', join(folder, 'nobody')]);
    expect(guarded.stderr).not.toMatch(/everybody/);
  });

  it.each([
    [['--port', '65536'], /--port.*65536.*0 to 65535/],
    [['--max-packet', '1'], /--max-packet/],
    [['--cert', 'x'], /--cert and --key go together/],
    [['--cert', 'x', '--key', 'y'], /need --tls-port or --wss-port/],
    [['--tls-port', '0'], /--tls-port needs --cert and --key/],
    [['--users', '/nowhere'], /--users '\/nowhere'.*ENOENT/],
    [['--acl', '/nowhere'], /--acl '\/nowhere'.*ENOENT/],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { code, stderr } = await runCli(['broker', ...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr.split('\n')).toHaveLength(2);
  });

  it('names the file and line of a user it can not read', async () => {
    const users = join(folder, 'users');
    await writeFile(users, '# the lab\nann:hunter2\n');
    const { code, stderr } = await runCli(['broker', '--users', users]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/users, line 2: the password is not hashed/);
    expect(stderr).not.toMatch(/hunter2/);
  });

  it('tells of a refused client once, without -v too', async () => {
    const child = startCli(['broker', '--port', '0', '--max-connections', '1']);
    const port = String(await portOf(child, 'mqtt'));
    const holder = startCli(['watch', '-h', HOST, '-p', port]);
    await holder.errLine(/^connected/);
    for (let n = 0; n < 2; n += 1) await runCli(['publish', '-h', HOST, '-p', port, '-t', 'x', '-m', 'y']);
    const { stderr, stdout } = await child.stop('SIGINT');
    expect(stderr.match(/refused a client: more than 1 connections/g)).toHaveLength(1);
    expect(stdout).toBe('');
  });
});

describe.skipIf(lacks('mosquitto-clients'))('broker, with mosquitto_pub and mosquitto_sub', () => {
  const pub = (args: readonly string[]) => startChild('mosquitto_pub', args).ended;
  const sub = (args: readonly string[]) => startChild('mosquitto_sub', ['-W', '15', ...args]);

  it.each(['mqttv31', 'mqttv311'])('keeps a retained message for who comes later: %s', async (version) => {
    const { to } = await startBroker();
    await pub(to('-V', version, '-t', 'a/b', '-m', 'kept', '-r', '-q', '1'));
    const { stdout } = await sub(to('-V', version, '-t', 'a/#', '-C', '1', '-F', '%r %t %p')).ended;
    expect(stdout).toBe('1 a/b kept\n');
    await pub(to('-t', 'a/b', '-n', '-r'));
    await pub(to('-t', 'a/c', '-m', 'other', '-r'));
    expect((await sub(to('-t', 'a/#', '-C', '1', '-F', '%t')).ended).stdout).toBe('a/c\n');
  });

  it.each(['1', '2'])('keeps a session and its messages, QoS %s', async (qos) => {
    const { child, to } = await startBroker();
    const session = ['-c', '-i', 'keeper', '-t', 'k', '-q', qos];
    const first = sub(to(...session, '-C', '1'));
    await child.line(/"subscribed".*"k"/);
    await pub(to('-t', 'k', '-m', '0', '-q', qos));
    expect((await first.ended).stdout).toBe('0\n');
    await child.line(/"disconnected".*"keeper"/);
    for (const text of ['1', '2', '3']) await pub(to('-t', 'k', '-m', text, '-q', qos));
    expect((await sub(to(...session, '-C', '3')).ended).stdout).toBe('1\n2\n3\n');
  });

  it('publishes the will of a client that is killed', async () => {
    const { child, to } = await startBroker();
    const watcher = sub(to('-t', 'state/#', '-v', '-C', '1'));
    const will = ['--will-topic', 'state/meter', '--will-payload', 'Disconnected', '--will-qos', '1'];
    const doomed = sub(to('-i', 'doomed', '-t', 'x', ...will));
    await child.line(/"subscribed".*"state\/#"/);
    await child.line(/"subscribed","time":"[^"]*","client":"doomed"/);
    doomed.kill('SIGKILL');
    expect((await watcher.ended).stdout).toBe('state/meter Disconnected\n');
  });

  it('publishes $SYS under names that mosquitto has too', async () => {
    const { to } = await startBroker('--sys-interval', '200ms');
    const watch = ['-t', '$SYS/#', '-F', '%t', '-W', '2'];
    const ours = await startChild('mosquitto_sub', to(...watch)).ended;
    const names = [...new Set(ours.stdout.trimEnd().split('\n'))];
    expect(names.length).toBeGreaterThan(40);
    const { startMosquitto } = await import('./mosquitto.ts');
    const mosquitto = await startMosquitto({ conf: ['sys_interval 1'] });
    const theirs = await startChild('mosquitto_sub', ['-h', HOST, '-p', `${mosquitto.port}`, ...watch]).ended;
    await mosquitto.stop();
    const known = new Set(theirs.stdout.split('\n'));
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe.skipIf(lacks('mosquitto-clients', 'mosquitto'))(
  'broker, behind TLS, WebSocket and a users file',
  () => {
    let certificates: Certificates;
    beforeAll(async () => {
      certificates = await makeCertificates();
    });
    afterAll(() => rm(certificates.folder, { recursive: true }));

    it('serves each door at once, and asks for names and passwords at all of them', async () => {
      const { file } = certificates;
      const users = join(folder, 'mosquitto-users');
      await startChild('mosquitto_passwd', ['-c', '-b', users, 'ann', 'secret']).ended;
      const tls = [
        '--cert',
        file('server.crt'),
        '--key',
        file('server.key'),
        '--tls-port',
        '0',
        '--wss-port',
        '0',
      ];
      const { child } = await startBroker('--ws-port', '0', ...tls, '--users', users);
      for (const protocol of ['mqtt', 'mqtts', 'ws', 'wss']) {
        const url = `${protocol}://localhost:${await portOf(child, protocol)}`;
        const ca = protocol === 'mqtts' || protocol === 'wss' ? ['--cafile', file('ca.crt')] : [];
        const publish = ['publish', '-L', url, ...ca, '-t', protocol, '-m', 'x', '-q', '1'];
        const { code, stderr } = await runCli([...publish, '-u', 'ann', '-P', 'secret']);
        expect({ protocol, code, stderr }).toMatchObject({ code: 0 });
        expect(await runCli([...publish, '-u', 'ann', '-P', 'wrong'])).toMatchObject({ code: 5 });
        await child.line(new RegExp(`"published".*"topic":"${protocol}"`));
      }
    });

    it('serves mosquitto_pub with a certificate, and not without', async () => {
      const { file } = certificates;
      const own = ['--cert', file('server.crt'), '--key', file('server.key'), '--cafile', file('ca.crt')];
      const { child } = await startBroker('--tls-port', '0', ...own);
      const port = await portOf(child, 'mqtts');
      const to = [
        '-h',
        'localhost',
        '-p',
        `${port}`,
        '--cafile',
        file('ca.crt'),
        '-t',
        'x',
        '-m',
        'y',
        '-q',
        '1',
      ];
      const certificate = ['--cert', file('client.crt'), '--key', file('client.key')];
      expect(await startChild('mosquitto_pub', [...to, ...certificate]).ended).toMatchObject({ code: 0 });
      await child.line(/"published"/);
      const without = await startChild('mosquitto_pub', to).ended;
      expect(without.code).not.toBe(0);
      await child.line(/"refused".*certificate/);
    });
  },
);

describe('broker --store', () => {
  it('has every message that it acknowledged, however often it is killed', async () => {
    const store = join(folder, 'store');
    const keeper = connectPacket('keeper', { clean: false });
    const acknowledged: number[] = [];
    let next = 0;
    for (let round = 0; round < 4; round += 1) {
      const { child, port } = await startBroker('--store', store);
      const subscriber = await rawClient(port);
      subscriber.send(keeper, { cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'k', qos: 1 }] });
      await subscriber.next('suback');
      subscriber.send({ cmd: 'disconnect' });
      await subscriber.closed;
      const writer = await rawClient(port);
      writer.send(connectPacket('writer'));
      await writer.next('connack');
      for (let sent = 0; sent < 60; sent += 1) {
        writer.send(publishPacket('k', String(next + sent), 1, sent + 1));
      }
      for (let heard = 0; heard < 30; heard += 1) {
        const { messageId = 0 } = await writer.next('puback');
        acknowledged.push(next + messageId - 1);
      }
      next += 60;
      await child.stop('SIGKILL');
      writer.socket.destroy();
    }
    const { port, child } = await startBroker('--store', store);
    const reader = await rawClient(port);
    reader.send(keeper);
    const heard: number[] = [];
    while (!acknowledged.every((number) => heard.includes(number))) {
      const { payload } = (await reader.next('publish')) as IPublishPacket;
      heard.push(Number(payload));
    }
    expect(acknowledged).toHaveLength(120);
    expect(heard).toEqual([...new Set(heard)].sort((a, b) => a - b));
    expect((await child.stop('SIGTERM')).code).toBe(143);
  });

  it('refuses a folder that another broker uses', async () => {
    const store = join(folder, 'shared');
    await startBroker('--store', store);
    const { code, stderr } = await runCli(['broker', '--port', '0', '--store', store]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/the folder .*shared is used by another broker, process \d+\n$/);
  });
});

describe.skipIf(lacks('python3-paho-mqtt'))('broker, with Paho', () => {
  it.each([
    ['3.1', 'MQTTv31'],
    ['3.1.1', 'MQTTv311'],
  ])('delivers will, retained, kept session and QoS 2 to MQTT %s', async (_, protocol) => {
    const { port, child } = await startBroker();
    const script = join(folder, `paho-${protocol}.py`);
    await writeFile(script, PAHO);
    const paho = startChild('/usr/bin/python3', [script, `${port}`, protocol], { stdin: 'open' });
    await child.line(/"disconnected".*"keeper"/);
    paho.write('it is away\n');
    const { code, stdout, stderr } = await paho.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'kept session present: 0',
      'retained 1 r/1 kept',
      'kept session present: 1',
      ...Array.from({ length: 50 }, (_, n) => `away 2 k ${n}`),
      'will 1 w Disconnected',
      '',
    ]);
  });
});

const PAHO = `
import queue, sys
import paho.mqtt.client as mqtt

port, protocol = int(sys.argv[1]), getattr(mqtt, sys.argv[2])

class Client:
    def __init__(self, name, clean=True, will=None):
        self.messages = queue.Queue()
        self.events = queue.Queue()
        self.mqtt = mqtt.Client(name, clean_session=clean, protocol=protocol)
        if will: self.mqtt.will_set(*will, qos=1)
        self.mqtt.on_connect = lambda c, u, flags, rc: self.events.put(flags.get("session present", 0))
        self.mqtt.on_subscribe = lambda c, u, mid, granted: self.events.put(granted)
        self.mqtt.on_message = lambda c, u, m: self.messages.put(m)
        self.mqtt.connect("127.0.0.1", port)
        self.mqtt.loop_start()
        self.present = self.events.get(timeout=10)

    def subscribe(self, topic, qos):
        self.mqtt.subscribe(topic, qos)
        self.events.get(timeout=10)

    def publish(self, topic, text, qos, retain=False):
        self.mqtt.publish(topic, text, qos, retain).wait_for_publish(10)

    def show(self, label, count=1):
        for _ in range(count):
            m = self.messages.get(timeout=10)
            print(label, m.qos, m.topic, m.payload.decode())

    def leave(self):
        self.mqtt.disconnect()
        self.mqtt.loop_stop()

writer = Client("writer")
writer.publish("r/1", "kept", 1, retain=True)
keeper = Client("keeper", clean=False)
print("kept session present:", keeper.present)
keeper.subscribe("r/#", 1)
keeper.show("retained")
keeper.subscribe("k", 2)
keeper.leave()
sys.stdin.readline()
for n in range(50): writer.publish("k", str(n), 2)
keeper = Client("keeper", clean=False)
print("kept session present:", keeper.present if protocol == mqtt.MQTTv311 else 1)
keeper.show("away", 50)
keeper.subscribe("w", 1)
doomed = Client("doomed", will=("w", "Disconnected"))
doomed.mqtt.loop_stop()
doomed.mqtt._sock.close()
keeper.show("will")
writer.leave()
`;
