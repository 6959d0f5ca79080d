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
import { CONNECTIONS_5 } from './connections-5.ts';
import { ENDINGS_5 } from './endings-5.ts';
import { FAULTS } from './faults.ts';
import { FAULTS_5 } from './faults-5.ts';
import { MESSAGES } from './messages.ts';
import { MESSAGES_5 } from './messages-5.ts';
import type { Row } from './row.ts';
import { SHARED } from './shared.ts';
import { SUBSCRIPTIONS } from './subscriptions.ts';
import { SUBSCRIPTIONS_5 } from './subscriptions-5.ts';
import { WILLS_5 } from './wills-5.ts';

interface Running {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Requirements of MQTT 3.1.1 and 5 on a broker. They run on ours, and on mosquitto to check the rows themselves.
 * Some rows wait for seconds to pass, so the brokers wait together.
 */
describe.concurrent.each([
  ['ours', () => startOurs()],
  ['ours with --store', () => startOurs(true)],
  ...(lacks('mosquitto') ? [] : [['mosquitto', startTheirs] as const]),
] as const)('%s', (brokerName, start) => {
  let broker: Running;
  beforeAll(async () => {
    broker = await start();
  });
  afterAll(() => broker.stop());

  // Some of these rows hear every topic.
  describe.sequential.each([
    ['connections', CONNECTIONS],
    ['subscriptions', SUBSCRIPTIONS],
    ['messages', MESSAGES],
  ] as const)('%s', (_, rows) => {
    it.each(rows.map((row) => [row.name, row] as const))('%s', async (_, row) => {
      expect(await row.happens(broker.port)).toEqual(row.expected);
    });
  });

  describe.each([
    ['faults', FAULTS],
    ['shared subscriptions', SHARED],
    ['MQTT 5: connections', CONNECTIONS_5],
    ['MQTT 5: sessions that end', ENDINGS_5],
    ['MQTT 5: wills', WILLS_5],
    ['MQTT 5: subscriptions', SUBSCRIPTIONS_5],
    ['MQTT 5: messages', MESSAGES_5],
    ['MQTT 5: faults', FAULTS_5],
  ] as const)('%s', (_, rows) => {
    it.each(rows.map((row) => [row.name, row] as const))('%s', async (_, row) => {
      expect(await row.happens(broker.port)).toEqual(expectedOf(row, brokerName));
    });
  });
});

function expectedOf({ expected, mosquitto }: Row, brokerName: string): unknown {
  return brokerName === 'mosquitto' && mosquitto ? mosquitto.expected : expected;
}

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
