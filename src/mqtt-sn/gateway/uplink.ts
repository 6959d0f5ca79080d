import type { Message, MessageOf } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import { topicIdOctets } from '../codec/topic.ts';
import type { BrokerConnection, MqttQos } from './broker.ts';
import { Share } from './budget.ts';
import { type Names, publishedTopic } from './names.ts';
import type { Resources } from './resources.ts';
import { LIMITS } from './settings.ts';

type Publish = MessageOf<'PUBLISH'>;

/** What the uplink needs of its session. */
export interface UplinkPort extends Names {
  readonly broker: BrokerConnection;
  readonly resources: Resources;
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
  /** At the broker. Message ids don't tell: a client may use one for many messages. */
  #unanswered = 0;
  readonly #octets: Share;

  constructor(port: UplinkPort) {
    this.#port = port;
    this.#octets = new Share(port.resources.uplinked);
  }

  publish(message: Publish): void {
    if (this.#isRepeated(message)) return;
    const topic = publishedTopic(message.topic, this.#port);
    if (topic === undefined) {
      this.#puback(message, RETURN_CODE.invalidTopicId);
    } else if (!this.#begin(message)) {
      if (message.qos === 0) this.#port.lostForCongestion(message);
      else this.#puback(message, RETURN_CODE.congestion);
    } else {
      this.#forward(message, topic);
    }
  }

  /** Answered even when nothing is known of the message: its PUBCOMP may have been lost. */
  release(msgId: number): void {
    this.#forget(msgId);
    this.#port.send({ type: 'PUBCOMP', msgId });
  }

  /** What was not acknowledged is the client's to repeat. */
  clear(): void {
    this.#octets.giveAll();
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
    this.#unanswered--;
    if (this.#inFlight.get(msgId) === message) this.#inFlight.delete(msgId);
    if (message.qos === 2) {
      this.#forget(msgId);
      this.#received.set(msgId, message);
      this.#port.send({ type: 'PUBREC', msgId });
    } else {
      this.#octets.give(message.data.length);
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

  /** Whether there is room for another message. */
  #begin({ qos, data }: Publish): boolean {
    if (this.#port.broker.congested) return false;
    if (qos === 0) return true;
    if (this.#unanswered + this.#received.size >= LIMITS.uplinkInFlight) return false;
    if (!this.#octets.take(data.length)) return false;
    this.#unanswered++;
    return true;
  }

  /** Ends what PUBREC was sent for. */
  #forget(msgId: number): void {
    this.#octets.give(this.#received.get(msgId)?.data.length ?? 0);
    this.#received.delete(msgId);
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
