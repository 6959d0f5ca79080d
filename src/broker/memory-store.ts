import { Readable } from 'node:stream';
import AsyncPersistence, {
  type ClientId,
  type StoredPacket,
  type Subscriber,
} from 'aedes-persistence/asyncPersistence.js';
import { filterMatches } from '../building/filter.ts';

/** What aedes keeps retained messages and sessions in. */
export interface Store extends AsyncPersistence {
  /** Whether what was stored outlives the broker: then nothing is acknowledged before it is stored. */
  readonly durable?: boolean;
  /** Is told of each message in the moment it comes into a session's queue. */
  onEnqueued?: (clientId: string, packet: StoredPacket) => void;
}

/** Retained messages and sessions, kept as long as the broker runs. */
export class MemoryStore extends AsyncPersistence {
  onEnqueued?: (clientId: string, packet: StoredPacket) => void;

  override outgoingEnqueueCombi(subscribers: readonly Subscriber[], packet: StoredPacket): Promise<void> {
    const enqueued = super.outgoingEnqueueCombi(subscribers, packet);
    if (this.onEnqueued) for (const { clientId } of subscribers) this.onEnqueued(clientId, packet);
    return enqueued;
  }

  /** aedes has `#` match what begins with `$` here [MQTT-4.7.2-1]. */
  override createRetainedStreamCombi(filters: readonly string[]): Readable {
    return Readable.from(retainedFor(filters, this.createRetainedStream('#')));
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

async function* retainedFor(
  filters: readonly string[],
  retained: AsyncIterable<StoredPacket>,
): AsyncIterable<StoredPacket> {
  for await (const packet of retained) {
    const { topic = '' } = packet;
    if (filters.some((filter) => filterMatches(filter, topic))) yield packet;
  }
}
