import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import mqttPacket, { type Packet } from 'mqtt-packet';

export type LoadTransport = 'tcp' | 'ws';

/** A client of MQTT 3.1.1 that costs next to nothing: it knows how long the packets are, and counts bytes. */
export interface LoadClient {
  readonly socket: Socket;
  /** Bytes around each packet that arrives. */
  readonly frameBytes: number;
  /** A packet as it is written. */
  framed(packet: Buffer): Buffer;
}

const FRAME_HEAD = 2;
/** Masked by zeros, which leave the payload as it is (RFC 6455 §5.3). */
const MASK = Buffer.alloc(4);
let clients = 0;

/** Connects, and subscribes to a filter if one is given. Of WebSocket, packets have fewer than 126 bytes. */
export async function loadClient(
  port: number,
  transport: LoadTransport = 'tcp',
  subscription?: { readonly filter: string; readonly qos: 0 | 1; readonly isPersistent?: boolean },
): Promise<LoadClient> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  const framed = transport === 'tcp' ? (packet: Buffer) => packet : masked;
  if (transport === 'ws') {
    const key = Buffer.from('building-sim-key').toString('base64');
    const head = ['GET /mqtt HTTP/1.1', 'Host: 127.0.0.1', 'Upgrade: websocket', 'Connection: Upgrade'];
    const more = [`Sec-WebSocket-Key: ${key}`, 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Protocol: mqtt'];
    socket.write(`${[...head, ...more].join('\r\n')}\r\n\r\n`);
    await once(socket, 'data');
  }
  const ask = async (packet: Packet): Promise<void> => {
    const answered = once(socket, 'data');
    socket.write(framed(mqttPacket.generate(packet)));
    await answered;
  };
  const clean = !subscription?.isPersistent;
  const clientId = `load-${process.pid}-${++clients}`;
  await ask({ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clientId, clean, keepalive: 0 });
  if (subscription) {
    const { filter: topic, qos } = subscription;
    await ask({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos }] });
  }
  return { socket, framed, frameBytes: transport === 'tcp' ? 0 : FRAME_HEAD };
}

/** Calls back with each piece of so many bytes, however they arrive. */
export function onPieces(
  socket: Socket,
  size: number,
  onPiece: (piece: Buffer) => void,
  onRead = () => {},
): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    for (; at + size <= bytes.length; at += size) onPiece(bytes.subarray(at, at + size));
    rest = bytes.subarray(at);
    onRead();
  });
}

function masked(packet: Buffer): Buffer {
  return Buffer.concat([Buffer.of(0x82, 0x80 | packet.length), MASK, packet]);
}
