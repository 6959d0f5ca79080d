import { createServer, type DropArgument, type Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Link, type LinkSettings } from './link.ts';

export interface ProxySettings extends LinkSettings {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Called in a restart, once every connection has ended and before clients can connect again. Must not reject. */
  readonly whileDown?: () => Promise<void>;
}

export interface TraceProxy {
  readonly port: number;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

export interface StreamProxy extends TraceProxy {
  /**
   * Ends every connection, refuses clients for `downMs`, and listens again: to a client, a broker that restarts. Does
   * nothing during another restart.
   */
  restart(downMs: number): Promise<void>;
}

/**
 * Listens, and joins each client to a connection of its own to the broker. Bytes pass unchanged (but for interference),
 * and no faster than the receiver takes them; events report their meaning. A fault on one connection leaves the other
 * connections alone. Rejects if the port is taken.
 */
export async function openProxy(settings: ProxySettings): Promise<StreamProxy> {
  const links = new Set<Link>();
  let connection = 0;
  const tellRefused = (data: DropArgument | undefined, reason: string): void => {
    connection++;
    const client = { address: data?.remoteAddress ?? '', port: data?.remotePort ?? 0 };
    settings.onEvent({ kind: 'refused', connection, timeMs: settings.now(), client, reason });
  };
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    connection++;
    const link = new Link(connection, client, settings, (downMs) => void restart(downMs));
    links.add(link);
    link.whenGone(() => links.delete(link));
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.on('drop', (dropped) => tellRefused(dropped, `more than ${MAX_CONNECTIONS} connections at a time`));
  await listen(server, settings);
  // Accepting fails when the system is out of sockets. The open connections go on.
  server.on('error', (error) => tellRefused(undefined, error.message));
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : settings.port;
  const goDown = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const link of links) link.cut();
    await closed;
  };
  let restarting: Promise<void> | undefined;
  const closing = new AbortController();
  const comeBack = async (downMs: number) => {
    await goDown();
    await settings.whileDown?.();
    await delay(downMs, undefined, closing).catch(() => {});
    // Whoever took the port meanwhile is told by the server's own event, and may be gone a moment later.
    while (!closing.signal.aborted && !server.listening) {
      await listen(server, { ...settings, port }).catch(() => delay(RETRY_MS));
    }
  };
  function restart(downMs: number): Promise<void> {
    restarting ??= comeBack(downMs).finally(() => {
      restarting = undefined;
    });
    return restarting;
  }
  return {
    port,
    restart,
    close: async () => {
      closing.abort();
      await restarting;
      await goDown();
    },
  };
}

function listen(server: Server, { host, port }: ProxySettings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Further clients are sent away: each client takes two sockets. */
const MAX_CONNECTIONS = 1000;
/** A restart tries so often to have its port again. */
const RETRY_MS = 200;
