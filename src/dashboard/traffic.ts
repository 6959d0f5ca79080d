import { parseTopic } from '../building/topic.ts';
import type { ObservedMessage } from '../observation/observation.ts';
import { describePayload } from '../payload/describe.ts';
import type { GroupRow, TopicRow, Traffic } from './messages.ts';

/** A hostile publisher must not fill the memory. */
const MAX_TOPICS = 10_000;
const MAX_GROUPS = 1000;
/** More rows than a person reads. The rest is counted, and found by the search. */
const MAX_ROWS = 200;
/** The first bytes of a payload are kept, not a view of the whole packet. */
const KEPT_BYTES = 160;

interface Tally {
  messages: number;
  /** At the last sweep. */
  messagesBefore: number;
  ratePerSecond: number;
  lastAtMs: number;
}

interface TopicTally extends Tally {
  readonly topic: string;
  bytes: number;
  start: Uint8Array;
}

interface GroupTally extends Tally {
  readonly key: string;
  readonly topics: Set<string>;
  unreadable: number;
  reason: string | undefined;
  lastTopic: string;
  /** NaN after an unreadable message. */
  value: number;
}

/** Who sends how much: readings by the prefix of their building, and every other topic. Times are ms since 1970. */
export class TrafficTallies {
  readonly #topics = new Map<string, TopicTally>();
  readonly #groups = new Map<string, GroupTally>();
  /** The group of each reading's topic. */
  readonly #groupOf = new Map<string, GroupTally>();
  #leftOut = 0;

  /** Counts a message of a sensor's topic. */
  addReading({ topic, reading, atMs }: ObservedMessage): void {
    const group = this.#groupOf.get(topic) ?? this.#meetGroup(topic);
    if (group === undefined) return;
    group.messages++;
    group.lastAtMs = atMs;
    group.lastTopic = topic;
    group.value = reading?.value ?? Number.NaN;
    if (reading === undefined) group.unreadable++;
  }

  noteUnreadable(topic: string, reason: string): void {
    const group = this.#groupOf.get(topic);
    if (group !== undefined) group.reason = reason;
  }

  /** Counts a message of any other topic. */
  addOther({ topic, payload, atMs }: ObservedMessage): void {
    const tally = this.#topics.get(topic) ?? this.#meetTopic(topic);
    if (tally === undefined) return;
    tally.messages++;
    tally.lastAtMs = atMs;
    tally.bytes = payload.length;
    tally.start = Uint8Array.prototype.slice.call(payload, 0, KEPT_BYTES);
  }

  /** Works out the rates since the last call, `passedMs` ago. */
  sweep(passedMs: number): void {
    for (const tally of [...this.#topics.values(), ...this.#groups.values()]) {
      tally.ratePerSecond = ((tally.messages - tally.messagesBefore) * 1000) / passedMs;
      tally.messagesBefore = tally.messages;
    }
  }

  /** The tables, with the other topics that contain the text of a search. */
  tables(search: string): Omit<Traffic, 'checks'> {
    const found = [...this.#topics.values()].filter(({ topic }) => topic.includes(search));
    found.sort((a, b) => b.ratePerSecond - a.ratePerSecond || b.lastAtMs - a.lastAtMs);
    return {
      type: 'traffic',
      groups: [...this.#groups.values()].map(groupRow),
      topics: found.slice(0, MAX_ROWS).map(topicRow),
      topicsFound: found.length,
      topicsLeftOut: this.#leftOut,
    };
  }

  #meetTopic(topic: string): TopicTally | undefined {
    if (this.#topics.size >= MAX_TOPICS) {
      this.#leftOut++;
      return undefined;
    }
    const tally = { topic, ...noMessages(), bytes: 0, start: new Uint8Array() };
    this.#topics.set(topic, tally);
    return tally;
  }

  #meetGroup(topic: string): GroupTally | undefined {
    const placed = parseTopic(topic);
    if (placed === undefined) return undefined;
    const { prefix, address } = placed;
    const key = prefix === undefined ? address.building : `${prefix}/${address.building}`;
    const known = this.#groups.get(key);
    if (known === undefined && this.#groups.size >= MAX_GROUPS) return undefined;
    const fresh = { key, ...noMessages(), topics: new Set<string>(), unreadable: 0, reason: undefined };
    const group = known ?? { ...fresh, lastTopic: topic, value: Number.NaN };
    this.#groups.set(key, group);
    this.#groupOf.set(topic, group);
    group.topics.add(topic);
    return group;
  }
}

function noMessages(): Tally {
  return { messages: 0, messagesBefore: 0, ratePerSecond: 0, lastAtMs: 0 };
}

function topicRow({ topic, messages, ratePerSecond, bytes, lastAtMs, start }: TopicTally): TopicRow {
  const { text } = describePayload(start);
  return { topic, messages, ratePerSecond, bytes, lastAtMs, payload: text, isCut: bytes > start.length };
}

function groupRow(group: GroupTally): GroupRow {
  const { key, topics, messages, ratePerSecond, unreadable, reason, lastTopic, value, lastAtMs } = group;
  return {
    key,
    sensors: topics.size,
    messages,
    ratePerSecond,
    unreadable,
    ...(reason !== undefined && { reason }),
    lastTopic,
    value: Number.isNaN(value) ? null : value,
    lastAtMs,
  };
}
