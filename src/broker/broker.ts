import { REASON_CODE } from '../mqtt-protocol/reason-code.ts';
import { type AccessOptions, createPermissions } from './access.ts';
import { ClientConnection } from './connection/client-connection.ts';
import { ConnectionReader } from './connection/connection-reader.ts';
import { BrokerCore, type BrokerLimits, DEFAULT_LIMITS } from './core.ts';
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
 * 1. A listener (`listener`, `tls-listener`, `websocket-listener`) accepts a socket and makes a `ClientTransport`: bytes
 *    in, packets out.
 * 2. `connection/connection-reader` cuts the bytes into packets (`mqtt-codec/packet-splitter`) and hands each packet, in
 *    order, to the code for its type: `handshake` for CONNECT, `subscribing`, `receive-publish`. A faulty packet throws a
 *    `PacketFault`; only the packet's connection ends.
 * 3. `receive-publish` turns PUBLISH into an `ApplicationMessage`: checked, permitted, without topic alias, with a time of
 *    expiry.
 * 4. `routing/route-message` retains the message (`retained`), looks up the subscriptions (`subscriptions`, a tree of
 *    levels with a memory of topics), and delivers once to each session. Nothing is awaited up to here.
 * 5. `session/session` sends the message, or queues QoS 1 and 2 while the client is away or at its Receive Maximum.
 * 6. `connection/client-connection` encodes the message (once for all subscribers with equal bytes), adds the
 *    subscriber's own MQTT 5 properties, and `connection-output` writes once in a turn of the event loop.
 * 7. Every change of persistent state goes to the `Store` on the way; acknowledgements wait for the commit.
 */

/** Limits that are not given are `DEFAULT_LIMITS`. */
export interface BrokerOptions extends AccessOptions, Partial<BrokerLimits> {
  /** Further connections are closed at once. */
  readonly maxConnections?: number;
  /** Where retained messages and sessions outlive the broker (nowhere). */
  readonly store?: Store;
  /** How often `$SYS/broker/…` is published, in milliseconds (10 s); 0 is never. */
  readonly sysIntervalMs?: number;
  /** The text of `$SYS/broker/version`. */
  readonly version?: string;
  /** The text of `$SYS/broker/carrier`: the program and process around the broker. */
  readonly carrier?: string;
  readonly observe?: (event: BrokerEvent) => void;
}

export interface ListenerOptions extends ListenerAddress {
  readonly webSocket?: boolean;
  readonly tls?: ServerTls;
  /** Allowed origins of web pages, beside this machine's own; `*` allows every origin. */
  readonly origins?: readonly string[];
}

export interface Broker {
  /** Serves one client. */
  serve(transport: ClientTransport): void;
  /** Serves every client of a port. Rejects with the system's error, such as EADDRINUSE. */
  listen(options: ListenerOptions): Promise<Listening>;
  /** Listens no longer and closes every connection. */
  close(): Promise<void>;
}

/** Creates an MQTT 3.1, 3.1.1 and 5 broker inside this process. Rejects if the store can't be opened. */
export async function createBroker(options: BrokerOptions = {}): Promise<Broker> {
  const { maxConnections = Number.POSITIVE_INFINITY, observe: emit = () => {} } = options;
  const {
    store = MEMORY_STORE,
    sysIntervalMs: intervalMs = 10_000,
    version = 'building-sim broker',
    carrier,
  } = options;
  const core = new BrokerCore({ ...DEFAULT_LIMITS, ...options }, store, createPermissions(options), emit);
  const registry = new SessionRegistry(core);
  await restore(core, registry);
  const stopSys = intervalMs === 0 ? () => {} : publishSys(core, { intervalMs, version, carrier });

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
