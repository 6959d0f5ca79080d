import type { Qos } from '../../mqtt-protocol/qos.ts';
import { sharedSubscription } from '../../mqtt-protocol/shared-subscription.ts';
import { LevelTree } from './level-tree.ts';
import { SharedGroup } from './shared-group.ts';
import type { Subscription } from './subscription.ts';

/** Who is sent a message of a topic: each session once, and one member of each group. */
export interface Matches<S> {
  readonly sessions: readonly SessionMatch<S>[];
  readonly groups: readonly SharedGroup<S>[];
}

/** All subscriptions of one session that match a topic, as one delivery. */
export interface SessionMatch<S> {
  readonly session: S;
  /** The highest that was granted [MQTT-3.3.4-2]. */
  readonly qos: Qos;
  readonly retainAsPublished: boolean;
  /** Those of all of them [MQTT-3.3.4-4]. */
  readonly identifiers: readonly number[] | undefined;
  /** What is left of it for the session's own messages, without the No Local ones [MQTT-3.8.3-3]. */
  readonly own: SessionMatch<S> | undefined;
}

/** The subscriptions of all with this filter: by session, and by name where they are shared. */
interface Node<S> {
  readonly sessions: Map<S, Subscription<S>>;
  readonly groups: Map<string, SharedGroup<S>>;
}

const MAX_REMEMBERED_TOPICS = 20_000;
const MAX_REMEMBERED_MATCHES = 200_000;

/**
 * Who subscribes to what. The matches of a topic are remembered until any subscription changes, within a bound, so that
 * publishing again to a topic costs one look.
 */
export class Subscriptions<S> {
  readonly #tree = new LevelTree<Node<S>>();
  readonly #remembered = new Map<string, Matches<S>>();
  #rememberedMatches = 0;
  /** Subscriptions of all sessions. */
  count = 0;

  /** Returns false where it takes the place of one to the same filter [MQTT-3.8.4-3]. */
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
    const group = shared && node?.groups.get(shared.group);
    const members = shared ? group?.members : node?.sessions;
    if (!node || !members?.delete(session)) return;
    this.count -= 1;
    if (shared && members.size === 0) node.groups.delete(shared.group);
    if (node.sessions.size === 0 && node.groups.size === 0) this.#tree.delete(path);
  }

  /** The group of a shared filter, undefined where it has no member. */
  group(filter: string): SharedGroup<S> | undefined {
    const shared = sharedSubscription(filter);
    return shared && this.#tree.get(shared.filter)?.groups.get(shared.group);
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
  return { sessions: new Map(), groups: new Map() };
}

function groupOf<S>({ groups }: Node<S>, name: string): SharedGroup<S> {
  const group = groups.get(name) ?? new SharedGroup<S>();
  groups.set(name, group);
  return group;
}

function merged<S>(nodes: readonly Node<S>[]): Matches<S> {
  const all = new Map<S, Subscription<S>[]>();
  const groups: SharedGroup<S>[] = [];
  for (const node of nodes) {
    groups.push(...node.groups.values());
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
