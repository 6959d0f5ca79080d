import type { Message } from '../../mqtt-sn/codec/messages.ts';
import { otherSide, type Side } from '../../trace/packet.ts';

/** Names and open requests of one client; a hostile one forgets the oldest. */
const MAX_KEPT = 1000;

/** Remembers, for one client, which name a topic id stands for: REGISTER and SUBSCRIBE tell (MQTT-SN 1.2 §6.5, §6.9). */
export class TopicNames {
  readonly #names = new Map<number, string>();
  /** Names that await the id, by the side that asked and its message id. */
  readonly #asked = new Map<string, string>();

  /** Takes note of a message; the name that its topic id stands for, where that is known. */
  nameOf(message: Message, from: Side): string | undefined {
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
        return this.#answer(`${otherSide(from)} ${message.msgId}`, message.topicId, message.returnCode);
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
