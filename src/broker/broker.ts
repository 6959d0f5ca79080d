import { Aedes, type Client } from 'aedes';
import type { BrokerEvent } from './event.ts';
import { HeldStream } from './held-stream.ts';
import { type Listening, openListener } from './listener.ts';
import { type ClientDetails, observeAedes } from './observe.ts';

export interface BrokerOptions {
  readonly observe?: (event: BrokerEvent) => void;
  /** The largest control packet that a client may send, in bytes. */
  readonly maxPacketBytes?: number;
}

export interface Broker {
  /** Serves one client, over any stream of bytes. `peer` is what events call its address. */
  serve(stream: HeldStream, peer: string): void;
  /** Serves all who connect to a TCP port; port 0 is any free one. Rejects with the system's error. */
  listen(address: { readonly host: string; readonly port: number }): Promise<Listening>;
  /** Listens no longer and closes every connection. */
  close(): Promise<void>;
}

/** One frozen subscriber holds up everybody for this long, and is then thrown out. */
const DRAIN_TIMEOUT_MS = 3000;

/**
 * An MQTT 3.1 and 3.1.1 broker inside this process: aedes, with what it lacks. Clients of MQTT 5 are refused
 * with "unacceptable protocol version".
 */
export async function createBroker(options: BrokerOptions = {}): Promise<Broker> {
  const aedes = await openAedes();
  const details = new WeakMap<Client, ClientDetails>();
  const streams = new Set<HeldStream>();
  const listeners = new Set<Listening>();
  if (options.observe) observeAedes(aedes, (client) => details.get(client) ?? NOBODY, options.observe);
  aedes.on('connackSent', ({ returnCode }, client) => {
    if (returnCode === 0 && client.conn instanceof HeldStream) client.conn.answered();
  });

  const serve = (stream: HeldStream, peer: string): void => {
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
      for (const listening of listeners) listening.close();
      await new Promise<void>((resolve) => aedes.close(resolve));
      for (const stream of streams) stream.destroy();
    },
  };
}

const NOBODY: ClientDetails = { peer: '?' };

async function openAedes(): Promise<Aedes> {
  let own = '';
  const aedes = await Aedes.createBroker({
    drainTimeout: DRAIN_TIMEOUT_MS,
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
