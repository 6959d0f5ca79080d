import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { generate, type Packet, parser } from 'mqtt-packet';

/** A broker's end of one connection after another, to act as real brokers rarely do. */
export interface ScriptedBroker {
  readonly port: number;
  /** The next connection, once its CONNECT is answered. */
  accept(sessionPresent: boolean): Promise<ScriptedConnection>;
  close(): Promise<void>;
}

export interface ScriptedConnection {
  /** The next packet from the client. */
  next(): Promise<Packet>;
  send(packet: Packet): void;
  cut(): void;
}

export async function startScriptedBroker(): Promise<ScriptedBroker> {
  const sockets = createQueue<Socket>();
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    sockets.add(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async accept(sessionPresent) {
      const connection = scriptedConnection(await sockets.next());
      await connection.next();
      connection.send({ cmd: 'connack', returnCode: 0, sessionPresent });
      return connection;
    },
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function scriptedConnection(socket: Socket): ScriptedConnection {
  const packets = createQueue<Packet>();
  const parse = parser({ protocolVersion: 4 });
  parse.on('packet', packets.add);
  socket.on('data', (bytes) => parse.parse(bytes));
  socket.on('error', () => {});
  return {
    next: packets.next,
    send: (packet) => void socket.write(generate(packet)),
    cut: () => void socket.destroy(),
  };
}

/** A queue of received items; each goes to the next caller. */
function createQueue<T>() {
  const items: T[] = [];
  const waiting: ((item: T) => void)[] = [];
  return {
    add: (item: T): void => {
      const next = waiting.shift();
      if (next) next(item);
      else items.push(item);
    },
    next: (): Promise<T> => {
      const item = items.shift();
      return item === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(item);
    },
  };
}
