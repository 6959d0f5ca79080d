import { enclosingTopic } from '../rules/enclosing-topic.ts';
import type { Rule } from '../rules/rule.ts';

/** Mutes by rule and place. Each mute is a count, because several sensors may mute one place. */
export class Mutes {
  readonly #counts = new Map<string, number>();

  /** Counts an alarm of a rule at a sensor. */
  start(by: Rule, topic: string): void {
    this.#count(by, topic, 1);
  }

  stop(by: Rule, topic: string): void {
    this.#count(by, topic, -1);
  }

  /** The name of a rule out of `muters` that mutes `rule` at a sensor now. */
  muterOf(rule: Rule, topic: string, muters: readonly Rule[]): string | undefined {
    if (this.#counts.size === 0) return undefined;
    return muters.find((by) => isMuting(by, rule) && this.#counts.has(keyOf(by, topic)))?.name;
  }

  #count(by: Rule, topic: string, change: number): void {
    const key = keyOf(by, topic);
    const count = (this.#counts.get(key) ?? 0) + change;
    if (count > 0) this.#counts.set(key, count);
    else this.#counts.delete(key);
  }
}

export function isMuting(by: Rule, rule: Rule): boolean {
  return by.mutes?.rules.includes(rule.name) ?? false;
}

function keyOf(by: Rule, topic: string): string {
  return `${by.name}\t${by.mutes === undefined ? '' : enclosingTopic(topic, by.mutes.within)}`;
}
