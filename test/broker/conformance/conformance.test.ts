// Tests src/broker/ as a whole, and mosquitto by the same rows.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBroker } from '../../../src/broker/broker.ts';
import { FolderStore } from '../../../src/broker/store/folder-store.ts';
import { startMosquitto } from '../../cli/mosquitto.ts';
import { lacks } from '../../parts.ts';
import { CONNECTIONS } from './connections.ts';
import { MESSAGES } from './messages.ts';
import { SUBSCRIPTIONS } from './subscriptions.ts';

interface Running {
  readonly port: number;
  stop(): Promise<void>;
}

/** What MQTT 3.1.1 asks of a broker, asked of ours and, to see that it is asked rightly, of mosquitto. */
describe.each([
  ['ours', () => startOurs()],
  ['ours with --store', () => startOurs(true)],
  ...(lacks('mosquitto') ? [] : [['mosquitto', startTheirs] as const]),
] as const)('%s', (_, start) => {
  let broker: Running;
  beforeAll(async () => {
    broker = await start();
  });
  afterAll(() => broker.stop());

  describe.each([
    ['connections', CONNECTIONS],
    ['subscriptions', SUBSCRIPTIONS],
    ['messages', MESSAGES],
  ] as const)('%s', (_, rows) => {
    it.each(rows.map((row) => [row.name, row] as const))('%s', async (_, { happens, expected }) => {
      expect(await happens(broker.port)).toEqual(expected);
    });
  });
});

async function startOurs(stored = false): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'building-sim-conformance-'));
  const broker = await createBroker(stored ? { store: await FolderStore.open(folder) } : {});
  const { port } = await broker.listen({ host: '127.0.0.1', port: 0 });
  return {
    port,
    async stop() {
      await broker.close();
      await rm(folder, { recursive: true });
    },
  };
}

function startTheirs(): Promise<Running> {
  return startMosquitto({ conf: ['max_queued_messages 0'] });
}
