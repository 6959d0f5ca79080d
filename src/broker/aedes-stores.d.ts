/** What aedes keeps retained messages and sessions in, as far as we use it; the package has no such types. */
declare module 'aedes-persistence/asyncPersistence.js' {
  import type { Readable } from 'node:stream';

  interface ClientId {
    readonly id: string;
    /** Of a connected client: whether its session ends with the connection. */
    readonly clean?: boolean;
  }
  interface StoredSubscription {
    readonly topic: string;
    readonly qos: number;
  }
  interface Subscriber {
    readonly clientId: string;
    readonly topic: string;
  }
  interface StoredPacket {
    readonly cmd: string;
    readonly topic?: string;
    readonly payload?: Buffer;
    qos?: number;
    dup?: boolean;
    readonly retain?: boolean;
    messageId?: number;
    brokerId?: string;
    brokerCounter?: number;
  }
  // biome-ignore lint/style/noDefaultExport: so the package has it
  export default class AsyncPersistence {
    setup(broker: unknown): Promise<void>;
    destroy(): Promise<void>;
    storeRetained(packet: StoredPacket): Promise<void>;
    createRetainedStreamCombi(filters: readonly string[]): Readable;
    addSubscriptions(client: ClientId, subscriptions: readonly StoredSubscription[]): Promise<void>;
    removeSubscriptions(client: ClientId, topics: readonly string[]): Promise<void>;
    cleanSubscriptions(client: ClientId): Promise<void>;
    subscriptionsByClient(client: ClientId): Promise<readonly StoredSubscription[]>;
    subscriptionsByTopic(topic: string): Promise<readonly Subscriber[]>;
    outgoingEnqueueCombi(subscribers: readonly Subscriber[], packet: StoredPacket): Promise<void>;
    outgoingUpdate(client: ClientId, packet: StoredPacket): Promise<void>;
    outgoingClearMessageId(client: ClientId, packet: StoredPacket): Promise<StoredPacket | undefined>;
    outgoingStream(client: ClientId): Readable;
    incomingStorePacket(client: ClientId, packet: StoredPacket): Promise<void>;
    incomingGetPacket(client: ClientId, packet: StoredPacket): Promise<StoredPacket>;
    incomingDelPacket(client: ClientId, packet: StoredPacket): Promise<void>;
    cleanIncoming(client: ClientId): Promise<void>;
    putWill(client: ClientId, packet: StoredPacket): Promise<void>;
    delWill(client: ClientId): Promise<StoredPacket | undefined>;
  }
}
