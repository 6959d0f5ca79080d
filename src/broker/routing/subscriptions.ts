import type { Qos } from '../../mqtt-protocol/qos.ts';
import { sharedSubscription } from '../../mqtt-protocol/shared-subscription.ts';
import { LevelTree } from './level-tree.ts';
import { SharedGroup } from './shared-group.ts';
import type { Subscription } from './subscription.ts';

/** The receivers of a topic: each session once, and one member of each group. */
export interface Matches<S> {
  readonly sessions: readonly SessionMatch<S>[];
  readonly groups: readonly SharedGroup<S>[];
}

/** All matching subscriptions of one session, as one delivery. */
export interface SessionMatch<S> {
  readonly session: S;
  /** The highest granted QoS [MQTT-3.3.4-2]. */
  readonly qos: Qos;
  readonly retainAsPublished: boolean;
  /** The identifiers of all matching subscriptions [MQTT-3.3.4-4]. */
  readonly identifiers: readonly number[] | undefined;
  /** The delivery of the session's own messages, without No Local subscriptions [MQTT-3.8.3-3]. */
  readonly own: SessionMatch<S> | undefined;
}

/** All subscriptions with this filter: by session, and shared subscriptions by group name. */
interface Node<S> {
  readonly sessions: Map<S, Subscription<S>>;
  /** Undefined without any, to keep a million filters small. */
  groups: Map<string, SharedGroup<S>> | undefined;
}

const MAX_REMEMBERED_TOPICS = 20_000;
const MAX_REMEMBERED_MATCHES = 200_000;

/**
 * All subscriptions of the broker. The matches of a topic are remembered, within a bound, until any
 * subscription changes: publishing again to a topic costs one look-up.
 */
export class Subscriptions<S> {
  readonly #tree = new LevelTree<Node<S>>();
  readonly #remembered = new Map<string, Matches<S>>();
  #rememberedMatches = 0;
  /** Subscriptions of all sessions. */
  count = 0;

  /** Returns false if the subscription replaces another to the same filter [MQTT-3.8.4-3]. */
  add(subscription: Subscription<S>): boolean {
    this.#forget();
    const { session, filter } = subscription;
    const shared = sharedSubscription(filter);
    const node = this.#tree.getOrSet(shared?.filter ?? filter, newNode<S>);
    const members = shared === undefined ? node.sessions : groupOf(node, shared.group).members;
    const isNew = !members.has(session);
    members.set(session, subscription);
    if (isNew) this.count += 1;
    return isNew;
  }

  remove({ session, filter }: Pick<Subscription<S>, 'session' | 'filter'>): void {
    this.#forget();
    const shared = sharedSubscription(filter);
    const path = shared?.filter ?? filter;
    const node = this.#tree.get(path);
    const group = shared && node?.groups?.get(shared.group);
    const members = shared ? group?.members : node?.sessions;
    if (!node || !members?.delete(session)) return;
    this.count -= 1;
    if (shared && members.size === 0) node.groups?.delete(shared.group);
    if (node.sessions.size === 0 && !node.groups?.size) this.#tree.delete(path);
  }

  /** The group of a shared filter; undefined without members. */
  group(filter: string): SharedGroup<S> | undefined {
    const shared = sharedSubscription(filter);
    return shared && this.#tree.get(shared.filter)?.groups?.get(shared.group);
  }

  matching(topic: string): Matches<S> {
    const remembered = this.#remembered.get(topic);
    if (remembered !== undefined) return remembered;
    const matches = merged(this.#tree.matchingTopic(topic));
    this.#rememberedMatches += matches.sessions.length + matches.groups.length;
    if (this.#remembered.size >= MAX_REMEMBERED_TOPICS || this.#rememberedMatches > MAX_REMEMBERED_MATCHES) {
      this.#forget();
    }
    this.#remembered.set(topic, matches);
    return matches;
  }

  #forget(): void {
    if (this.#remembered.size === 0) return;
    this.#remembered.clear();
    this.#rememberedMatches = 0;
  }
}

function newNode<S>(): Node<S> {
  return { sessions: new Map(), groups: undefined };
}

function groupOf<S>(node: Node<S>, name: string): SharedGroup<S> {
  const group = node.groups?.get(name) ?? new SharedGroup<S>();
  node.groups ??= new Map();
  node.groups.set(name, group);
  return group;
}

function merged<S>(nodes: readonly Node<S>[]): Matches<S> {
  const all = new Map<S, Subscription<S>[]>();
  const groups: SharedGroup<S>[] = [];
  for (const node of nodes) {
    if (node.groups) groups.push(...node.groups.values());
    for (const [session, subscription] of node.sessions) {
      const others = all.get(session);
      if (others) others.push(subscription);
      else all.set(session, [subscription]);
    }
  }
  const sessions = [...all].map(([session, subscriptions]) => {
    const match = matchOf(session, subscriptions);
    const heard = subscriptions.filter(({ noLocal }) => !noLocal);
    if (heard.length === subscriptions.length) return { ...match, own: match };
    return { ...match, own: heard.length === 0 ? undefined : matchOf(session, heard) };
  });
  return { sessions, groups };
}

function matchOf<S>(session: S, subscriptions: readonly Subscription<S>[]): SessionMatch<S> {
  let qos: Qos = 0;
  let retainAsPublished = false;
  const identifiers: number[] = [];
  for (const subscription of subscriptions) {
    if (subscription.qos > qos) qos = subscription.qos;
    retainAsPublished ||= subscription.retainAsPublished;
    if (subscription.identifier !== undefined) identifiers.push(subscription.identifier);
  }
  return {
    session,
    qos,
    retainAsPublished,
    identifiers: identifiers.length > 0 ? identifiers : undefined,
    own: undefined,
  };
}
