import { REASON_CODE } from '../mqtt-protocol/reason-code.ts';
import { type AccessOptions, createPermissions } from './access.ts';
import { ClientConnection } from './connection/client-connection.ts';
import { ConnectionReader } from './connection/connection-reader.ts';
import { BrokerCore, type BrokerLimits } from './core.ts';
import type { BrokerEvent } from './event.ts';
import { type ListenerAddress, type Listening, openTcp } from './listener.ts';
import { restore } from './session/restore.ts';
import { SessionRegistry } from './session/session-registry.ts';
import { MEMORY_STORE, type Store } from './store.ts';
import { publishSys } from './sys-publisher.ts';
import type { ServerTls } from './tls-settings.ts';
import type { Acceptor, ClientTransport } from './transport.ts';

/*
 * How a message goes through the broker.
 *
 * 1. A listener (`listener`, `tls-listener`, `websocket-listener`) accepts a socket and makes it a `Transport`: bytes in,
 *    packets out.
 * 2. `connection/connection-reader` cuts the bytes into packets (`packet/packet-splitter`) and hands each to the code of
 *    its kind, in order: `handshake` for CONNECT, `subscribing`, `receive-publish`. A packet that is wrong throws a
 *    `PacketFault`, which ends its connection and nothing else.
 * 3. `receive-publish` turns PUBLISH into a `Message`: checked, allowed, without topic alias, with a time to expire.
 * 4. `routing/publish` retains it (`retained`), finds out who subscribes (`subscriptions`, a tree of levels with a memory
 *    of topics), and delivers it to each session once. Nothing is awaited up to here.
 * 5. `session/session` sends it, or queues it at QoS 1 and 2 while its client is away or has not acknowledged enough.
 * 6. `connection/client-connection` encodes it (once for all who get the same bytes), with the subscriber's own
 *    properties of MQTT 5, and `connection-output` writes what came together in a turn of the event loop at once.
 * 7. Meanwhile every change of what outlives a connection went to the `Store`; acknowledgements leave when it is stored.
 */

export interface BrokerOptions extends AccessOptions {
  /** The largest control packet that a client may send, in bytes (4 MiB). */
  readonly maxPacketBytes?: number;
  /** Connections beyond this many are closed at once. */
  readonly maxConnections?: number;
  /** Messages of a session, waiting or not acknowledged, before further ones are dropped (100,000). */
  readonly maxQueued?: number;
  /** The bytes of a connected client's, and of all together whose clients are away (256 MiB). */
  readonly maxQueuedBytes?: number;
  /** How long a session may outlive its connection, in seconds (a week). */
  readonly maxSessionExpirySeconds?: number;
  /** Where retained messages and sessions outlive the broker (nowhere). */
  readonly store?: Store;
  /** How long a subscriber may take nothing of what it is sent before it is thrown out (10 s). */
  readonly drainTimeoutMs?: number;
  /** How long a connection may take for its TLS and WebSocket handshakes, and then to send CONNECT (30 s). */
  readonly connectTimeoutMs?: number;
  /** How often `$SYS/broker/…` is published, in milliseconds (10 s); 0 is never. */
  readonly sysIntervalMs?: number;
  /** What `$SYS/broker/version` says. */
  readonly version?: string;
  readonly observe?: (event: BrokerEvent) => void;
}

export interface ListenerOptions extends ListenerAddress {
  readonly webSocket?: boolean;
  readonly tls?: ServerTls;
  /** Origins of pages that may connect over WebSocket, beside those of this machine; `*` is all. */
  readonly origins?: readonly string[];
}

export interface Broker {
  /** Serves one client. */
  serve(transport: ClientTransport): void;
  /** Serves all who connect to a port. Rejects with the system's error, such as EADDRINUSE. */
  listen(options: ListenerOptions): Promise<Listening>;
  /** Listens no longer and closes every connection. */
  close(): Promise<void>;
}

/** An MQTT 3.1, 3.1.1 and 5 broker inside this process. Rejects where the store can't be opened. */
export async function createBroker(options: BrokerOptions = {}): Promise<Broker> {
  const { maxConnections = Number.POSITIVE_INFINITY, observe: emit = () => {} } = options;
  const {
    store = MEMORY_STORE,
    sysIntervalMs: intervalMs = 10_000,
    version = 'building-sim broker',
  } = options;
  const core = new BrokerCore(limitsOf(options), store, createPermissions(options), emit);
  const registry = new SessionRegistry(core);
  await restore(core, registry);
  const stopSys = intervalMs === 0 ? () => {} : publishSys(core, { intervalMs, version });

  const connections = new Set<ClientConnection>();
  const serve = (transport: ClientTransport): void => {
    core.counters.sockets += 1;
    const connection = new ClientConnection(core, registry, transport);
    connections.add(connection);
    connection.onClosed.push(() => connections.delete(connection));
    transport.open(new ConnectionReader(connection));
  };
  let sockets = 0;
  const acceptor: Acceptor = {
    enter(peer) {
      if (sockets >= maxConnections) {
        acceptor.refuse(peer, `more than ${maxConnections} connections`);
        return false;
      }
      sockets += 1;
      return true;
    },
    leave() {
      sockets -= 1;
    },
    accept: serve,
    refuse: (peer, reason) => emit({ type: 'refused', peer, reason }),
  };

  const listeners = new Set<Listening>();
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    stopSys();
    for (const listening of listeners) listening.close();
    for (const connection of connections) {
      connection.close({ reasonCode: REASON_CODE['server shutting down'], reason: 'the broker ends' });
    }
    registry.close();
    await new Promise((resolve) => setImmediate(resolve));
    await store.close();
  };

  return {
    serve,
    async listen(listener) {
      const listening = await open(listener, acceptor, core.limits.connectTimeoutMs);
      listeners.add(listening);
      return listening;
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}

function limitsOf(options: BrokerOptions): BrokerLimits {
  return {
    maxPacketBytes: options.maxPacketBytes ?? 4 * 1024 * 1024,
    maxQueued: options.maxQueued ?? 100_000,
    maxQueuedBytes: options.maxQueuedBytes ?? 256 * 1024 * 1024,
    maxSessionExpirySeconds: options.maxSessionExpirySeconds ?? 7 * 24 * 3600,
    drainTimeoutMs: options.drainTimeoutMs ?? 10_000,
    connectTimeoutMs: options.connectTimeoutMs ?? 30_000,
  };
}

async function open(
  { webSocket, tls, origins, ...address }: ListenerOptions,
  acceptor: Acceptor,
  handshakeMs: number,
): Promise<Listening> {
  if (webSocket) {
    const { openWebSocket } = await import('./websocket-listener.ts');
    return openWebSocket(address, acceptor, {
      handshakeMs,
      ...(tls && { tls }),
      ...(origins && { origins }),
    });
  }
  if (tls === undefined) return openTcp(address, acceptor);
  const { openTls } = await import('./tls-listener.ts');
  return openTls(address, acceptor, { tls, handshakeMs });
}
