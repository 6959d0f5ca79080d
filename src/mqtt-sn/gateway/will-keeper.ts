import type { MessageOf } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import type { BrokerConnection, Will } from './broker.ts';
import { isPublishable } from './names.ts';

/**
 * A client's will. It outlives a connection of a kept session (MQTT-SN 1.2 §6.3), and can change while connected
 * (§6.4), which MQTT's can't: from then on the gateway publishes it itself, and the broker is made to forget its own.
 */
export class WillKeeper {
  #will: Will | undefined;
  #atBroker: Will | undefined;

  set(will: Will | undefined): void {
    this.#will = will;
  }

  /** The will that goes into the MQTT CONNECT. */
  atConnect(): Will | undefined {
    this.#atBroker = this.#will;
    return this.#will;
  }

  /** Answers WILLTOPICUPD with a return code. Without topic: the will is deleted. */
  updateTopic({ qos, retain, willTopic: topic }: MessageOf<'WILLTOPICUPD'>): number {
    if (topic === undefined) {
      this.#will = undefined;
      return RETURN_CODE.accepted;
    }
    if (qos === -1 || !isPublishable(topic)) return RETURN_CODE.notSupported;
    this.#will = { topic, qos, retain, payload: this.#will?.payload ?? Buffer.alloc(0) };
    return RETURN_CODE.accepted;
  }

  /** Answers WILLMSGUPD with a return code; refused where there is no topic to publish it to. */
  updateMessage(payload: Buffer): number {
    if (this.#will === undefined) return RETURN_CODE.notSupported;
    this.#will = { ...this.#will, payload };
    return RETURN_CODE.accepted;
  }

  /** Ends a lost client's connection so that its will, as it is now, is published. */
  execute(connection: BrokerConnection): void {
    if (this.#will === this.#atBroker) {
      connection.drop();
      return;
    }
    if (this.#will === undefined) {
      connection.disconnect();
      return;
    }
    connection.publish(this.#will, () => {});
    connection.disconnect();
  }
}
