import { type ConnectionSettings, formatEndpoint } from '../../mqtt/settings.ts';
import type { Testbed } from './testbed.ts';

/** Watches a broker of others: only messages are seen, and nothing is cut. */
export async function openWatch(broker: ConnectionSettings): Promise<Testbed> {
  const { host, port } = broker.endpoint;
  return {
    place: { host, port, url: formatEndpoint(broker.endpoint) },
    broker: () => broker,
    restart: async () => {},
    close: async () => {},
  };
}
