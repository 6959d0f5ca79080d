/** What aedes keeps retained messages and sessions in, as far as we use it; the package has no such types. */
declare module 'aedes-persistence/asyncPersistence.js' {
  interface ClientId {
    readonly id: string;
  }
  interface StoredSubscription {
    readonly clientId: string;
    readonly topic: string;
    readonly qos: number;
  }
  interface StoredPacket {
    readonly cmd: string;
    readonly messageId?: number;
    brokerId?: string;
    brokerCounter?: number;
  }
  // biome-ignore lint/style/noDefaultExport: so the package has it
  export default class AsyncPersistence {
    setup(broker: unknown): Promise<void>;
    destroy(): Promise<void>;
    addSubscriptions(client: ClientId, subscriptions: readonly object[]): Promise<void>;
    outgoingEnqueueCombi(subscriptions: readonly StoredSubscription[], packet: StoredPacket): Promise<void>;
    outgoingUpdate(client: ClientId, packet: StoredPacket): Promise<void>;
    outgoingClearMessageId(client: ClientId, packet: StoredPacket): Promise<StoredPacket | undefined>;
  }
}
