import type { EventEmitter } from 'node:events';
import { Aedes, type Client } from 'aedes';
import type { BrokerEvent } from './event.ts';
import { HeldStream } from './held-stream.ts';
import { type Listening, openListener } from './listener.ts';
import { Meter } from './meter.ts';
import { type ClientDetails, observeAedes } from './observe.ts';
import { publishSys } from './sys-publisher.ts';

export interface BrokerOptions {
  readonly observe?: (event: BrokerEvent) => void;
  /** The largest control packet that a client may send, in bytes. */
  readonly maxPacketBytes?: number;
  /** How long a subscriber that does not read may hold up everybody before it is thrown out (3 s). */
  readonly drainTimeoutMs?: number;
  /** How often `$SYS/broker/…` is published, in milliseconds (10 s); 0 is never. */
  readonly sysIntervalMs?: number;
  /** What `$SYS/broker/version` says. */
  readonly version?: string;
}

export interface Broker {
  /** Serves one client, over any stream of bytes. `peer` is what events call its address. */
  serve(stream: HeldStream, peer: string): void;
  /** Serves all who connect to a TCP port; port 0 is any free one. Rejects with the system's error. */
  listen(address: { readonly host: string; readonly port: number }): Promise<Listening>;
  /** Listens no longer and closes every connection. */
  close(): Promise<void>;
}

/**
 * An MQTT 3.1 and 3.1.1 broker inside this process: aedes, with what it lacks. Clients of MQTT 5 are refused
 * with "unacceptable protocol version".
 */
export async function createBroker(options: BrokerOptions = {}): Promise<Broker> {
  const aedes = await openAedes(options);
  const details = new WeakMap<Client, ClientDetails>();
  const streams = new Set<HeldStream>();
  const listeners = new Set<Listening>();
  const meter = new Meter(aedes, () => performance.now());
  await meter.open();
  const stopSys = await startSys(aedes, meter, options);
  const emitter: EventEmitter = aedes; // its types lack 'error', which nobody listening would make fatal
  emitter.on('error', (error: Error) => options.observe?.({ type: 'failed', error }));
  if (options.observe) observeAedes(aedes, (client) => details.get(client) ?? NOBODY, options.observe);
  aedes.on('connackSent', ({ returnCode }, client) => {
    if (returnCode === 0 && client.conn instanceof HeldStream) client.conn.answered();
  });

  const serve = (stream: HeldStream, peer: string): void => {
    meter.serves(stream);
    streams.add(stream);
    stream.once('close', () => streams.delete(stream));
    const client = aedes.handle(stream);
    details.set(client, { peer });
    client.on('connected', () => stream.connected());
  };

  return {
    serve,
    async listen(address) {
      const listening = await openListener(address, (socket, peer) => {
        serve(new HeldStream(socket, options), peer);
      });
      listeners.add(listening);
      return listening;
    },
    async close() {
      stopSys();
      for (const listening of listeners) listening.close();
      await new Promise<void>((resolve) => aedes.close(resolve));
      for (const stream of streams) stream.destroy();
    },
  };
}

const NOBODY: ClientDetails = { peer: '?' };

async function startSys(aedes: Aedes, meter: Meter, options: BrokerOptions): Promise<() => void> {
  const { sysIntervalMs: intervalMs = 10_000, version = 'building-sim broker' } = options;
  return intervalMs === 0 ? () => {} : publishSys(aedes, meter, { intervalMs, version });
}

async function openAedes({ drainTimeoutMs = 3000 }: BrokerOptions): Promise<Aedes> {
  let own = '';
  const aedes = await Aedes.createBroker({
    drainTimeout: drainTimeoutMs,
    // An error here would close the connection, and the client would send the same message for ever.
    authorizePublish: (_client, packet, done) => {
      if (packet.topic.startsWith('$SYS/')) Object.assign(packet, { topic: `${own}dropped`, retain: false });
      done(null);
    },
    // aedes would grant a shared subscription and deliver nothing to it.
    authorizeSubscribe: (_client, subscription, done) => {
      done(null, subscription.topic.startsWith('$share/') ? null : subscription);
    },
    // What aedes tells itself is not for those who subscribe to `$SYS/#`.
    authorizeForward: (_client, packet) => (packet.topic.startsWith(own) ? null : packet),
  });
  own = `$SYS/${aedes.id}/`;
  return aedes;
}
