import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * A proxy in front of a port. A cut closes all connections and loses all bytes on their way. With `budgetOf` the proxy
 * resets each connection after so many bytes from the client, by the connection's number from 0.
 */
export interface CuttingProxy {
  readonly port: number;
  /** The number of connections so far. */
  readonly connections: number;
  cut(): void;
  close(): Promise<void>;
}

export async function startCuttingProxy(
  to: number,
  budgetOf?: (connection: number) => number,
): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((client) => {
    let left = budgetOf?.(connections++) ?? Number.POSITIVE_INFINITY;
    const broker = connect({ host: '127.0.0.1', port: to, noDelay: true });
    for (const [from, into] of [
      [client, broker],
      [broker, client],
    ] as const) {
      sockets.add(from);
      from.setNoDelay(true).on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        into.destroy();
      });
      from.pipe(into);
    }
    client.on('data', (bytes) => {
      left -= bytes.length;
      if (left <= 0) client.resetAndDestroy();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    cut,
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
