import { topicNameFault } from '../../mqtt-protocol/topic.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import type { TopicId } from '../codec/topic.ts';
import { MAX_TOPIC_OCTETS, MAX_TOPICS } from './settings.ts';

/** Topic ids between a client and a gateway, in both directions. The ids end with the connection. */
export class ClientTopics {
  readonly #predefined: ReadonlyMap<number, string>;
  readonly #predefinedIds: ReadonlyMap<string, number>;
  readonly #names = new Map<number, string>();
  readonly #ids = new Map<string, number>();
  #octets = 0;
  /** Topics by name. The gateway refused the short name or predefined id: the client registers the full name. */
  readonly #unusable = new Set<string>();

  constructor(predefined: ReadonlyMap<number, string>) {
    this.#predefined = predefined;
    this.#predefinedIds = new Map([...predefined].map(([id, name]) => [name, id]));
  }

  /** The predefined id or short name of a topic; undefined for all other topics. */
  wellKnown(name: string): TopicId | undefined {
    if (this.#unusable.has(name)) return undefined;
    const id = this.#predefinedIds.get(name);
    if (id !== undefined) return { kind: 'predefined', id };
    return Buffer.byteLength(name) === 2 ? { kind: 'short', name } : undefined;
  }

  /** The topic id for a PUBLISH; undefined if the topic must be registered first. */
  find(name: string): TopicId | undefined {
    const known = this.wellKnown(name);
    if (known !== undefined) return known;
    const id = this.#ids.get(name);
    return id === undefined ? undefined : { kind: 'normal', id };
  }

  /** The gateway gave or announced an id. The id may have been another topic's before. */
  learn(id: number, name: string): void {
    const before = this.#names.get(id);
    if (before !== undefined && this.#ids.get(before) === id) this.#ids.delete(before);
    this.#octets += Buffer.byteLength(name) - Buffer.byteLength(before ?? '');
    this.#names.set(id, name);
    this.#ids.set(name, id);
  }

  /** The gateway announced an id with REGISTER. Gives the return code for REGACK. */
  announced(id: number, name: string): number {
    if (topicNameFault(name) !== undefined) return RETURN_CODE.notSupported;
    if (!this.#names.has(id) && this.#names.size >= MAX_TOPICS) return RETURN_CODE.congestion;
    if (this.#octets + Buffer.byteLength(name) > MAX_TOPIC_OCTETS) return RETURN_CODE.congestion;
    this.learn(id, name);
    return RETURN_CODE.accepted;
  }

  nameOf(topic: TopicId): string | undefined {
    switch (topic.kind) {
      case 'normal':
        return this.#names.get(topic.id);
      case 'predefined':
        return this.#predefined.get(topic.id);
      case 'short':
        return topic.name;
    }
  }

  /** The gateway rejected the topic id of a PUBLISH. */
  forget(name: string, topic: TopicId): void {
    if (topic.kind === 'normal') this.#ids.delete(name);
    else this.#unusable.add(name);
  }

  /** A new connection starts without ids. */
  clear(): void {
    this.#octets = 0;
    this.#names.clear();
    this.#ids.clear();
    this.#unusable.clear();
  }
}
