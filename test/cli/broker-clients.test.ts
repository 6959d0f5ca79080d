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
  const sub = (args: readonly string[]) => startChild('mosquitto_sub', ['-W', '50', ...args]);

  it.each(['mqttv31', 'mqttv311'])('keeps a retained message for who comes later: %s', async (version) => {
    const { to } = await startBroker();
    await pub(to('-V', version, '-t', 'a/b', '-m', 'kept', '-r', '-q', '1'));
    const { stdout } = await sub(to('-V', version, '-t', 'a/#', '-C', '1', '-F', '%r %t %p')).ended;
    expect(stdout).toBe('1 a/b kept\n');
    await pub(to('-t', 'a/b', '-n', '-r', '-q', '1'));
    await pub(to('-t', 'a/c', '-m', 'other', '-r', '-q', '1'));
    expect((await sub(to('-t', 'a/#', '-C', '1', '-F', '%t')).ended).stdout).toBe('a/c\n');
  });

  it.each(['1', '2'])('keeps a session and its messages, QoS %s', async (qos) => {
    const { command, to } = await startBroker();
    const session = ['-c', '-i', 'keeper', '-t', 'k', '-q', qos];
    const first = sub(to(...session, '-C', '1'));
    await command.line(/"subscribed".*"k"/);
    await pub(to('-t', 'k', '-m', '0', '-q', qos));
    expect((await first.ended).stdout).toBe('0\n');
    await command.line(/"disconnected".*"keeper"/);
    for (const text of ['1', '2', '3']) await pub(to('-t', 'k', '-m', text, '-q', qos));
    expect((await sub(to(...session, '-C', '3')).ended).stdout).toBe('1\n2\n3\n');
  });

  it('publishes the will of a client that is killed', async () => {
    const { command, to } = await startBroker();
    const watcher = sub(to('-t', 'state/#', '-v', '-C', '1'));
    const will = ['--will-topic', 'state/meter', '--will-payload', 'Disconnected', '--will-qos', '1'];
    const doomed = sub(to('-i', 'doomed', '-t', 'x', ...will));
    await command.line(/"subscribed".*"state\/#"/);
    await command.line(/"subscribed","time":"[^"]*","client":"doomed"/);
    doomed.kill('SIGKILL');
    expect((await watcher.ended).stdout).toBe('state/meter Disconnected\n');
  });

  it('publishes $SYS under names that mosquitto has too, but for the carrier', async () => {
    const { to } = await startBroker('--sys-interval', '200ms');
    const watch = ['-t', '$SYS/#', '-F', '%t'];
    const ours = startChild('mosquitto_sub', to(...watch));
    const names = () => [...new Set(ours.stdout.split('\n').slice(0, -1))];
    await expect.poll(() => names().length).toBeGreaterThan(40);
    const mosquitto = await startMosquitto({ conf: ['sys_interval 1'] });
    const theirs = startChild('mosquitto_sub', ['-h', HOST, '-p', `${mosquitto.port}`, ...watch]);
    const unknown = () => {
      const known = new Set(theirs.stdout.split('\n'));
      return names().filter((name) => !known.has(name));
    };
    await expect.poll(unknown).toEqual(['$SYS/broker/carrier']);
    await theirs.stop();
    await mosquitto.stop();
  });
});

describe.skipIf(lacks('python3-paho-mqtt'))('broker, with Paho', () => {
  it.each([
    ['3.1', 'MQTTv31'],
    ['3.1.1', 'MQTTv311'],
  ])('delivers will, retained, kept session and QoS 2 to MQTT %s', async (_, protocol) => {
    const { port, command } = await startBroker();
    const script = join(folder, `paho-${protocol}.py`);
    await writeFile(script, PAHO);
    const paho = startChild('/usr/bin/python3', [script, `${port}`, protocol], { stdin: 'open' });
    await command.line(/"disconnected".*"keeper"/);
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
        self.present = self.events.get(timeout=60)

    def subscribe(self, topic, qos):
        self.mqtt.subscribe(topic, qos)
        self.events.get(timeout=60)

    def publish(self, topic, text, qos, retain=False):
        self.mqtt.publish(topic, text, qos, retain).wait_for_publish(60)

    def show(self, label, count=1):
        for _ in range(count):
            m = self.messages.get(timeout=60)
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
keeper.leave()
`;
