import type { Duplex } from 'node:stream';
import { createDialer } from './dial.ts';
import type { ConnectionSettings, Endpoint } from './settings.ts';

/** The endpoints of a broker: one, or one for each node of a cluster. */
export interface BrokerEndpoints {
  /** The endpoint dialled last. */
  readonly current: Endpoint;
  /** Starts a connection: at first to the first endpoint, then to each next one in turn. */
  dialNext(): Duplex;
}

export async function createBrokerEndpoints(settings: ConnectionSettings): Promise<BrokerEndpoints> {
  const { endpoint, otherEndpoints } = settings;
  const dialers = await Promise.all(
    [endpoint, ...otherEndpoints].map(async (node) => ({
      endpoint: node,
      dial: await createDialer({ ...settings, endpoint: node }),
    })),
  );
  let current = endpoint;
  let dialled = 0;
  return {
    get current() {
      return current;
    },
    dialNext: () => {
      const next = dialers[dialled++ % dialers.length];
      if (next === undefined) throw new TypeError('no endpoint');
      current = next.endpoint;
      return next.dial();
    },
  };
}
