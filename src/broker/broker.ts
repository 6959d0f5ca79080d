import type { Aedes, Client } from 'aedes';
import type { AccessOptions } from './access.ts';
import type { ClientDetails } from './client-details.ts';
import { HeldStream } from './held-stream.ts';
import { trackSessions } from './kept-sessions.ts';
import { type Acceptor, type Address, type Listening, openTcp } from './listener.ts';
import { MemoryStore, type Store } from './memory-store.ts';
import { Meter } from './meter.ts';
import { observeAedes } from './observe.ts';
import { openAedes } from './open-aedes.ts';
import { limitQueues } from './queue-limit.ts';
import { publishSys } from './sys-publisher.ts';
import type { TlsSettings } from './tls-settings.ts';

export interface BrokerOptions extends AccessOptions {
  /** The largest control packet that a client may send, in bytes (4 MiB). */
  readonly maxPacketBytes?: number;
  /** Connections beyond this many are closed at once. */
  readonly maxConnections?: number;
  /** Messages kept for a session, waiting or not acknowledged, before further ones are dropped (100,000). */
  readonly maxQueued?: number;
  /** Where retained messages and sessions are kept (in memory). */
  readonly store?: Store;
  /** How long a subscriber that does not read may hold up everybody before it is thrown out (3 s). */
  readonly drainTimeoutMs?: number;
  /** How often `$SYS/broker/…` is published, in milliseconds (10 s); 0 is never. */
  readonly sysIntervalMs?: number;
  /** What `$SYS/broker/version` says. */
  readonly version?: string;
}

export interface ListenerOptions extends Address {
  readonly webSocket?: boolean;
  readonly tls?: TlsSettings;
}

export interface Broker {
  /** Serves one client, over any stream of bytes. `peer` is what events call its address. */
  serve(stream: HeldStream, peer: string): void;
  /** Serves all who connect to a port. Rejects with the system's error, such as EADDRINUSE. */
  listen(options: ListenerOptions): Promise<Listening>;
  /** Listens no longer and closes every connection. */
  close(): Promise<void>;
}

/**
 * An MQTT 3.1 and 3.1.1 broker inside this process: aedes, with what it lacks. Clients of MQTT 5 are refused
 * with "unacceptable protocol version".
 */
export async function createBroker(options: BrokerOptions = {}): Promise<Broker> {
  const { observe, maxConnections = Number.POSITIVE_INFINITY } = options;
  const details = new WeakMap<Client, ClientDetails>();
  const detailsOf = (client: Client) => details.get(client) ?? { peer: '?' };
  const store = options.store ?? new MemoryStore();
  const dropped = await limitQueues(store, options.maxQueued ?? 100_000);
  const sessions = trackSessions(store);
  const aedes = await openAedes(options, store, detailsOf);
  const meter = new Meter(aedes, sessions, dropped, () => performance.now());
  if (observe) observeAedes(aedes, detailsOf, observe);
  meter.open();
  const stopSys = await startSys(aedes, meter, options);

  const streams = new Set<HeldStream>();
  const listeners = new Set<Listening>();
  const serve = (stream: HeldStream, peer: string): void => {
    meter.serves(stream);
    streams.add(stream);
    stream.once('close', () => streams.delete(stream));
    const client = aedes.handle(stream);
    details.set(client, { peer });
    client.on('connected', () => stream.connected());
  };
  const acceptor: Acceptor = {
    accept(stream, peer) {
      if (streams.size < maxConnections) serve(new HeldStream(stream, options), peer);
      else {
        stream.on('error', () => {}).destroy();
        acceptor.refuse(peer, `more than ${maxConnections} connections`);
      }
    },
    refuse: (peer, reason) => observe?.({ type: 'refused', peer, reason }),
  };

  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    stopSys();
    for (const listening of listeners) listening.close();
    await new Promise<void>((resolve) => aedes.close(resolve));
    for (const stream of streams) stream.destroy();
    await store.destroy();
  };

  return {
    serve,
    async listen(listener) {
      const listening = await open(listener, acceptor);
      listeners.add(listening);
      return listening;
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}

async function startSys(aedes: Aedes, meter: Meter, options: BrokerOptions): Promise<() => void> {
  const { sysIntervalMs: intervalMs = 10_000, version = 'building-sim broker' } = options;
  return intervalMs === 0 ? () => {} : publishSys(aedes, meter, { intervalMs, version });
}

async function open({ webSocket, tls, ...address }: ListenerOptions, acceptor: Acceptor): Promise<Listening> {
  if (webSocket) {
    const { openWebSocket } = await import('./websocket-listener.ts');
    return openWebSocket(address, acceptor, tls);
  }
  if (tls === undefined) return openTcp(address, acceptor);
  const { openTls } = await import('./tls-listener.ts');
  return openTls(address, acceptor, tls);
}
