import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  ClientId,
  StoredPacket,
  StoredSubscription,
  Subscriber,
} from 'aedes-persistence/asyncPersistence.js';
import { lockFolder } from './folder-lock.ts';
import { Journal } from './journal.ts';
import type { JournalRecord, Origin } from './journal-record.ts';
import { MemoryStore } from './memory-store.ts';
import { queuedRecords } from './queued-records.ts';

const GROWTH_BYTES = 16 * 1024 * 1024;

/**
 * Retained messages and sessions in memory, and each change of them in a journal in a folder, on the disk
 * before it is acknowledged: neither a killed broker nor a power failure loses what it has acknowledged. `$SYS`
 * is not kept.
 */
export class FolderStore extends MemoryStore {
  /** Whether a change is on the disk when its promise resolves. */
  readonly durable = true;
  readonly #journal: Journal;
  readonly #lock: string;
  /** Whose sessions are kept. */
  readonly #sessions = new Set<string>();
  /** By client id, the oldest first: who takes a connection over has its will here before the other's is over. */
  readonly #wills = new Map<string, StoredPacket[]>();
  /** The packet ids of the QoS 2 messages in the journal that were not yet released, by session. */
  readonly #received = new Map<string, Set<number>>();
  /** By payload, which is one object on all the way through aedes. */
  readonly #arriving = new WeakMap<Uint8Array, Origin>();
  readonly #growthBytes: number;
  #compactAt = Number.POSITIVE_INFINITY;
  #compacting: Promise<void> | undefined;

  private constructor(folder: string, lock: string, growthBytes: number) {
    super();
    this.#journal = new Journal(join(folder, 'journal.jsonl'));
    this.#lock = lock;
    this.#growthBytes = growthBytes;
  }

  /**
   * Throws a usage failure where the folder can't be used, or another broker uses it. The journal is written
   * anew when it has at least so many bytes and has grown to twice its size.
   */
  static async open(folder: string, growthBytes = GROWTH_BYTES): Promise<FolderStore> {
    const store = new FolderStore(folder, await lockFolder(folder), growthBytes);
    for await (const record of store.#journal.read()) {
      await store.#apply(record).catch(() => {}); // a change that was not possible then is not possible now
    }
    await store.#compact();
    return store;
  }

  get sessions(): Iterable<string> {
    return this.#sessions;
  }

  get wills(): Iterable<readonly [clientId: string, will: StoredPacket]> {
    return [...this.#wills].flatMap(([id, wills]) => wills.map((will) => [id, will] as const));
  }

  override async destroy(): Promise<void> {
    await super.destroy();
    await this.#journal.close();
    await rm(this.#lock, { force: true });
  }

  override storeRetained(packet: StoredPacket): Promise<void> {
    if (packet.topic?.startsWith('$SYS/')) return super.storeRetained(packet);
    return this.#change(['retain', packet]);
  }

  override addSubscriptions({ id }: ClientId, subscriptions: readonly StoredSubscription[]): Promise<void> {
    return this.#change(['subscribe', id, subscriptions]);
  }

  override removeSubscriptions({ id }: ClientId, topics: readonly string[]): Promise<void> {
    return this.#change(['unsubscribe', id, topics]);
  }

  override async cleanSubscriptions({ id }: ClientId): Promise<void> {
    if (this.#sessions.has(id)) await this.#change(['forget', id]);
  }

  override async outgoingEnqueueCombi(
    subscribers: readonly Subscriber[],
    packet: StoredPacket,
  ): Promise<void> {
    if (subscribers.length === 0) return;
    const ids = subscribers.map(({ clientId }) => clientId);
    const origin = packet.payload && this.#arriving.get(packet.payload);
    await this.#change(origin ? ['enqueue', ids, packet, origin] : ['enqueue', ids, packet]);
  }

  override outgoingUpdate({ id }: ClientId, packet: StoredPacket): Promise<void> {
    return this.#change(['update', id, packet]);
  }

  override async outgoingClearMessageId(client: ClientId, packet: StoredPacket) {
    if (!this.#sessions.has(client.id)) return undefined;
    await this.#compacting;
    const cleared = super.outgoingClearMessageId(client, packet);
    await this.#write(['clear', client.id, packet.messageId ?? 0]);
    return cleared;
  }

  /**
   * That a QoS 2 message has come is written down together with that it is queued: a broker that died between the two
   * would take what the sender sends again for a copy, and it would be lost, or queue it twice [MQTT-4.3.3-2].
   */
  override incomingStorePacket(client: ClientId, packet: StoredPacket): Promise<void> {
    const { messageId, payload } = packet;
    if (!client.clean && payload && messageId) this.#arriving.set(payload, [client.id, messageId]);
    return super.incomingStorePacket(client, packet);
  }

  override incomingDelPacket(client: ClientId, packet: StoredPacket): Promise<void> {
    const { messageId = 0 } = packet;
    if (!this.#received.get(client.id)?.has(messageId)) return super.incomingDelPacket(client, packet);
    return this.#change(['release', client.id, messageId]);
  }

  override cleanIncoming(client: ClientId): Promise<void> {
    if (!this.#received.has(client.id)) return super.cleanIncoming(client);
    return this.#change(['forget-received', client.id]);
  }

  override putWill({ id }: ClientId, will: StoredPacket): Promise<void> {
    return this.#change(['will', id, { ...will, cmd: 'publish' }]);
  }

  /** A connection's will is over. aedes says so of one that only begins as well, which is known by its `conn`. */
  override async delWill(client: ClientId): Promise<undefined> {
    if ('conn' in client || !this.#wills.has(client.id)) return;
    await this.#change(['will-over', client.id]);
  }

  /** The record goes to the journal in the same turn as the change to memory, so both have one order. */
  async #change(record: JournalRecord): Promise<void> {
    if (this.#compacting !== undefined) await this.#compacting;
    await Promise.all([this.#apply(record), this.#write(record)]);
  }

  async #write(record: JournalRecord): Promise<void> {
    await this.#journal.append(record);
    if (this.#journal.size < this.#compactAt || this.#compacting !== undefined) return;
    this.#compacting = this.#compact().finally(() => {
      this.#compacting = undefined;
    });
    await this.#compacting;
  }

  /** Does in memory what the record says, be it new or from the journal. */
  async #apply(record: JournalRecord): Promise<void> {
    switch (record[0]) {
      case 'retain':
        return super.storeRetained(record[1]);
      case 'subscribe':
        this.#sessions.add(record[1]);
        return super.addSubscriptions({ id: record[1] }, record[2]);
      case 'unsubscribe':
        return super.removeSubscriptions({ id: record[1] }, record[2]);
      case 'forget':
        this.#sessions.delete(record[1]);
        return super.cleanSubscriptions({ id: record[1] });
      case 'enqueue': {
        const [, clientIds, packet, origin] = record;
        for (const clientId of clientIds) this.#sessions.add(clientId);
        const received = origin && this.#receive(origin[0], { ...packet, messageId: origin[1] });
        const enqueued = super.outgoingEnqueueCombi(
          clientIds.map((clientId) => ({ clientId, topic: '' })),
          packet,
        );
        await Promise.all([received, enqueued]);
        return;
      }
      case 'update':
        return super.outgoingUpdate({ id: record[1] }, record[2]);
      case 'clear':
        await super.outgoingClearMessageId({ id: record[1] }, { cmd: 'puback', messageId: record[2] });
        return;
      case 'receive':
        return this.#receive(record[1], record[2]);
      case 'release':
        this.#received.get(record[1])?.delete(record[2]);
        return super.incomingDelPacket({ id: record[1] }, { cmd: 'pubrel', messageId: record[2] });
      case 'forget-received':
        this.#received.delete(record[1]);
        return super.cleanIncoming({ id: record[1] });
      case 'will':
        this.#wills.set(record[1], [...(this.#wills.get(record[1]) ?? []), record[2]]);
        return;
      case 'will-over': {
        const others = this.#wills.get(record[1])?.slice(1) ?? [];
        if (others.length > 0) this.#wills.set(record[1], others);
        else this.#wills.delete(record[1]);
      }
    }
  }

  #receive(id: string, packet: StoredPacket): Promise<void> {
    this.#received.set(id, (this.#received.get(id) ?? new Set()).add(packet.messageId ?? 0));
    return super.incomingStorePacket({ id }, packet);
  }

  async #compact(): Promise<void> {
    await this.#journal.rewrite(this.#records());
    this.#compactAt = Math.max(this.#growthBytes, 2 * this.#journal.size);
  }

  /** All there is in memory, as the records that bring it about. */
  async *#records(): AsyncIterable<JournalRecord> {
    for (const packet of this.retained()) {
      if (!packet.topic?.startsWith('$SYS/')) yield ['retain', packet];
    }
    for (const id of this.#sessions) {
      yield ['subscribe', id, await super.subscriptionsByClient({ id })];
      for await (const packet of this.outgoingStream({ id })) yield* queuedRecords(id, packet);
    }
    for (const [id, will] of this.wills) yield ['will', id, will];
    for (const [id, messageIds] of this.#received) {
      for (const messageId of messageIds) {
        yield ['receive', id, await this.incomingGetPacket({ id }, { cmd: 'pubrel', messageId })];
      }
    }
  }
}
