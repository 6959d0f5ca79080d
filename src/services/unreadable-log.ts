import type { Sink } from '../observation/sink.ts';

/** Counts unreadable messages. The sink takes one of each topic. */
export interface UnreadableLog {
  readonly count: number;
  /** `reasonOf` is called for the first message of a topic only. */
  add(topic: string, reasonOf: () => string): void;
}

/** A hostile publisher must neither fill the memory nor the screen. */
const MAX_TOPICS = 1000;

export function createUnreadableLog(sink: Sink): UnreadableLog {
  const topics = new Set<string>();
  let count = 0;
  return {
    get count() {
      return count;
    },
    add: (topic, reasonOf) => {
      count++;
      if (topics.has(topic) || topics.size >= MAX_TOPICS) return;
      topics.add(topic);
      sink.take({ kind: 'unreadable', topic, reason: reasonOf() });
    },
  };
}
