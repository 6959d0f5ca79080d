import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, connectAsync, type IClientOptions, type IPublishPacket, type MqttClient } from 'mqtt';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { lacks } from '../parts.ts';
import { startChild } from './child.ts';
import { portOf, startBroker } from './running-broker.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'building-sim-broker-5-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.skipIf(lacks('mosquitto-clients'))('broker, with mosquitto_pub and mosquitto_sub -V 5', () => {
  const pub = (args: readonly string[]) => startChild('mosquitto_pub', ['-V', '5', ...args]).ended;
  const sub = (args: readonly string[]) => startChild('mosquitto_sub', ['-V', '5', '-W', '50', ...args]);

  it('keeps a retained message with its properties', async () => {
    const { to } = await startBroker();
    const properties = [
      ...['-D', 'publish', 'content-type', 'text/plain'],
      ...['-D', 'publish', 'user-property', 'room', '1'],
      ...['-D', 'publish', 'message-expiry-interval', '600'],
    ];
    await pub(to('-t', 'a/b', '-m', 'kept', '-r', '-q', '1', ...properties));
    const { stdout } = await sub(to('-t', 'a/#', '-C', '1', '-F', '%r %t %p %C %P')).ended;
    expect(stdout).toBe('1 a/b kept text/plain room:1\n');
  });

  it('keeps a session for its expiry interval, and its messages', async () => {
    const { command, to } = await startBroker();
    const session = ['-c', '-i', 'keeper', '-t', 'k', '-q', '2', '-x', '600'];
    const first = sub(to(...session, '-C', '1'));
    await command.line(/"subscribed".*"k"/);
    await pub(to('-t', 'k', '-m', '0', '-q', '2'));
    expect((await first.ended).stdout).toBe('0\n');
    await command.line(/"disconnected".*"keeper"/);
    for (const text of ['1', '2', '3']) await pub(to('-t', 'k', '-m', text, '-q', '1'));
    expect((await sub(to(...session, '-C', '3')).ended).stdout).toBe('1\n2\n3\n');
  });

  it('shares a subscription', async () => {
    const { command, to } = await startBroker();
    const members = ['a', 'b'].map((id) => sub(to('-i', id, '-t', '$share/g/s/#', '-q', '1', '-C', '5')));
    for (const id of ['a', 'b']) await command.line(new RegExp(`"subscribed".*"client":"${id}"`));
    for (let n = 0; n < 10; n++) await pub(to('-t', `s/${n}`, '-m', `${n}`, '-q', '1'));
    const lines = await Promise.all(members.map(async (member) => (await member.ended).stdout.split('\n')));
    expect(lines.flat().filter(Boolean).sort()).toEqual([...'0123456789']);
  });
});

describe.skipIf(lacks('python3-paho-mqtt'))('broker, with Paho', () => {
  it('answers requests, keeps sessions, delays wills, tells reasons to MQTT 5', async () => {
    const { port } = await startBroker();
    const script = join(folder, 'paho-5.py');
    await writeFile(script, PAHO);
    const { code, stdout, stderr } = await startChild('/usr/bin/python3', [script, `${port}`]).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'session present: 0',
      "request to answer/here with b'1': what?",
      'session present: 1',
      ...[0, 1, 2].map((n) => `away ${n}`),
      'will: gone',
      'taken over: Session taken over',
      '',
    ]);
  });
});

describe('broker, with MQTT.js at MQTT 5', () => {
  it('gives identifiers, aliases, properties and a session', async () => {
    const { port } = await startBroker();
    const properties = { sessionExpiryInterval: 600, topicAliasMaximum: 5 };
    const client = await connected(port, { clientId: 'js-5', clean: false, properties });
    await client.subscribeAsync('js/#', { qos: 2, properties: { subscriptionIdentifier: 7 } });
    const heard = packets(client, 3);
    const writer = await connected(port, {
      autoAssignTopicAlias: true,
      properties: { topicAliasMaximum: 5 },
    });
    for (const qos of [0, 1, 2] as const) {
      await writer.publishAsync('js/a', `${qos}`, { qos, properties: { userProperties: { n: `${qos}` } } });
    }
    expect(
      (await heard).map(({ topic, qos, properties: { subscriptionIdentifier, userProperties } = {} }) => [
        ...[topic, qos, subscriptionIdentifier, { ...userProperties }],
      ]),
    ).toEqual([0, 1, 2].map((qos) => ['js/a', qos, 7, { n: `${qos}` }]));
    await client.endAsync();
    await writer.publishAsync('js/a', 'missed', { qos: 1 });
    const back = packets(opened(port, { clientId: 'js-5', clean: false, properties }), 1);
    expect((await back).map(lineOf)).toEqual(['js/a missed']);
  });

  it('serves Home Assistant and a device: birth, discovery, state, availability, wills', async () => {
    const { port } = await startBroker();
    const availability = { topic: 'dev1/availability', payload: 'offline', qos: 1, retain: true } as const;
    const device = await connected(port, {
      protocolVersion: 4,
      clientId: 'dev1',
      will: { ...availability, payload: Buffer.from('offline') },
    });
    const births = packets(device, 1);
    await device.subscribeAsync('homeassistant/status', { qos: 1 });
    await device.publishAsync(availability.topic, 'online', { qos: 1, retain: true });
    const config = JSON.stringify({
      unique_id: 'dev1_t',
      state_topic: 'dev1/state',
      availability_topic: availability.topic,
    });
    await device.publishAsync('homeassistant/sensor/dev1_t/config', config, { qos: 1, retain: true });
    await device.publishAsync('dev1/state', '21.5', { qos: 1, retain: true });

    const status = {
      topic: 'homeassistant/status',
      payload: Buffer.from('offline'),
      qos: 0,
      retain: false,
    } as const;
    const home = await connected(port, { clean: true, clientId: '', will: status });
    const discovered = packets(home, 1);
    await home.subscribeAsync(['homeassistant/+/+/config', 'homeassistant/+/+/+/config'], { qos: 0 });
    await home.publishAsync(status.topic, 'online', { qos: 0 });
    const [discovery] = await discovered;
    const found = JSON.parse(String(discovery?.payload)) as {
      state_topic: string;
      availability_topic: string;
    };
    const states = packets(home, 3);
    await home.subscribeAsync([found.state_topic, found.availability_topic], { qos: 0 });
    await device.publishAsync('dev1/state', '22.0', { qos: 1 });
    expect((await states).map(lineOf).sort()).toEqual([
      'dev1/availability online',
      'dev1/state 21.5',
      'dev1/state 22.0',
    ]);
    const gone = packets(home, 1);
    device.stream.destroy();
    device.end(true);
    expect((await gone).map(lineOf)).toEqual(['dev1/availability offline']);

    const watcher = await connected(port, {});
    const offline = packets(watcher, 1);
    await watcher.subscribeAsync('homeassistant/status');
    home.stream.destroy();
    home.end(true);
    expect((await offline).map(lineOf)).toEqual(['homeassistant/status offline']);
    expect((await births).map(lineOf)).toEqual(['homeassistant/status online']);
  });
});

describe("broker, with a browser's client", () => {
  it('sends each packet in a frame of its own over WebSocket, MQTT 5, subprotocol mqtt', async () => {
    const { command } = await startBroker('--ws-port', '0');
    const port = await portOf(command, 'ws');
    const socket = new WebSocket(`ws://127.0.0.1:${port}/mqtt`, ['mqtt'], {
      origin: 'http://localhost:8080',
    });
    const frames: Packet[][] = [];
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      expect(isBinary).toBe(true);
      frames.push(parsed(data));
    });
    await once(socket, 'open');
    expect(socket.protocol).toBe('mqtt');
    const send = (packet: Packet) => socket.send(mqttPacket.generate(packet, { protocolVersion: 5 }));
    send({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 5,
      clean: true,
      clientId: 'browser',
      keepalive: 60,
    });
    send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'w/#', qos: 1 }] });
    const publish = {
      cmd: 'publish',
      topic: 'w/a',
      payload: 'x',
      qos: 1,
      dup: false,
      retain: false,
    } as const;
    for (const messageId of [2, 3, 4]) send({ ...publish, messageId });
    await expect.poll(() => frames.length).toBeGreaterThanOrEqual(8);
    expect(frames.map((packets) => packets.length)).toEqual(frames.map(() => 1));
    expect(
      frames
        .flat()
        .map(({ cmd }) => cmd)
        .sort(),
    ).toEqual([...['connack', 'puback', 'puback', 'puback', 'publish', 'publish', 'publish', 'suback']]);
    socket.close();
  });

  it('serves MQTT.js over WebSocket', async () => {
    const { command, port } = await startBroker('--ws-port', '0');
    const browser = await connectAsync(`ws://127.0.0.1:${await portOf(command, 'ws')}/mqtt`, {
      protocolVersion: 5,
    });
    const heard = packets(browser, 1);
    await browser.subscribeAsync('page/#', { qos: 1 });
    const writer = await connected(port, { protocolVersion: 4 });
    await writer.publishAsync('page/x', 'y'.repeat(100_000), { qos: 1 });
    expect(String((await heard)[0]?.payload)).toHaveLength(100_000);
    await browser.endAsync();
    await writer.endAsync();
  });
});

/** A client of MQTT 5, unless the options say otherwise, that is about to connect. */
function opened(port: number, options: IClientOptions): MqttClient {
  return connect(`mqtt://127.0.0.1:${port}`, { protocolVersion: 5, reconnectPeriod: 0, ...options });
}

/** The same, once it is connected. */
async function connected(port: number, options: IClientOptions): Promise<MqttClient> {
  const client = opened(port, options);
  await new Promise((resolve) => client.once('connect', resolve));
  return client;
}

/** The next so many messages of a client. */
function packets(client: MqttClient, count: number): Promise<readonly IPublishPacket[]> {
  const heard: IPublishPacket[] = [];
  return new Promise((resolve) => {
    client.on('message', (topic, _payload, packet) => {
      heard.push({ ...packet, topic }); // the packet has none where an alias stands for it
      if (heard.length === count) resolve(heard);
    });
  });
}

function lineOf({ topic, payload }: IPublishPacket): string {
  return `${topic} ${payload}`;
}

function parsed(bytes: Buffer): Packet[] {
  const found: Packet[] = [];
  const parser = mqttPacket.parser({ protocolVersion: 5 });
  parser.on('packet', (packet) => found.push(packet));
  // Bytes that are left make no packet.
  return parser.parse(bytes) === 0 ? found : [];
}

const PAHO = `
import queue, sys
import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

port = int(sys.argv[1])

def properties(kind, **values):
    result = Properties(kind)
    for name, value in values.items(): setattr(result, name, value)
    return result

class Client:
    def __init__(self, name, clean=True, expiry=0, will=None, delay=0):
        self.messages, self.events, self.published, self.ended = (queue.Queue() for _ in range(4))
        self.mqtt = mqtt.Client(name, protocol=mqtt.MQTTv5)
        if will: self.mqtt.will_set(*will, qos=1, properties=properties(PacketTypes.WILLMESSAGE, WillDelayInterval=delay))
        self.mqtt.on_connect = lambda c, u, flags, reason, p: self.events.put(flags["session present"])
        self.mqtt.on_subscribe = lambda c, u, mid, reasons, p: self.events.put(reasons)
        self.mqtt.on_message = lambda c, u, m: self.messages.put(m)
        self.mqtt.on_disconnect = lambda c, u, reason, p=None: self.ended.put(reason)
        self.mqtt.connect("127.0.0.1", port, clean_start=clean,
                          properties=properties(PacketTypes.CONNECT, SessionExpiryInterval=expiry))
        self.mqtt.loop_start()
        self.present = self.events.get(timeout=60)

    def subscribe(self, topic, qos):
        self.mqtt.subscribe(topic, options=SubscribeOptions(qos=qos, noLocal=True))
        self.events.get(timeout=60)

    def publish(self, topic, text, qos, retain=False, **values):
        self.mqtt.publish(topic, text, qos, retain, properties=properties(PacketTypes.PUBLISH, **values)).wait_for_publish(60)

    def next(self):
        return self.messages.get(timeout=60)

    def leave(self):
        self.mqtt.disconnect()
        self.mqtt.loop_stop()

responder = Client("responder", expiry=600)
print("session present:", int(responder.present))
writer = Client("writer")
responder.subscribe("requests", 2)
writer.publish("requests", "what?", 1, ResponseTopic="answer/here", CorrelationData=b"1")
m = responder.next()
print(f"request to {m.properties.ResponseTopic} with {m.properties.CorrelationData}: {m.payload.decode()}")
responder.leave()
for n in range(3): writer.publish("requests", f"away {n}", 2)
responder = Client("responder", clean=False, expiry=600)
print("session present:", int(responder.present))
for _ in range(3): print(responder.next().payload.decode())
watcher = Client("watcher")
watcher.subscribe("w", 1)
doomed = Client("doomed", expiry=600, will=("w", "gone"), delay=1)
doomed.mqtt.loop_stop()
doomed.mqtt._sock_close()
print("will:", watcher.next().payload.decode())
twin = Client("watcher")
print("taken over:", watcher.ended.get(timeout=60))
watcher.mqtt.loop_stop()
`;
