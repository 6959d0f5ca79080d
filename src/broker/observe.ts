import type { Aedes, Client } from 'aedes';
import type { DetailsOf } from './client-details.ts';
import type { BrokerEvent, GrantedFilter } from './event.ts';

/** Turns what aedes emits into events of our own. */
export function observeAedes(
  aedes: Aedes,
  detailsOf: DetailsOf,
  observe: (event: BrokerEvent) => void,
): void {
  const errors = new WeakMap<Client, Error>();
  aedes.on('clientReady', (client) => {
    const { peer, username } = detailsOf(client);
    observe({
      type: 'connected',
      clientId: client.id,
      peer,
      version: client.version === 3 ? '3.1' : '3.1.1',
      clean: client.clean,
      ...(username !== undefined && { username }),
    });
  });
  aedes.on('clientDisconnect', (client) => {
    const error = errors.get(client)?.message;
    observe({ type: 'disconnected', clientId: client.id, ...(error !== undefined && { error }) });
  });
  const failed = (client: Client, error: Error) => {
    errors.set(client, error);
    if (client.connected) return; // it will be disconnected, with this reason
    const clientId = client.id || undefined;
    const { peer } = detailsOf(client);
    const reason = REASONS[error.message] ?? error.message;
    observe({ type: 'refused', peer, reason, ...(clientId !== undefined && { clientId }) });
  };
  aedes.on('clientError', failed);
  aedes.on('connectionError', failed);
  aedes.on('subscribe', (subscriptions, client) => {
    observe({ type: 'subscribed', clientId: client.id, filters: subscriptions.map(granted) });
  });
  aedes.on('unsubscribe', (filters, client) => {
    if (client.closed) return; // it went without, and aedes does it for it
    observe({ type: 'unsubscribed', clientId: client.id, filters });
  });
  aedes.on('publish', ({ topic, payload, qos, retain }, client) => {
    if (client === null || client === undefined || topic.startsWith('$SYS/')) return; // the broker's own
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
    observe({ type: 'published', clientId: client.id, topic, payload: bytes, qos, retain });
  });
}

function granted(subscription: { readonly topic: string; readonly qos: number }): GrantedFilter {
  const { topic: filter, qos } = subscription;
  return { filter, qos: qos === 0 || qos === 1 || qos === 2 ? qos : 128 };
}

/** Where what aedes says does not help. */
const REASONS: Readonly<Record<string, string>> = {
  'unacceptable protocol version': 'it asks for MQTT 5, and this broker speaks 3.1 and 3.1.1',
  'not authorized': 'wrong user name or password',
};
