import type { MessageOf } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import { CONGESTION_WAIT_MS } from '../timers.ts';
import type { Delivery } from './procedures.ts';
import type { ClientTopics } from './topics.ts';

export interface UnacknowledgedPort {
  readonly topics: ClientTopics;
  now(): number;
  congested(waitMs: number): void;
  publishAgain(delivery: Delivery): void;
}

/** Messages of QoS 0, which are done once they are sent; but PUBACK with an error may come unasked (MQTT-SN 1.2 §6.6). */
export class Unacknowledged {
  readonly #port: UnacknowledgedPort;
  #last: Delivery | undefined;
  #pausedUntilMs = 0;

  constructor(port: UnacknowledgedPort) {
    this.#port = port;
  }

  /** The gateway said that it is congested, and is left alone. */
  get isPaused(): boolean {
    return this.#pausedUntilMs > this.#port.now();
  }

  sent(delivery: Delivery): void {
    this.#last = delivery;
  }

  rejected({ msgId, returnCode }: MessageOf<'PUBACK'>): void {
    const delivery = this.#last;
    if (msgId !== 0 || delivery === undefined) return;
    this.#last = undefined;
    if (returnCode === RETURN_CODE.congestion) {
      this.#pausedUntilMs = this.#port.now() + CONGESTION_WAIT_MS;
      this.#port.congested(CONGESTION_WAIT_MS);
    } else if (returnCode === RETURN_CODE.invalidTopicId) {
      const { topic: name } = delivery.message;
      const topic = this.#port.topics.find(name);
      if (topic !== undefined) this.#port.topics.forget(name, topic);
      this.#port.publishAgain(delivery);
    }
  }
}
