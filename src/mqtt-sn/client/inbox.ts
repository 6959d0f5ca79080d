import type { MessageOf, SnMessage } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import { topicIdOctets } from '../codec/topic.ts';
import type { ClientServices } from './services.ts';

/** Handles the gateway's requests to a client: PUBLISH, REGISTER of topic ids, PUBREL, and PINGREQ. */
export class Inbox {
  readonly #services: ClientServices;
  /** QoS 2 delivered, until PUBREL. */
  readonly #delivered = new Set<number>();

  constructor(services: ClientServices) {
    this.#services = services;
  }

  clear(): void {
    this.#delivered.clear();
  }

  /** False for any other message. */
  receive(message: SnMessage): boolean {
    switch (message.type) {
      case 'PUBLISH':
        this.#publish(message);
        return true;
      case 'REGISTER': {
        const { topicId, msgId, topicName } = message;
        const returnCode = this.#services.topics.announced(topicId, topicName);
        this.#services.send({ type: 'REGACK', topicId, msgId, returnCode });
        return true;
      }
      case 'PUBREL':
        this.#delivered.delete(message.msgId);
        this.#services.send({ type: 'PUBCOMP', msgId: message.msgId });
        return true;
      case 'PINGREQ':
        this.#services.send({ type: 'PINGRESP' });
        return true;
      default:
        return false;
    }
  }

  #publish(publish: MessageOf<'PUBLISH'>): void {
    const { topic: topicId, msgId, qos } = publish;
    const topic = this.#services.topics.nameOf(topicId);
    if (topic === undefined) {
      this.#puback(publish, RETURN_CODE.invalidTopicId);
      return;
    }
    // Without an acknowledgement the message stays with the gateway.
    if (qos > 0 && !this.#services.takes()) return;
    if (qos !== 2 || !this.#delivered.has(msgId)) this.#deliver(publish, topic);
    if (qos === 1) this.#puback(publish, RETURN_CODE.accepted);
    if (qos !== 2) return;
    this.#delivered.add(msgId);
    this.#services.send({ type: 'PUBREC', msgId });
  }

  #deliver({ qos, retain, dup, data: payload }: MessageOf<'PUBLISH'>, topic: string): void {
    this.#services.event({ kind: 'message', message: { topic, payload, qos, retain, dup } });
  }

  #puback({ topic, msgId }: MessageOf<'PUBLISH'>, returnCode: number): void {
    this.#services.send({ type: 'PUBACK', topicId: topicIdOctets(topic), msgId, returnCode });
  }
}
