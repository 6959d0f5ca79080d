import type { BrokerMessage } from './broker.ts';
import { BrokerBackPressure } from './broker-back-pressure.ts';
import type { ClientContext } from './client-context.ts';
import { type ClientAck, MessageDelivery } from './delivery.ts';
import { DownlinkQueue } from './downlink-queue.ts';
import { DownlinkThrottle } from './downlink-throttle.ts';

/**
 * Messages from the broker to a client. A single queue keeps the broker's order; the next message waits for the last
 * acknowledgement of the one before (MQTT-SN 1.2 §6.6).
 */
export class Downlink {
  readonly #client: ClientContext;
  readonly #onIdle: () => void;
  readonly #queue: DownlinkQueue;
  readonly #throttle: DownlinkThrottle;
  readonly #delivery: MessageDelivery;
  readonly #backPressure: BrokerBackPressure;
  #isSubackPending = false;
  #pushed = 0;

  /** Calls `onIdle` when a listening client has got, and acknowledged, everything. */
  constructor(client: ClientContext, onIdle: () => void) {
    this.#client = client;
    this.#onIdle = onIdle;
    this.#queue = new DownlinkQueue(client);
    this.#throttle = new DownlinkThrottle(client, () => this.pump());
    this.#delivery = new MessageDelivery(client, this.#queue, this.#throttle);
    this.#backPressure = new BrokerBackPressure(client);
  }

  /** No message is on the way, and none could go out now. */
  get isIdle(): boolean {
    return this.#delivery.isFree && (this.#queue.length === 0 || this.#throttle.isPaused);
  }

  /** How many messages the broker has sent so far. */
  get pushed(): number {
    return this.#pushed;
  }

  push(message: BrokerMessage): void {
    this.#pushed++;
    this.#queue.push(message);
    this.pump();
  }

  acknowledged(ack: ClientAck): void {
    this.#delivery.acknowledged(ack);
    this.pump();
  }

  /** `isPending`: the broker has not answered a SUBSCRIBE or UNSUBSCRIBE of the client. */
  holdForSuback(isPending: boolean): void {
    this.#isSubackPending = isPending;
    if (!isPending) this.pump();
  }

  /** The client listens again. */
  resume(): void {
    this.#delivery.restart();
    this.pump();
  }

  /** Sends every message that may go out now. */
  pump(): void {
    while (this.#isListening && this.#delivery.isFree && !this.#throttle.isOverRate) {
      const queued = this.#throttle.isPaused ? undefined : this.#queue.shift();
      if (queued === undefined) {
        this.#onIdle();
        break;
      }
      this.#delivery.begin(queued);
    }
    this.#regulate();
  }

  /** Retransmits; false when the client has left every repetition unanswered (§6.13). */
  tick(): boolean {
    this.#regulate();
    if (this.#isListening && this.#delivery.isFree && this.#queue.length > 0) this.pump();
    return this.#delivery.tick(this.#isListening);
  }

  /** Forgets every message, and acknowledges none: the broker keeps the messages of a persistent session. */
  clear(): void {
    this.#queue.clear();
    this.#delivery.clear();
  }

  /**
   * Holds messages back until SUBACK has told the client the topic id, unless the queue is nearly full: the broker
   * sends SUBACK after the messages already under way, so waiting could overflow.
   */
  get #isListening(): boolean {
    return this.#client.canReceive && (!this.#isSubackPending || this.#queue.fill !== 'roomy');
  }

  #regulate(): void {
    this.#backPressure.update(this.#queue.fill, this.#isListening && !this.#throttle.isPaused);
  }
}
