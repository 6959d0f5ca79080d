import { RETURN_CODE } from '../codec/return-code.ts';
import { FIRST_TOPIC_ID, LAST_TOPIC_ID, sameTopicId, type TopicId } from '../codec/topic.ts';
import { CONGESTION_WAIT_MS } from '../timers.ts';
import type { Share } from './budget.ts';

/** A topic and the topic id for one client. */
export interface Topic {
  readonly id: number;
  readonly name: string;
  /** The client knows the id: it asked for the id, or acknowledged a REGISTER. */
  known: boolean;
  /** The client refused the topic in a REGACK: the gateway drops messages of the topic until then. */
  refusedUntilMs: number;
}

export type Reference =
  | { readonly kind: 'usable'; readonly topic: TopicId }
  /** The client doesn't know the id: REGISTER goes first. */
  | { readonly kind: 'unknown'; readonly topic: Topic }
  | { readonly kind: 'refused' }
  | { readonly kind: 'full' };

/** Octets of memory of a topic besides the name, roughly. */
const TOPIC_OCTETS = 128;

/** The topic ids of one client (MQTT-SN 1.2 §7.3: never a common pool of several clients). */
export class TopicTable {
  readonly #byName = new Map<string, Topic>();
  readonly #byId = new Map<number, Topic>();
  /** Subscribed topics by name, with the predefined id or short name of SUBSCRIBE. */
  readonly #subscribedAs = new Map<string, TopicId>();
  readonly #limit: number;
  /** Octets of names, and of `TOPIC_OCTETS`. */
  readonly #share: Share;

  constructor(limit: number, share: Share) {
    this.#limit = Math.min(limit, LAST_TOPIC_ID);
    this.#share = share;
  }

  /** The id of a name, the same each time; undefined if there is no room for another. */
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

  /** The id of a name for a client that asks for it. The client knows the id from now on, and wants the messages. */
  assignForClient(name: string): Topic | undefined {
    const topic = this.assign(name);
    if (topic !== undefined) {
      topic.known = true;
      topic.refusedUntilMs = 0;
    }
    return topic;
  }

  /** The client answered REGISTER of a topic with REGACK. */
  registered(topic: Topic, returnCode: number, nowMs: number): void {
    if (returnCode === RETURN_CODE.accepted) topic.known = true;
    else if (returnCode === RETURN_CODE.congestion) topic.refusedUntilMs = nowMs + CONGESTION_WAIT_MS;
    else topic.refusedUntilMs = Infinity;
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

  /** The topic id for a PUBLISH to the client. */
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

  /** The client rejected the topic id of a PUBLISH: REGISTER goes before the next PUBLISH (§6.10). */
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

  /** A client returns to a persistent session: ids stay, and REGISTER goes before the next use of each (§6.10). */
  forgetRegistrations(): void {
    for (const topic of this.#byId.values()) {
      topic.known = false;
      topic.refusedUntilMs = 0;
    }
  }

  /** Forgets every topic, and gives the memory back. */
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
