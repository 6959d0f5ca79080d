import type { Will } from '../../mqtt-protocol/will.ts';
import type { MessageOf } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import type { BrokerConnection } from './broker.ts';
import { isPublishable } from './permitted-names.ts';

/**
 * The will of a client. A will outlives the connection of a persistent session (MQTT-SN 1.2 §6.3), and can change while
 * the client is connected (§6.4). MQTT knows no such change: the gateway then publishes the new will itself, and
 * makes the broker forget the old one.
 */
export class WillKeeper {
  #will: Will | undefined;
  #atBroker: Will | undefined;

  set(will: Will | undefined): void {
    this.#will = will;
  }

  /** The will for the MQTT CONNECT. */
  atConnect(): Will | undefined {
    this.#atBroker = this.#will;
    return this.#will;
  }

  /** Gives the return code for WILLTOPICRESP. WILLTOPICUPD without a topic deletes the will. */
  updateTopic({ qos, retain, willTopic: topic }: MessageOf<'WILLTOPICUPD'>): number {
    if (topic === undefined) {
      this.#will = undefined;
      return RETURN_CODE.accepted;
    }
    if (qos === -1 || !isPublishable(topic)) return RETURN_CODE.notSupported;
    this.#will = { topic, qos, retain, payload: this.#will?.payload ?? Buffer.alloc(0) };
    return RETURN_CODE.accepted;
  }

  /** Gives the return code for WILLMSGRESP: without a will topic, "not supported". */
  updateMessage(payload: Buffer): number {
    if (this.#will === undefined) return RETURN_CODE.notSupported;
    this.#will = { ...this.#will, payload };
    return RETURN_CODE.accepted;
  }

  /** Ends the connection of a lost client; the broker or the gateway publishes the will as it is now. */
  execute(connection: BrokerConnection): void {
    if (this.#will === this.#atBroker) {
      connection.drop();
      return;
    }
    connection.disconnect(this.#will);
  }
}
