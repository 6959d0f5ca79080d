import type { EventEmitter } from 'node:events';
import { Aedes, type Client, type PublishPacket } from 'aedes';
import { type AccessOptions, accessHooks, mayPublish } from './access.ts';
import type { DetailsOf } from './client-details.ts';
import { connectHooks } from './connect-rules.ts';
import { HeldStream } from './held-stream.ts';
import { deliverKept } from './kept-delivery.ts';
import type { Store } from './memory-store.ts';
import { keepSuccessors } from './take-over.ts';
import { keepTopicOrder } from './topic-order.ts';
import { publishLeftWills } from './wills.ts';

export interface AedesSettings extends AccessOptions {
  readonly drainTimeoutMs?: number;
}

/** aedes with our store and access rights, and its known faults mended. */
export async function openAedes(
  options: AedesSettings,
  persistence: Store,
  detailsOf: DetailsOf,
): Promise<Aedes> {
  let ownTopics = '$SYS/';
  const hooks = accessHooks(options, detailsOf, () => ownTopics);
  const aedes = await Aedes.createBroker({
    persistence,
    drainTimeout: options.drainTimeoutMs ?? 3000,
    ...hooks,
    ...connectHooks(hooks.authenticate),
    ...(persistence.durable && {
      authorizePublish: (client, packet, done) =>
        hooks.authorizePublish(client, packet, (error) => {
          if (error || packet.qos !== 1 || client === null) done(error);
          else publishFirst(aedes, client, packet, `${ownTopics}stored`, done);
        }),
    }),
  });
  keepSuccessors(aedes);
  keepTopicOrder(aedes);
  deliverKept(aedes, persistence);
  ownTopics = `$SYS/${aedes.id}/`;
  publishLeftWills(aedes, persistence, (client, topic) => mayPublish(detailsOf(client), topic));
  const emitter: EventEmitter = aedes; // its types lack 'error', which nobody listening would make fatal
  emitter.on('error', (error: Error) => options.observe?.({ type: 'failed', error }));
  aedes.on('connackSent', ({ returnCode }, client) => {
    if (returnCode === 0 && client.conn instanceof HeldStream) client.conn.answered();
  });
  return aedes;
}

/**
 * aedes acknowledges a QoS 1 message before it stores it. So this one is published, and with that stored,
 * while it is only to be authorized; what aedes then acknowledges and publishes goes to nobody.
 */
function publishFirst(
  aedes: Aedes,
  client: Client,
  packet: PublishPacket,
  nowhere: string,
  done: (error?: Error | null) => void,
): void {
  const { publish }: { publish: PublishFor } = aedes as Aedes & { publish: PublishFor };
  publish.call(aedes, { ...packet }, client, (error) => {
    Object.assign(packet, { topic: nowhere, retain: false, payload: Buffer.alloc(0) });
    done(error);
  });
}

/** What the types of aedes lack: who the message is from. */
type PublishFor = (packet: PublishPacket, client: Client, done: (error?: Error) => void) => void;
