import { FIRST_TOPIC_ID, LAST_TOPIC_ID, sameTopicId, type TopicId } from '../codec/topic.ts';
import type { Share } from './budget.ts';

/** A topic and the id that it has for one client. */
export interface Topic {
  readonly id: number;
  readonly name: string;
  /** The client is known to know the id: it asked for it, or acknowledged a REGISTER. */
  known: boolean;
  /** Until when the client wants no messages of this topic, as its REGACK said. */
  refusedUntilMs: number;
}

export type Reference =
  | { readonly kind: 'usable'; readonly topic: TopicId }
  /** To be told to the client with REGISTER first. */
  | { readonly kind: 'unknown'; readonly topic: Topic }
  | { readonly kind: 'refused' }
  | { readonly kind: 'full' };

/** What a topic takes besides its name, roughly. */
const TOPIC_OCTETS = 128;

/** The topic ids of one client (MQTT-SN 1.2 §7.3: never a pool that clients share). */
export class TopicTable {
  readonly #byName = new Map<string, Topic>();
  readonly #byId = new Map<number, Topic>();
  /** How the client itself named a topic that it subscribed to, where that was not by a normal id. */
  readonly #subscribedAs = new Map<string, TopicId>();
  readonly #limit: number;
  /** Of octets. */
  readonly #share: Share;

  constructor(limit: number, share: Share) {
    this.#limit = Math.min(limit, LAST_TOPIC_ID);
    this.#share = share;
  }

  /** The id of a name, the same one each time; undefined when there is no room for another. */
  assign(name: string): Topic | undefined {
    const existing = this.#byName.get(name);
    if (existing !== undefined) return existing;
    if (this.#byName.size >= this.#limit) return undefined;
    if (!this.#share.take(TOPIC_OCTETS + Buffer.byteLength(name))) return undefined;
    const topic = { id: FIRST_TOPIC_ID + this.#byName.size, name, known: false, refusedUntilMs: 0 };
    this.#byName.set(name, topic);
    this.#byId.set(topic.id, topic);
    return topic;
  }

  /** Gives a name its id because the client asked for it, so that it knows it and wants its messages. */
  assignForClient(name: string): Topic | undefined {
    const topic = this.assign(name);
    if (topic !== undefined) {
      topic.known = true;
      topic.refusedUntilMs = 0;
    }
    return topic;
  }

  nameOf(id: number): string | undefined {
    return this.#byId.get(id)?.name;
  }

  subscribedAs(name: string, topic: TopicId): void {
    if (this.#subscribedAs.size < this.#limit) this.#subscribedAs.set(name, topic);
  }

  unsubscribed(name: string): void {
    this.#subscribedAs.delete(name);
  }

  /** How to name a topic in a PUBLISH to the client. */
  reference(name: string, nowMs: number): Reference {
    const own = this.#subscribedAs.get(name);
    if (own !== undefined) return { kind: 'usable', topic: own };
    const known = this.#byName.get(name);
    if (known?.known) return usable(known);
    if (Buffer.byteLength(name) === 2) return { kind: 'usable', topic: { kind: 'short', name } };
    const topic = known ?? this.assign(name);
    if (topic === undefined) return { kind: 'full' };
    return topic.refusedUntilMs > nowMs ? { kind: 'refused' } : { kind: 'unknown', topic };
  }

  /** The client said that it doesn't know what a PUBLISH named: the next one is preceded by REGISTER (§6.10). */
  forget(reference: TopicId): void {
    if (reference.kind === 'normal') {
      const topic = this.#byId.get(reference.id);
      if (topic !== undefined) topic.known = false;
      return;
    }
    for (const [name, own] of this.#subscribedAs) {
      if (own.kind === reference.kind && sameTopicId(own, reference)) this.#subscribedAs.delete(name);
    }
  }

  /** A client returns to its persistent session: ids stay, and each is registered again before its next use (§6.10). */
  forgetRegistrations(): void {
    for (const topic of this.#byId.values()) {
      topic.known = false;
      topic.refusedUntilMs = 0;
    }
  }

  /** Gives back what it takes. */
  release(): void {
    this.#share.giveAll();
    this.#byName.clear();
    this.#byId.clear();
    this.#subscribedAs.clear();
  }
}

function usable({ id }: Topic): Reference {
  return { kind: 'usable', topic: { kind: 'normal', id } };
}
