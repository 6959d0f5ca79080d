import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import mqttPacket, {
  type IConnackPacket,
  type IConnectPacket,
  type IPublishPacket,
  type Packet,
} from 'mqtt-packet';

type Qos = 0 | 1 | 2;

export interface PublishFlags {
  readonly qos?: Qos;
  readonly retain?: boolean;
  readonly dup?: boolean;
}

/** A client at the packets, for what a broker must do: it acknowledges what it is sent and hides nothing. */
export interface Peer {
  readonly connack: IConnackPacket;
  /** The return codes of SUBACK. */
  subscribe(...subscriptions: readonly (readonly [filter: string, qos: Qos])[]): Promise<readonly number[]>;
  unsubscribe(...filters: readonly string[]): Promise<void>;
  /** Resolves when it is acknowledged; at QoS 0 when the broker has answered a ping behind it. */
  publish(topic: string, payload: string, flags?: PublishFlags): Promise<void>;
  /** What arrives, as `topic payload q1 r0 d0`, up to the message with that payload, which isn't part of it. */
  heardUntil(payload: string): Promise<readonly string[]>;
  /** The next so many messages that arrive. */
  heard(count: number): Promise<readonly string[]>;
  send(packet: Packet): void;
  sendBytes(bytes: Uint8Array): void;
  /** The next packet of that kind; a publish among those before it is kept for `heardUntil`. */
  next(cmd: Packet['cmd']): Promise<Packet>;
  /** From now on arriving messages are not acknowledged. */
  stopAcknowledging(): void;
  /** Resolves when the broker has closed the connection. */
  readonly closed: Promise<unknown>;
  /** Takes leave, and waits for the end. */
  leave(): Promise<void>;
  /** Vanishes without DISCONNECT. */
  vanish(): void;
}

/** Opens a connection to a port of loopback, and waits for CONNACK. */
export async function connectPeer(port: number, options: Partial<IConnectPacket> = {}): Promise<Peer> {
  const wire = await openWire(port);
  wire.send({ ...CONNECT, clientId: `peer-${++peers}`, ...options });
  return peerOver(wire, (await wire.next('connack')) as IConnackPacket);
}

/** What a broker does with these first bytes: it closes the connection, or answers with a packet of this kind. */
export async function answerTo(port: number, bytes: Uint8Array): Promise<string> {
  const wire = await openWire(port);
  wire.socket.write(bytes);
  return wire
    .nextOf(() => true)
    .then(
      (packet) => (packet.cmd === 'connack' ? `connack ${packet.returnCode}` : packet.cmd),
      () => 'closed',
    );
}

export function encoded(...packets: readonly Packet[]): Buffer {
  return Buffer.concat(packets.map((packet) => mqttPacket.generate(packet)));
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
  /** The first packet that has come, or comes, of that kind; rejects when the connection ends without it. */
  next(cmd: Packet['cmd']): Promise<Packet>;
  nextOf(wanted: (packet: Packet) => boolean): Promise<Packet>;
}

async function openWire(port: number): Promise<Wire> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.on('error', () => {});
  await once(socket, 'connect');
  const parser = mqttPacket.parser();
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
    send: (packet) => void socket.write(mqttPacket.generate(packet)),
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
      const list = subscriptions.map(([topic, qos]) => ({ topic, qos }));
      send({ cmd: 'subscribe', messageId: ++lastId, subscriptions: list });
      const suback = await next('suback');
      return suback.cmd === 'suback' ? suback.granted.map(Number) : [];
    },
    async unsubscribe(...filters) {
      send({ cmd: 'unsubscribe', messageId: ++lastId, unsubscriptions: [...filters] });
      await next('unsuback');
    },
    async publish(topic, payload, { qos = 0, retain = false, dup = false } = {}) {
      const messageId = qos === 0 ? undefined : ++lastId;
      send({ cmd: 'publish', topic, payload, qos, retain, dup, ...(messageId && { messageId }) });
      if (qos === 0) {
        send({ cmd: 'pingreq' });
        await next('pingresp');
      } else if (qos === 1) {
        await next('puback');
      } else {
        await next('pubrec');
        send({ cmd: 'pubrel', messageId: lastId });
        await next('pubcomp');
      }
    },
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

function described({ topic, payload, qos, retain, dup }: IPublishPacket): string {
  return `${topic} ${payload} q${qos} r${Number(retain)} d${Number(dup)}`;
}
