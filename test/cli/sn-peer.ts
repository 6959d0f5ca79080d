import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import { decode } from '../../src/mqtt-sn/codec/decode.ts';
import { encode } from '../../src/mqtt-sn/codec/encode.ts';
import type { SnMessage } from '../../src/mqtt-sn/codec/messages.ts';

/** An end of MQTT-SN on a socket of its own, without any behaviour: a test's client, or the test's gateway. */
export interface SnPeer {
  readonly port: number;
  send(...messages: readonly SnMessage[]): void;
  sendOctets(datagram: Buffer): void;
  /** The next message not yet read; waits for its arrival. */
  next(): Promise<SnMessage>;
  ask(message: SnMessage): Promise<SnMessage>;
  /** All messages since the beginning. */
  readonly received: readonly SnMessage[];
  close(): Promise<void>;
}

/** The message id of a gateway's request. A client's first id is random. */
export function msgIdOf(message: SnMessage): number {
  if ('msgId' in message) return message.msgId;
  throw new Error(`${message.type} has no message id`);
}

/** `to`: the port to send to; without it, the sender of the last datagram is answered. */
export async function openSnPeer(to?: number): Promise<SnPeer> {
  const socket = createSocket('udp4');
  const received: SnMessage[] = [];
  const unread: SnMessage[] = [];
  const readers: ((message: SnMessage) => void)[] = [];
  let last: Pick<RemoteInfo, 'port'> | undefined = to === undefined ? undefined : { port: to };
  socket.on('message', (datagram, from) => {
    if (to === undefined) last = from;
    const decoded = decode(datagram);
    if ('malformed' in decoded) throw new Error(`malformed: ${decoded.malformed}`);
    received.push(decoded.message);
    const reader = readers.shift();
    if (reader) reader(decoded.message);
    else unread.push(decoded.message);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');

  const sendOctets = (datagram: Buffer): void => {
    if (last === undefined) throw new Error('nobody to answer yet');
    socket.send(datagram, last.port, '127.0.0.1');
  };
  const next = (): Promise<SnMessage> => {
    const message = unread.shift();
    return message ? Promise.resolve(message) : new Promise((resolve) => readers.push(resolve));
  };
  return {
    port: socket.address().port,
    received,
    sendOctets,
    next,
    send: (...messages) => {
      for (const message of messages) sendOctets(encode(message));
    },
    ask: (message) => {
      sendOctets(encode(message));
      return next();
    },
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}
