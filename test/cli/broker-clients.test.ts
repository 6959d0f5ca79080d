import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import { startChild } from './child.ts';
import { startMosquitto } from './mosquitto.ts';
import { HOST, startBroker } from './running-broker.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'building-sim-broker-'));
});
afterAll(() => rm(folder, { recursive: true }));

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
    const mosquitto = await startMosquitto({ conf: ['sys_interval 1'] });
    // It publishes this one last, once a client has been there.
    const maximum = ['-t', '$SYS/broker/clients/maximum', '-C', '1', '-W', '15'];
    await startChild('mosquitto_sub', ['-h', HOST, '-p', `${mosquitto.port}`, ...maximum]).ended;
    const theirs = await startChild('mosquitto_sub', ['-h', HOST, '-p', `${mosquitto.port}`, ...watch]).ended;
    await mosquitto.stop();
    const known = new Set(theirs.stdout.split('\n'));
    expect(names.filter((name) => !known.has(name))).toEqual([]);
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
