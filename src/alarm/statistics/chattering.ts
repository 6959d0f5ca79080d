/** An alarm that comes and goes: three times or more within a minute (ISA-18.2 §16). */
export interface Chatter {
  readonly topic: string;
  readonly rule: string;
  /** How often it was raised within a minute of a raise before. */
  readonly times: number;
}

const CHATTER_MS = 60_000;

/** Finds chattering alarms. What it remembers are those, and the alarms of the last minute. */
export class Chattering {
  /** When each alarm of the last minute was raised, and before that; in the order of the former. */
  readonly #recent = new Map<string, { readonly last: number; readonly beforeLast: number }>();
  readonly #found = new Map<string, Chatter>();

  add(topic: string, rule: string, time: number): void {
    this.#forget(time - CHATTER_MS);
    const key = `${rule}\t${topic}`;
    const { last = -Infinity, beforeLast = -Infinity } = this.#recent.get(key) ?? {};
    this.#recent.delete(key);
    this.#recent.set(key, { last: time, beforeLast: last });
    if (time - beforeLast > CHATTER_MS) return;
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
