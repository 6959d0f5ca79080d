import type { Message } from '../message.ts';
import { LevelTree } from './level-tree.ts';

/** The retained messages, at most one a topic (§3.3.1.3). */
export class RetainedMessages {
  readonly #tree = new LevelTree<Message>();

  get count(): number {
    return this.#tree.size;
  }

  /** An empty one removes what is retained [MQTT-3.3.1-6, -7]. */
  set(message: Message): void {
    if (message.payload.length > 0) this.#tree.set(message.topic, message);
    else this.#tree.delete(message.topic);
  }

  /**
   * Those whose topics match, as they are at the moment each is reached: what was cleared meanwhile is none, and
   * nobody hears an older value after a newer one.
   */
  *matching(filter: string, now: () => number): Iterable<Message> {
    for (const message of this.#tree.matchingFilter(filter)) {
      if (!isExpired(message, now())) yield message;
      else this.#tree.delete(message.topic);
    }
  }

  /** All of them. */
  values(): Iterable<Message> {
    return this.#tree.values();
  }
}

/** [MQTT-3.3.2-5] */
export function isExpired({ expiresAtMs }: Message, nowMs: number): boolean {
  return expiresAtMs !== undefined && expiresAtMs <= nowMs;
}
