import type { Qos } from '../../mqtt-protocol/qos.ts';
import type { MessageOf } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import { topicIdOctets } from '../codec/topic.ts';
import type { ClientContext } from './client-context.ts';
import { LIMITS } from './settings.ts';
import { publishedTopic } from './topic-resolution.ts';

type Publish = MessageOf<'PUBLISH'>;

/**
 * Messages from a client to the broker. The gateway acknowledges after the broker's last acknowledgement. Message
 * ids, 0 included, stay on the client's side.
 */
export class Uplink {
  readonly #client: ClientContext;
  /** QoS 1 and 2 at the broker, by the client's message id. */
  readonly #inFlight = new Map<number, Publish>();
  /** QoS 2 answered with PUBREC, until PUBREL. */
  readonly #received = new Map<number, Publish>();
  #lastAcknowledged: Publish | undefined;
  /** Messages at the broker. `#inFlight` has fewer: a client may use a message id for many messages. */
  #unanswered = 0;

  constructor(client: ClientContext) {
    this.#client = client;
  }

  publish(message: Publish): void {
    if (this.#isRepeated(message)) return;
    const topic = publishedTopic(message.topic, this.#client);
    if (topic === undefined) this.#puback(message, RETURN_CODE.invalidTopicId);
    else if (this.#reserve(message)) this.#forward(message, topic);
    else if (message.qos === 0) this.#dropForCongestion(message);
    else this.#puback(message, RETURN_CODE.congestion);
  }

  /** Answers even a PUBREL of an unknown message: the PUBCOMP of before may be lost. */
  release(msgId: number): void {
    this.#forget(msgId);
    this.#client.send({ type: 'PUBCOMP', msgId });
  }

  /** The session ends. The client repeats every unacknowledged message. */
  clear(): void {
    this.#client.uplinked.giveAll();
  }

  #forward(message: Publish, topic: string): void {
    const { retain, msgId, data } = message;
    const qos = message.qos as Qos;
    if (qos !== 0) this.#inFlight.set(msgId, message);
    this.#client.broker.publish({ topic, payload: data, qos, retain }, () => {
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
      this.#client.send({ type: 'PUBREC', msgId });
    } else {
      this.#client.uplinked.give(message.data.length);
      this.#lastAcknowledged = message;
      this.#puback(message, RETURN_CODE.accepted);
    }
  }

  /** True for a retransmission of a message that the broker has. An acknowledgement sent before goes out again. */
  #isRepeated(message: Publish): boolean {
    if (message.qos === 0) return false;
    const { msgId } = message;
    if (isSame(this.#inFlight.get(msgId), message)) return true;
    if (isSame(this.#received.get(msgId), message)) {
      this.#client.send({ type: 'PUBREC', msgId });
      return true;
    }
    // Some clients use one message id for every message. Then only DUP marks a repetition: two readings may be equal.
    if (!message.dup || !isSame(this.#lastAcknowledged, message)) return false;
    this.#puback(message, RETURN_CODE.accepted);
    return true;
  }

  /** Takes room for another message; false if there is none. */
  #reserve({ qos, data }: Publish): boolean {
    if (this.#client.broker.congested) return false;
    if (qos === 0) return true;
    if (this.#unanswered + this.#received.size >= LIMITS.uplinkInFlight) return false;
    if (!this.#client.uplinked.take(data.length)) return false;
    this.#unanswered++;
    return true;
  }

  #dropForCongestion({ data }: Publish): void {
    const message = { topic: '', payload: data, qos: 0, retain: false, acknowledge: () => {} } as const;
    this.#client.drop(message, 'the broker takes no more');
  }

  /** Ends the exchange of a message after PUBREC. */
  #forget(msgId: number): void {
    this.#client.uplinked.give(this.#received.get(msgId)?.data.length ?? 0);
    this.#received.delete(msgId);
  }

  #puback({ topic, msgId }: Publish, returnCode: number): void {
    this.#client.send({ type: 'PUBACK', topicId: topicIdOctets(topic), msgId, returnCode });
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
