import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import mqttPacket, {
  type IConnackPacket,
  type IConnectPacket,
  type IPublishPacket,
  type ISubscribePacket,
  type IUnsubackPacket,
  type Packet,
} from 'mqtt-packet';

type Qos = 0 | 1 | 2;

export interface PublishFlags {
  readonly qos?: Qos;
  readonly retain?: boolean;
  readonly dup?: boolean;
  /** MQTT 5 only. */
  readonly properties?: IPublishPacket['properties'];
}

/** The options of a subscription and the identifier of its SUBSCRIBE; MQTT 5 only. */
export interface SubscribeFlags {
  /** No Local. */
  readonly nl?: boolean;
  /** Retain As Published. */
  readonly rap?: boolean;
  /** Retain Handling. */
  readonly rh?: 0 | 1 | 2;
}

/** A client at the level of packets, to test a broker: it acknowledges all messages and hides nothing. */
export interface Peer {
  readonly connack: IConnackPacket;
  /** The return codes of SUBACK. */
  subscribe(
    ...subscriptions: readonly (readonly [filter: string, qos: Qos, flags?: SubscribeFlags])[]
  ): Promise<readonly number[]>;
  /** Subscribes to one filter with a Subscription Identifier (MQTT 5). */
  subscribeAs(identifier: number, filter: string, qos: Qos): Promise<readonly number[]>;
  /** The reason codes of UNSUBACK in MQTT 5. */
  unsubscribe(...filters: readonly string[]): Promise<readonly number[]>;
  /**
   * Resolves when it is acknowledged, with the reason code of PUBACK or PUBREC in MQTT 5, else 0; at QoS 0 when the
   * broker has answered a ping behind it.
   */
  publish(topic: string, payload: string, flags?: PublishFlags): Promise<number>;
  /** Received messages as `topic payload q1 r0 d0`, up to the message with this payload, exclusive. */
  heardUntil(payload: string): Promise<readonly string[]>;
  /** The next `count` messages received. */
  heard(count: number): Promise<readonly string[]>;
  /** The next message received, whole. */
  message(): Promise<IPublishPacket>;
  send(packet: Packet): void;
  sendBytes(bytes: Uint8Array): void;
  /** The next packet of this kind. A PUBLISH before it is kept for `heardUntil`. */
  next(cmd: Packet['cmd']): Promise<Packet>;
  /** From now on arriving messages are not acknowledged. */
  stopAcknowledging(): void;
  /** Resolves when the broker has closed the connection. */
  readonly closed: Promise<unknown>;
  /** The reason code of the broker's final DISCONNECT (MQTT 5); 'closed' without one. */
  ending(): Promise<number | 'closed'>;
  /** Takes leave, and waits for the end. */
  leave(): Promise<void>;
  /** Vanishes without DISCONNECT. */
  vanish(): void;
}

/** Opens a connection to a port of loopback, and waits for CONNACK. */
export async function connectPeer(port: number, options: Partial<IConnectPacket> = {}): Promise<Peer> {
  const wire = await openWire(port, options.protocolVersion);
  wire.send({ ...CONNECT, clientId: `peer-${++peers}`, ...options });
  return peerOver(wire, (await wire.next('connack')) as IConnackPacket);
}

/** A client of MQTT 5. Its session ends with its connection unless `properties` say otherwise. */
export function connectPeer5(port: number, options: Partial<IConnectPacket> = {}): Promise<Peer> {
  return connectPeer(port, { protocolVersion: 5, ...options });
}

/** A broker's reaction to these first bytes: 'closed', or the kind of the packet it answers with. */
export async function answerTo(port: number, bytes: Uint8Array, version: 4 | 5 = 4): Promise<string> {
  const wire = await openWire(port, version);
  wire.socket.write(bytes);
  return wire
    .nextOf(() => true)
    .then(
      (packet) =>
        packet.cmd === 'connack' ? `connack ${packet.reasonCode ?? packet.returnCode}` : packet.cmd,
      () => 'closed',
    );
}

export function encoded(...packets: readonly Packet[]): Buffer {
  return Buffer.concat(packets.map((packet) => mqttPacket.generate(packet)));
}

/** As a client of MQTT 5 sends them. */
export function encoded5(...packets: readonly Packet[]): Buffer {
  return Buffer.concat(packets.map((packet) => mqttPacket.generate(packet, { protocolVersion: 5 })));
}

export const CONNECT: IConnectPacket = {
  cmd: 'connect',
  protocolId: 'MQTT',
  protocolVersion: 4,
  clean: true,
  keepalive: 60,
  clientId: 'peer',
};

let peers = 0;

interface Wire {
  readonly socket: Socket;
  readonly closed: Promise<unknown>;
  acknowledges: boolean;
  send(packet: Packet): void;
  /** The first packet of this kind, received already or later; rejects when the connection ends without it. */
  next(cmd: Packet['cmd']): Promise<Packet>;
  nextOf(wanted: (packet: Packet) => boolean): Promise<Packet>;
}

async function openWire(port: number, protocolVersion: 3 | 4 | 5 = 4): Promise<Wire> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.on('error', () => {});
  await once(socket, 'connect');
  const parser = mqttPacket.parser({ protocolVersion });
  const received: Packet[] = [];
  const waiting = new Set<() => void>();
  let isClosed = false;
  const wake = (): void => {
    for (const check of [...waiting]) check();
  };
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      isClosed = true;
      wake();
      resolve();
    });
  });
  const wire: Wire = {
    socket,
    closed,
    acknowledges: true,
    send: (packet) => void socket.write(mqttPacket.generate(packet, { protocolVersion })),
    next: (cmd) => wire.nextOf((packet) => packet.cmd === cmd),
    nextOf: (wanted) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const at = received.findIndex(wanted);
          if (at === -1 && !isClosed) return;
          waiting.delete(check);
          const [packet] = at === -1 ? [] : received.splice(at, 1);
          if (packet) resolve(packet);
          else reject(new Error('the broker closed the connection'));
        };
        waiting.add(check);
        check();
      }),
  };
  parser.on('packet', (packet: Packet) => {
    received.push(packet);
    if (wire.acknowledges) acknowledge(packet, wire);
    wake();
  });
  socket.on('data', (chunk) => parser.parse(chunk));
  return wire;
}

function acknowledge(packet: Packet, { send }: Wire): void {
  const { messageId = 0 } = packet;
  if (packet.cmd === 'pubrel') send({ cmd: 'pubcomp', messageId });
  else if (packet.cmd === 'publish' && packet.qos === 1) send({ cmd: 'puback', messageId });
  else if (packet.cmd === 'publish' && packet.qos === 2) send({ cmd: 'pubrec', messageId });
}

function peerOver(wire: Wire, connack: IConnackPacket): Peer {
  let lastId = 0;
  const { send, next, closed, socket } = wire;
  const subscribe = async (
    subscriptions: ISubscribePacket['subscriptions'],
    properties?: ISubscribePacket['properties'],
  ): Promise<readonly number[]> => {
    const more = properties ? { properties } : {};
    send({ cmd: 'subscribe', messageId: ++lastId, subscriptions, ...more });
    const suback = await next('suback');
    return suback.cmd === 'suback' ? suback.granted.map(Number) : [];
  };
  return {
    connack,
    closed,
    send,
    next,
    sendBytes: (bytes) => void socket.write(bytes),
    stopAcknowledging: () => {
      wire.acknowledges = false;
    },
    async subscribe(...subscriptions) {
      return subscribe(subscriptions.map(([topic, qos, flags]) => ({ topic, qos, ...flags })));
    },
    subscribeAs(subscriptionIdentifier, topic, qos) {
      return subscribe([{ topic, qos }], { subscriptionIdentifier });
    },
    async unsubscribe(...filters) {
      send({ cmd: 'unsubscribe', messageId: ++lastId, unsubscriptions: [...filters] });
      const { granted } = (await next('unsuback')) as IUnsubackPacket;
      return Array.isArray(granted) ? granted.map(Number) : [];
    },
    async publish(topic, payload, { qos = 0, retain = false, dup = false, properties } = {}) {
      const messageId = qos === 0 ? undefined : ++lastId;
      const more = { ...(messageId && { messageId }), ...(properties && { properties }) };
      send({ cmd: 'publish', topic, payload, qos, retain, dup, ...more });
      if (qos === 0) {
        send({ cmd: 'pingreq' });
        await next('pingresp');
        return 0;
      }
      const reasonCode = reasonOf(await next(qos === 1 ? 'puback' : 'pubrec'));
      if (qos === 1 || reasonCode >= 0x80) return reasonCode;
      send({ cmd: 'pubrel', messageId: lastId });
      await next('pubcomp');
      return reasonCode;
    },
    message: async () => (await next('publish')) as IPublishPacket,
    ending: () => next('disconnect').then(reasonOf, () => 'closed' as const),
    async heardUntil(last) {
      const heard: string[] = [];
      for (;;) {
        const packet = (await next('publish')) as IPublishPacket;
        if (String(packet.payload) === last) return heard;
        heard.push(described(packet));
      }
    },
    async heard(count) {
      const heard: string[] = [];
      while (heard.length < count) heard.push(described((await next('publish')) as IPublishPacket));
      return heard;
    },
    async leave() {
      send({ cmd: 'disconnect' });
      await closed;
    },
    vanish: () => void socket.destroy(),
  };
}

/** 0 where a packet names none. */
function reasonOf(packet: Packet): number {
  return 'reasonCode' in packet ? Number(packet.reasonCode ?? 0) : 0;
}

function described({ topic, payload, qos, retain, dup }: IPublishPacket): string {
  return `${topic} ${payload} q${qos} r${Number(retain)} d${Number(dup)}`;
}
