import type { BrokerCounters } from '../core.ts';
import type { ClientTransport } from '../transport.ts';
import type { Flushable, FlushQueue } from './flush-queue.ts';

/** More bytes are written before the turn of the event loop ends. */
const EARLY_BYTES = 64 * 1024;
const PUBLISH = 0x30;

/**
 * Gathers the packets of one connection and writes once a turn. A packet with a promise waits for the store,
 * and later packets of the connection wait behind the promise.
 */
export class ConnectionOutput implements Flushable {
  readonly #transport: ClientTransport;
  readonly #flushQueue: FlushQueue;
  readonly #counters: BrokerCounters;
  readonly #onFailed: (error: Error) => void;
  #packets: Uint8Array[] = [];
  #bytes = 0;
  #isAdded = false;
  #needsCommit = false;
  /** Batches waiting for the store, the commit of the last batch, and the bytes in these batches. */
  #committing = 0;
  #committed: Promise<void> | undefined;
  #committingBytes = 0;
  #isEnding = false;

  constructor(
    transport: ClientTransport,
    flushQueue: FlushQueue,
    counters: BrokerCounters,
    onFailed: (error: Error) => void,
  ) {
    this.#transport = transport;
    this.#flushQueue = flushQueue;
    this.#counters = counters;
    this.#onFailed = onFailed;
  }

  get unsentBytes(): number {
    return this.#bytes + this.#committingBytes + this.#transport.unsentBytes;
  }

  /** `promises`: the packet acknowledges recorded changes. */
  send(packet: Uint8Array, promises: boolean): void {
    if (this.#isEnding) return;
    this.#packets.push(packet);
    this.#bytes += packet.length;
    if (promises) this.#needsCommit = true;
    const { sent } = this.#counters;
    sent.packets += 1;
    sent.bytes += packet.length;
    if (((packet[0] ?? 0) & 0xf0) === PUBLISH) sent.publishes += 1;
    if (this.#bytes > EARLY_BYTES && !this.#needsCommit && this.#committing === 0) this.#write();
    else this.#add();
  }

  /** Closes the connection when everything has been sent. */
  end(): void {
    this.#isEnding = true;
    this.#add();
  }

  flush(commit: () => Promise<void> | undefined): void {
    this.#isAdded = false;
    const committed = (this.#needsCommit ? commit() : undefined) ?? this.#committed;
    if (committed === undefined) {
      this.#write();
      if (this.#isEnding) this.#transport.end();
      return;
    }
    const packets = this.#take();
    const bytes = packets.reduce((total, packet) => total + packet.length, 0);
    const isLast = this.#isEnding;
    this.#committing += 1;
    this.#committed = committed;
    this.#committingBytes += bytes;
    committed.then(
      () => {
        this.#committing -= 1;
        if (this.#committing === 0) this.#committed = undefined;
        this.#committingBytes -= bytes;
        this.#transport.write(packets);
        if (isLast) this.#transport.end();
      },
      (error: Error) => {
        this.#onFailed(error);
        this.#transport.end();
      },
    );
  }

  #add(): void {
    if (this.#isAdded) return;
    this.#isAdded = true;
    this.#flushQueue.add(this);
  }

  #write(): void {
    if (this.#packets.length > 0) this.#transport.write(this.#take());
  }

  #take(): Uint8Array[] {
    const packets = this.#packets;
    this.#packets = [];
    this.#bytes = 0;
    this.#needsCommit = false;
    return packets;
  }
}
