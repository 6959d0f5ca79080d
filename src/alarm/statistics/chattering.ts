/** A chattering alarm: three raises or more within a minute (ISA-18.2 §16). */
export interface Chatter {
  readonly topic: string;
  readonly rule: string;
  /** The number of raises within a minute of an earlier raise. */
  readonly times: number;
}

const CHATTER_MS = 60_000;

/** Finds chattering alarms. The memory holds these, and the alarms of the last minute. */
export class Chattering {
  /** The last two raises of each alarm of the last minute, in the order of the last raise. */
  readonly #recent = new Map<string, { readonly last: number; readonly beforeLast: number }>();
  readonly #found = new Map<string, Chatter>();

  /** Adds a raise. `time` is milliseconds since 1970. */
  add(topic: string, rule: string, timeMs: number): void {
    this.#forget(timeMs - CHATTER_MS);
    const key = `${rule}\t${topic}`;
    const { last = -Infinity, beforeLast = -Infinity } = this.#recent.get(key) ?? {};
    this.#recent.delete(key);
    this.#recent.set(key, { last: timeMs, beforeLast: last });
    if (timeMs - beforeLast > CHATTER_MS) return;
    const { times = 2 } = this.#found.get(key) ?? {};
    this.#found.set(key, { topic, rule, times: times + 1 });
  }

  /** The worst first. */
  list(): Chatter[] {
    return [...this.#found.values()].sort((a, b) => b.times - a.times || (a.topic < b.topic ? -1 : 1));
  }

  #forget(before: number): void {
    for (const [key, { last }] of this.#recent) {
      if (last >= before) return;
      this.#recent.delete(key);
    }
  }
}
