import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import mqttPacket, { type IPublishPacket, type Packet } from 'mqtt-packet';

/** The bytes of control packets, as a client would send them. */
export function bytesOf(...packets: readonly Packet[]): Buffer {
  return Buffer.concat(packets.map((packet) => mqttPacket.generate(packet)));
}

export function connectPacket(clientId: string, more: Partial<mqttPacket.IConnectPacket> = {}): Packet {
  return {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    keepalive: 60,
    clientId,
    ...more,
  };
}

export function publishPacket(topic: string, payload: string, qos: 0 | 1 | 2 = 0, messageId = 1): Packet {
  const packet: IPublishPacket = { cmd: 'publish', topic, payload, qos, dup: false, retain: false };
  return qos === 0 ? packet : { ...packet, messageId };
}

/** A client at the level of bytes: it sends only the given bytes, and reads the answers as this version of MQTT. */
export async function rawClient(port: number, version: 3 | 4 | 5 = 4): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return new RawClient(socket, version);
}

export class RawClient {
  readonly socket: Socket;
  readonly closed: Promise<unknown>;
  readonly #parser: ReturnType<typeof mqttPacket.parser>;
  readonly #version: 3 | 4 | 5;
  readonly #received: Packet[] = [];
  #arrived = () => {};

  constructor(socket: Socket, version: 3 | 4 | 5) {
    this.#version = version;
    this.#parser = mqttPacket.parser({ protocolVersion: version });
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.on('close', resolve));
    this.#parser.on('packet', (packet) => {
      this.#received.push(packet);
      this.#arrived();
    });
    socket.on('data', (chunk) => this.#parser.parse(chunk));
    socket.on('error', () => {});
  }

  send(...packets: readonly Packet[]): void {
    const bytes = packets.map((packet) => mqttPacket.generate(packet, { protocolVersion: this.#version }));
    this.socket.write(Buffer.concat(bytes));
  }

  /** The next packet of this kind; skips the packets before it. */
  async next(cmd: Packet['cmd']): Promise<Packet> {
    for (;;) {
      const packet = this.#received.shift();
      if (packet?.cmd === cmd) return packet;
      if (packet === undefined) {
        await new Promise<void>((resolve) => {
          this.#arrived = resolve;
        });
      }
    }
  }
}
