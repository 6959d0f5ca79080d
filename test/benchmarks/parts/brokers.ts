import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { encodePublish } from '../../../src/mqtt-codec/encode-publish.ts';
import { PacketSplitter } from '../../../src/mqtt-codec/packet-splitter.ts';
import { PACKET_TYPE } from '../../../src/mqtt-protocol/packet-type.ts';
import type { Comparison } from './comparisons.ts';
import { type Broker, freePort, startMosquitto, untilListening } from './mosquitto.ts';
import { cpuMs, startSim } from './programs.ts';

/** A load of a broker: messages of 100 bytes on 100 topics, from one publisher to a number of subscribers. */
interface Load {
  readonly name: string;
  readonly qos: 0 | 1;
  /** Unacknowledged messages of the publisher at QoS 1. */
  readonly window: number;
  readonly subscribers: number;
  /** Divides the number of messages. */
  readonly share: number;
  /** The least ratio of messages a second. */
  readonly target: number;
  readonly isStored?: boolean;
}

const LOADS: readonly Load[] = [
  { name: 'broker, QoS 0', qos: 0, window: 0, subscribers: 1, share: 1, target: 1.5 },
  { name: 'broker, QoS 1, window 20', qos: 1, window: 20, subscribers: 1, share: 2, target: 1.5 },
  { name: 'broker, QoS 1, window 500', qos: 1, window: 500, subscribers: 1, share: 2, target: 1.5 },
  { name: 'broker, QoS 0, ten subscribers', qos: 0, window: 0, subscribers: 10, share: 5, target: 1.5 },
  {
    name: 'broker --store, QoS 1, window 500',
    qos: 1,
    window: 500,
    subscribers: 1,
    share: 2,
    target: 1,
    isStored: true,
  },
];

const DISCONNECT = Buffer.of(0xe0, 0);

/** Messages before the measurement, so the JIT has compiled the code. */
const WARM_UP = 60_000;

/** The embedded broker against mosquitto: messages a second, and processor time for a message. */
export function brokerComparisons(mosquitto: Broker, messages: number): readonly Comparison[] {
  return LOADS.flatMap((load) => {
    const count = Math.floor(messages / load.share);
    const measure = async (unit: keyof Measured, isOurs: boolean): Promise<number> => {
      const broker = isOurs ? await startOwn(load.isStored) : await theirs(mosquitto, load.isStored);
      await loaded(broker, load, Math.floor(WARM_UP / load.share));
      const measured = await loaded(broker, load, count);
      await broker.stop?.();
      return measured[unit];
    };
    const row = (unit: keyof Measured, more: Pick<Comparison, 'name' | 'unit' | 'aim'>) => ({
      ...more,
      against: 'mosquitto',
      ours: () => measure(unit, true),
      theirs: () => measure(unit, false),
    });
    return [
      row('perSecond', { name: load.name, unit: '/s', aim: load.target }),
      row('cpuMs', { name: `${load.name}, CPU of 100,000 messages`, unit: 'ms', aim: 0.8 }),
    ];
  });
}

interface Loaded {
  readonly port: number;
  readonly process: ChildProcess;
  stop?(): Promise<void>;
}

interface Measured {
  readonly perSecond: number;
  /** Of 100,000 messages. */
  readonly cpuMs: number;
}

async function startOwn(isStored = false): Promise<Loaded> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'building-sim-bench-'));
  const child = startSim([
    'broker',
    '-p',
    `${port}`,
    ...(isStored ? ['--store', join(folder, 'store')] : []),
  ]);
  await untilListening(port);
  return {
    port,
    process: child,
    async stop() {
      child.kill();
      await new Promise((resolve) => child.once('exit', resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function theirs(mosquitto: Broker, isStored = false): Promise<Loaded> {
  if (!isStored) return { port: mosquitto.port, process: mosquitto.process };
  const { port, process: child, stop } = await startMosquitto(undefined, { isPersistent: true });
  return { port, process: child, stop: () => stop('SIGKILL') };
}

async function loaded(broker: Loaded, load: Load, count: number): Promise<Measured> {
  const { qos, subscribers, window, isStored = false } = load;
  let left = count * subscribers;
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const sockets: Socket[] = [];
  for (let n = 0; n < subscribers; n++) {
    const subscriber = await client(broker.port, `bench-${process.pid}-${n}`, !isStored, (id, socket) => {
      if (id > 0) socket.write(Buffer.of(0x40, 2, id >> 8, id & 0xff));
      left -= 1;
      if (left === 0) finish();
    });
    const subscriptions = [{ topic: 'bench/#', qos }];
    subscriber.write(bytesOf({ cmd: 'subscribe', messageId: 1, subscriptions }));
    sockets.push(subscriber);
  }
  const before = cpuMs(broker.process);
  const from = performance.now();
  sockets.push(await publish(broker.port, qos, window, count));
  await finished;
  const seconds = (performance.now() - from) / 1000;
  await Promise.all(sockets.map(leave));
  return { perSecond: count / seconds, cpuMs: ((cpuMs(broker.process) - before) * 100_000) / count };
}

/** Ends a connection behind all that was written: a stored session must not owe acknowledgements to the next run. */
async function leave(socket: Socket): Promise<void> {
  const closed = once(socket, 'close');
  socket.end(DISCONNECT);
  await closed;
}

/** Sends all messages: at QoS 0 as fast as the socket takes them, at QoS 1 as fast as they are acknowledged. */
async function publish(port: number, qos: 0 | 1, window: number, count: number): Promise<Socket> {
  const payload = Buffer.alloc(100, 'x');
  let sent = 0;
  let acknowledged = 0;
  const next = () => {
    const packetId = qos === 0 ? 0 : (sent % 65_535) + 1;
    const topic = `bench/floor/${sent % 100}/TEMP`;
    sent += 1;
    return encodePublish({ topic, payload }, { qos, packetId, retain: false, dup: false });
  };
  const fill = (): void => {
    const packets: Buffer[] = [];
    while (sent < count && (qos === 0 ? packets.length < 200 : sent - acknowledged < window))
      packets.push(next());
    if (packets.length === 0) return;
    const hasRoom = socket.write(Buffer.concat(packets));
    if (qos === 0 && hasRoom) setImmediate(fill);
  };
  const socket: Socket = await client(port, `bench-${process.pid}-publisher`, true, undefined, () => {
    acknowledged += 1;
    if (sent - acknowledged <= window / 2) fill();
  });
  socket.on('drain', () => {
    if (qos === 0) fill();
  });
  fill();
  return socket;
}

/** A bare socket as a client; `onPublish` gets the packet identifier, 0 at QoS 0. */
async function client(
  port: number,
  clientId: string,
  clean: boolean,
  onPublish: (packetId: number, socket: Socket) => void = () => {},
  onPuback = () => {},
): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let accept = () => {};
  const accepted = new Promise<void>((resolve) => {
    accept = resolve;
  });
  socket.write(
    bytesOf({ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, keepalive: 0, clean, clientId }),
  );
  const splitter = new PacketSplitter();
  socket.on('data', (chunk) => {
    splitter.push(chunk);
    socket.cork();
    for (let packet = splitter.next(1000); packet; packet = splitter.next(1000)) {
      const type = packet.first >> 4;
      if (type === PACKET_TYPE.connack) accept();
      if (type === PACKET_TYPE.puback) onPuback();
      if (type !== PACKET_TYPE.publish) continue;
      packet.text();
      onPublish((packet.first & 6) > 0 ? packet.uint16() : 0, socket);
    }
    socket.uncork();
  });
  await accepted;
  return socket;
}

function bytesOf(packet: Packet): Buffer {
  return mqttPacket.generate(packet);
}
