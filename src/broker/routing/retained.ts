import type { ApplicationMessage } from '../message.ts';
import { LevelTree } from './level-tree.ts';

/** The retained messages, at most one a topic (§3.3.1.3). */
export class RetainedMessages {
  readonly #tree = new LevelTree<ApplicationMessage>();

  get count(): number {
    return this.#tree.size;
  }

  /** An empty message removes the retained message [MQTT-3.3.1-6, -7]. */
  set(message: ApplicationMessage): void {
    if (message.payload.length > 0) this.#tree.set(message.topic, message);
    else this.#tree.delete(message.topic);
  }

  /**
   * Yields the messages of matching topics, each message as of the moment of the yield. So a cleared message
   * is skipped, and no client gets an older value after a newer value. Yields undefined on the way to the next
   * message, so a long search can be interrupted.
   */
  *matching(filter: string, now: () => number): Iterable<ApplicationMessage | undefined> {
    for (const message of this.#tree.matchingFilter(filter)) {
      const isOver = message !== undefined && isExpired(message, now());
      if (isOver) this.#tree.delete(message.topic);
      yield isOver ? undefined : message;
    }
  }

  /** All retained messages. */
  values(): Iterable<ApplicationMessage> {
    return this.#tree.values();
  }
}

/** [MQTT-3.3.2-5] */
export function isExpired({ expiresAtMs }: ApplicationMessage, nowMs: number): boolean {
  return expiresAtMs !== undefined && expiresAtMs <= nowMs;
}
