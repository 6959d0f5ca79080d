import type { Message, MessageOf } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import { topicIdOctets } from '../codec/topic.ts';
import type { BrokerConnection, MqttQos } from './broker.ts';
import { type Names, publishedTopic } from './names.ts';
import { LIMITS } from './settings.ts';

type Publish = MessageOf<'PUBLISH'>;

/** What the uplink needs of its session. */
export interface UplinkPort extends Names {
  readonly broker: BrokerConnection;
  send(message: Message): boolean;
  lostForCongestion(message: Publish): void;
}

/**
 * The way of messages from one client. Each hop keeps its own promise: the client is answered once the broker has
 * acknowledged to the end, and message ids, 0 included, stay on the client's side.
 */
export class Uplink {
  readonly #port: UplinkPort;
  /** QoS 1 and 2 at the broker, by the client's message id. */
  readonly #inFlight = new Map<number, Publish>();
  /** QoS 2 answered with PUBREC, until PUBREL. */
  readonly #received = new Map<number, Publish>();
  #lastAcknowledged: Publish | undefined;

  constructor(port: UplinkPort) {
    this.#port = port;
  }

  publish(message: Publish): void {
    if (this.#isRepeated(message)) return;
    const topic = publishedTopic(message.topic, this.#port);
    if (topic === undefined) {
      this.#puback(message, RETURN_CODE.invalidTopicId);
    } else if (this.#isCongested(message)) {
      if (message.qos === 0) this.#port.lostForCongestion(message);
      else this.#puback(message, RETURN_CODE.congestion);
    } else {
      this.#forward(message, topic);
    }
  }

  /** Answered even when nothing is known of the message: its PUBCOMP may have been lost. */
  release(msgId: number): void {
    this.#received.delete(msgId);
    this.#port.send({ type: 'PUBCOMP', msgId });
  }

  #forward(message: Publish, topic: string): void {
    const { retain, msgId, data } = message;
    const qos = message.qos as MqttQos;
    if (qos !== 0) this.#inFlight.set(msgId, message);
    this.#port.broker.publish({ topic, payload: data, qos, retain }, () => {
      if (qos !== 0) this.#acknowledge(message);
    });
  }

  #acknowledge(message: Publish): void {
    const { msgId } = message;
    if (this.#inFlight.get(msgId) === message) this.#inFlight.delete(msgId);
    if (message.qos === 2) {
      this.#received.set(msgId, message);
      this.#port.send({ type: 'PUBREC', msgId });
    } else {
      this.#lastAcknowledged = message;
      this.#puback(message, RETURN_CODE.accepted);
    }
  }

  /** Whether it is a retransmission of something that the broker has; answered again where it was answered. */
  #isRepeated(message: Publish): boolean {
    if (message.qos === 0) return false;
    const { msgId } = message;
    if (isSame(this.#inFlight.get(msgId), message)) return true;
    if (isSame(this.#received.get(msgId), message)) {
      this.#port.send({ type: 'PUBREC', msgId });
      return true;
    }
    // With message ids that a client uses again and again, only DUP tells a repetition from an equal reading.
    if (!message.dup || !isSame(this.#lastAcknowledged, message)) return false;
    this.#puback(message, RETURN_CODE.accepted);
    return true;
  }

  #isCongested({ qos }: Publish): boolean {
    const open = this.#inFlight.size + this.#received.size;
    return this.#port.broker.congested || (qos !== 0 && open >= LIMITS.uplinkInFlight);
  }

  #puback({ topic, msgId }: Publish, returnCode: number): void {
    this.#port.send({ type: 'PUBACK', topicId: topicIdOctets(topic), msgId, returnCode });
  }
}

function isSame(a: Publish | undefined, b: Publish): boolean {
  return (
    a !== undefined &&
    a.msgId === b.msgId &&
    a.qos === b.qos &&
    a.retain === b.retain &&
    a.topic.kind === b.topic.kind &&
    topicIdOctets(a.topic) === topicIdOctets(b.topic) &&
    a.data.equals(b.data)
  );
}
