import type { SnMessage } from '../../mqtt-sn/codec/messages.ts';
import { receiverOf, type Sender } from '../../trace/packet.ts';

/** The limit of names, and of open requests, of one client. Beyond it the oldest is forgotten. */
const MAX_KEPT = 1000;

/** The topic names behind the topic ids of one client, from REGISTER and SUBSCRIBE (MQTT-SN 1.2 §6.5, §6.9). */
export class RegisteredTopics {
  readonly #names = new Map<number, string>();
  /** Names without an id yet, by the side that asked and its message id. */
  readonly #asked = new Map<string, string>();

  /** Learns from a message. Returns the name behind its topic id, if that is known. */
  nameOf(message: SnMessage, from: Sender): string | undefined {
    switch (message.type) {
      case 'REGISTER':
        keep(this.#asked, `${from} ${message.msgId}`, message.topicName);
        if (message.topicId !== 0) keep(this.#names, message.topicId, message.topicName);
        return undefined;
      case 'SUBSCRIBE':
        if (message.topic.kind === 'name') keep(this.#asked, `${from} ${message.msgId}`, message.topic.name);
        return undefined;
      case 'REGACK':
      case 'SUBACK':
        return this.#answer(`${receiverOf(from)} ${message.msgId}`, message.topicId, message.returnCode);
      case 'PUBLISH':
        return message.topic.kind === 'normal' ? this.#names.get(message.topic.id) : undefined;
      case 'PUBACK':
        return this.#names.get(message.topicId);
      default:
        return undefined;
    }
  }

  #answer(request: string, topicId: number, returnCode: number): string | undefined {
    const name = this.#asked.get(request);
    this.#asked.delete(request);
    if (name === undefined || topicId === 0 || returnCode !== 0) return undefined;
    keep(this.#names, topicId, name);
    return name;
  }
}

function keep<K>(map: Map<K, string>, key: K, name: string): void {
  map.delete(key);
  map.set(key, name);
  const oldest = map.keys().next();
  if (map.size > MAX_KEPT && oldest.done !== true) map.delete(oldest.value);
}
