import type { Client } from 'aedes';
import type { StoredPacket } from 'aedes-persistence/asyncPersistence.js';
import { type Packet, writeToStream } from 'mqtt-packet';
import { filterMatches } from '../mqtt-protocol/topic.ts';
import { grantedQos, type Subscriptions } from './granted-qos.ts';
import type { Store } from './memory-store.ts';

/** What aedes has and its types lack. */
export interface AedesClient extends Client {
  readonly broker: { authorizeForward(client: Client, packet: StoredPacket): unknown };
  readonly subscriptions: Subscriptions;
  /** The packet id that aedes uses next. */
  _nextId: number;
  deliver0(packet: StoredPacket, done: () => void): void;
  deliverQoS(packet: StoredPacket, done: () => void): void;
  /** Calls back when there is room again, or the connection is closed, as it is when that takes too long. */
  waitForDrain(done: () => void): void;
}

/** Messages whose packet ids are stored together. */
const BATCH = 100;
/** Some packet ids are left for retained messages, which are in no queue. */
const MAX_IN_FLIGHT = 60_000;
const MAX_ID = 65_535;

/** Sends one connection of a kept session what is in the session's queue, once and in order. */
export class KeptConnection {
  readonly #client: AedesClient;
  readonly #store: Store;
  #unsent: StoredPacket[] = [];
  readonly #inFlight = new Set<number>();
  #sending = true;
  #full = false;
  /** Publishers that wait for room. */
  readonly #held: (() => void)[] = [];

  constructor(client: AedesClient, store: Store) {
    this.#client = client;
    this.#store = store;
  }

  /** Begins with what is in the queue now; whatever is queued from now on has to be offered. */
  open(queued: AsyncIterable<StoredPacket>): void {
    this.#resume(queued).catch((error) => this.#fail(error));
  }

  async #resume(queued: AsyncIterable<StoredPacket>): Promise<void> {
    const waiting: StoredPacket[] = [];
    for await (const packet of queued) {
      waiting.push(packet);
      if (packet.messageId === undefined) continue;
      this.#inFlight.add(packet.messageId);
      this.#client._nextId = (packet.messageId % MAX_ID) + 1;
    }
    this.#unsent = waiting.concat(this.#unsent);
    await this.#sendAll();
  }

  /** A message was added to the queue. */
  offer(packet: StoredPacket): void {
    if (this.#client.closed) return;
    this.#unsent.push(packet);
    this.#send();
  }

  /** A packet id is free again. */
  acknowledged(messageId: number): void {
    this.#inFlight.delete(messageId);
    if (this.#unsent.length > 0) this.#send();
  }

  /** A client that does not read holds up those who publish to it, as it does at QoS 0. */
  whenWritable(done: () => void): void {
    if (this.#full) this.#held.push(done);
    else setImmediate(done);
  }

  /** Not at once: a store says that a message is queued before it has written that down. */
  #send(): void {
    if (this.#sending) return;
    this.#sending = true;
    setImmediate(() => {
      this.#sendAll().catch((error) => this.#fail(error));
    });
  }

  #fail(error: unknown): void {
    if (!this.#client.closed) this.#client.emit('error', error);
  }

  async #sendAll(): Promise<void> {
    try {
      while (this.#unsent.length > 0 && this.#inFlight.size < MAX_IN_FLIGHT && !this.#client.closed) {
        const batch = this.#unsent.splice(0, BATCH);
        for (const packet of await Promise.all(batch.map((stored) => this.#prepare(stored)))) {
          if (packet !== undefined) await this.#write(packet);
        }
      }
    } finally {
      this.#sending = false;
    }
  }

  /** The packet to send; nothing if the client may not read it. */
  async #prepare(stored: StoredPacket): Promise<Packet | undefined> {
    const { cmd, messageId: givenId } = stored;
    if (cmd === 'pubrel') return { cmd, messageId: givenId ?? 0 };
    const messageId = givenId ?? this.#nextId();
    if (givenId === undefined) await this.#store.outgoingUpdate(this.#client, { ...stored, messageId });
    if (!this.#mayRead(stored)) {
      await this.#store.outgoingClearMessageId(this.#client, { cmd, messageId });
      return undefined;
    }
    const { topic = '', payload = Buffer.alloc(0) } = stored;
    const dup = givenId !== undefined;
    return { cmd: 'publish', topic, payload, qos: this.#qos(stored), dup, retain: false, messageId };
  }

  #nextId(): number {
    const client = this.#client;
    while (this.#inFlight.has(client._nextId)) client._nextId = (client._nextId % MAX_ID) + 1;
    const messageId = client._nextId;
    client._nextId = (messageId % MAX_ID) + 1;
    this.#inFlight.add(messageId);
    return messageId;
  }

  /** A topic that starts with `$` is in the queues of those who subscribed to `#` as well. */
  #mayRead(packet: StoredPacket): boolean {
    const client = this.#client;
    const { topic = '' } = packet;
    if (
      topic.startsWith('$') &&
      !Object.keys(client.subscriptions).some((own) => filterMatches(own, topic))
    ) {
      return false;
    }
    return client.broker.authorizeForward(client, packet) !== null;
  }

  #qos({ topic = '', qos }: StoredPacket): 1 | 2 {
    return qos === 2 && grantedQos(this.#client.subscriptions, topic, qos) === 2 ? 2 : 1;
  }

  async #write(packet: Packet): Promise<void> {
    const client = this.#client;
    if (client.closed) return;
    if (writeToStream(packet, client.conn)) return;
    this.#full = true;
    await new Promise<void>((resolve) => client.waitForDrain(resolve));
    this.#full = false;
    for (const done of this.#held.splice(0)) done();
  }
}
