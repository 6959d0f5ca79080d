import type { Message, MessageOf } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import { topicIdOctets } from '../codec/topic.ts';
import type { ReceivedMessage } from './event.ts';
import type { ClientTopics } from './topics.ts';

export interface InboxPort {
  readonly topics: ClientTopics;
  send(message: Message): void;
  /** Whether messages are wanted now; one of QoS 1 or 2 that isn't stays with the gateway, unacknowledged. */
  takes(): boolean;
  deliver(message: ReceivedMessage): void;
}

/** What the gateway begins: messages, the ids of their topics, and the question whether the client is there. */
export class Inbox {
  readonly #port: InboxPort;
  /** QoS 2 delivered, until PUBREL. */
  readonly #delivered = new Set<number>();

  constructor(port: InboxPort) {
    this.#port = port;
  }

  clear(): void {
    this.#delivered.clear();
  }

  /** Whether the message was one of these. */
  receive(message: Message): boolean {
    switch (message.type) {
      case 'PUBLISH':
        this.#publish(message);
        return true;
      case 'REGISTER': {
        const { topicId, msgId, topicName } = message;
        const returnCode = this.#port.topics.announced(topicId, topicName);
        this.#port.send({ type: 'REGACK', topicId, msgId, returnCode });
        return true;
      }
      case 'PUBREL':
        this.#delivered.delete(message.msgId);
        this.#port.send({ type: 'PUBCOMP', msgId: message.msgId });
        return true;
      case 'PINGREQ':
        this.#port.send({ type: 'PINGRESP' });
        return true;
      default:
        return false;
    }
  }

  #publish(publish: MessageOf<'PUBLISH'>): void {
    const { topic: topicId, msgId, qos, retain, dup, data: payload } = publish;
    const topic = this.#port.topics.nameOf(topicId);
    if (topic === undefined) {
      this.#puback(publish, RETURN_CODE.invalidTopicId);
      return;
    }
    if (qos > 0 && !this.#port.takes()) return;
    if (qos !== 2) this.#port.deliver({ topic, payload, qos, retain, dup });
    if (qos === 1) this.#puback(publish, RETURN_CODE.accepted);
    if (qos !== 2) return;
    if (!this.#delivered.has(msgId)) this.#port.deliver({ topic, payload, qos, retain, dup });
    this.#delivered.add(msgId);
    this.#port.send({ type: 'PUBREC', msgId });
  }

  #puback({ topic, msgId }: MessageOf<'PUBLISH'>, returnCode: number): void {
    this.#port.send({ type: 'PUBACK', topicId: topicIdOctets(topic), msgId, returnCode });
  }
}
