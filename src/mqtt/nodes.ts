import type { Duplex } from 'node:stream';
import { createDialer } from './dial.ts';
import type { ConnectionSettings, Endpoint } from './settings.ts';

/** The nodes of a cluster, or the one broker. */
export interface Nodes {
  /** The one that was dialled last. */
  readonly current: Endpoint;
  /** Starts a connection to the first, and each time after that to the next one. */
  dialNext(): Duplex;
}

export async function createNodes(settings: ConnectionSettings): Promise<Nodes> {
  const { endpoint, otherEndpoints } = settings;
  const nodes = await Promise.all(
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
      const node = nodes[dialled++ % nodes.length];
      if (node === undefined) throw new TypeError('no node');
      current = node.endpoint;
      return node.dial();
    },
  };
}
