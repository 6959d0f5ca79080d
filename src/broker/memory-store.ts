import { Readable } from 'node:stream';
import type AsyncPersistence from 'aedes-persistence/asyncPersistence.js';
import type { ClientId, StoredPacket, Subscriber } from 'aedes-persistence/asyncPersistence.js';
import { filterMatches } from '../mqtt-protocol/topic.ts';
import { FilterStore } from './filter-store.ts';

/** What aedes keeps retained messages and sessions in. */
export interface Store extends AsyncPersistence {
  retained(): Iterable<StoredPacket>;
  /** Whether what was stored outlives the broker: then nothing is acknowledged before it is stored. */
  readonly durable?: boolean;
  /** Those of an earlier broker that are kept. */
  readonly sessions?: Iterable<string>;
  /** Of connections that ended with an earlier broker, by client id. */
  readonly wills?: Iterable<readonly [clientId: string, will: StoredPacket]>;
  /** Is told of each message in the moment it comes into a session's queue. */
  onEnqueued?: (clientId: string, packet: StoredPacket) => void;
}

/** Retained messages and sessions, kept as long as the broker runs. */
export class MemoryStore extends FilterStore {
  onEnqueued?: (clientId: string, packet: StoredPacket) => void;
  /** By topic. */
  readonly #retained = new Map<string, StoredPacket>();

  override storeRetained(packet: StoredPacket): Promise<void> {
    const { topic = '' } = packet;
    if (packet.payload?.length) this.#retained.set(topic, { ...packet });
    else this.#retained.delete(topic);
    return Promise.resolve();
  }

  /** All of them, `$` topics too. */
  retained(): Iterable<StoredPacket> {
    return this.#retained.values();
  }

  /**
   * What is read from the stream waits in buffers before it is sent, and a newer message on its topic would
   * reach the subscriber first. So what it says is looked up when it is sent: never an older value after a
   * newer one; the newer may come twice, and a message cleared meanwhile is empty, and not to be sent.
   */
  override createRetainedStreamCombi(filters: readonly string[]): Readable {
    return Readable.from(retainedFor(filters, this.#retained));
  }

  /**
   * Forgets what waits for the session as well. aedes leaves that to the connection that is about to be accepted,
   * and if that ends early, to the next.
   */
  override async cleanSubscriptions(client: ClientId): Promise<void> {
    await super.cleanSubscriptions(client);
    for await (const packet of super.outgoingStream(client)) {
      await super.outgoingClearMessageId(client, packet as StoredPacket);
    }
  }

  override outgoingEnqueueCombi(subscribers: readonly Subscriber[], packet: StoredPacket): Promise<void> {
    const enqueued = super.outgoingEnqueueCombi(subscribers, packet);
    if (this.onEnqueued) for (const { clientId } of subscribers) this.onEnqueued(clientId, packet);
    return enqueued;
  }

  /**
   * A PUBREL takes the place of the PUBLISH with its packet id. aedes looks for the place by brokerId and
   * brokerCounter first, which no PUBREL has, so of two under way the second would be written over the first,
   * and the first message never be released [MQTT-4.3.3-1]. With these two of its own it finds its place.
   */
  override outgoingUpdate(client: ClientId, packet: StoredPacket): Promise<void> {
    if (packet.cmd === 'pubrel') {
      packet.brokerId = `pubrel ${packet.messageId}`;
      packet.brokerCounter = 1;
    }
    return super.outgoingUpdate(client, packet);
  }
}

const CLEARED = Buffer.alloc(0);

function* retainedFor(
  filters: readonly string[],
  retained: ReadonlyMap<string, StoredPacket>,
): Iterable<StoredPacket> {
  const topics = [...retained.keys()].filter((topic) =>
    filters.some((filter) => filterMatches(filter, topic)),
  );
  for (const topic of topics) {
    const packet = retained.get(topic);
    if (!packet) continue;
    const { qos = 0 } = packet;
    yield {
      cmd: 'publish',
      topic,
      qos,
      get payload() {
        return retained.get(topic)?.payload ?? CLEARED;
      },
    };
  }
}
