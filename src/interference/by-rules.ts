import { intSetHas } from '../building/int-set.ts';
import type { Fate, Interference, Passing } from '../trace/interference.ts';
import type { InterferenceRule } from './rule.ts';

/** A number in [0, 1): the same for the same rule and count. */
export type Chance = (rule: number, count: number) => number;

/**
 * Interferes by rules. Each rule counts the packets that it is about, over all connections. The first rule that picks a
 * packet decides about it.
 */
export class InterferenceByRules implements Interference {
  readonly #rules: { readonly rule: InterferenceRule; count: number }[] = [];
  readonly #chance: Chance;

  constructor(rules: readonly InterferenceRule[], chance: Chance) {
    this.#chance = chance;
    for (const rule of rules) this.add(rule);
  }

  /** The rule counts from the next packet on. */
  add(rule: InterferenceRule): void {
    this.#rules.push({ rule, count: 0 });
  }

  /** Lets everything pass from now on. */
  clear(): void {
    this.#rules.length = 0;
  }

  fateOf(passing: Passing): Fate | undefined {
    let fate: Fate | undefined;
    for (const [index, counted] of this.#rules.entries()) {
      const { rule } = counted;
      if (!isAbout(rule, passing)) continue;
      counted.count += 1;
      if (this.#picks(rule, index, counted.count)) fate ??= rule.intervention.fateOf(passing, rule.value);
    }
    return fate;
  }

  #picks({ numbers, share }: InterferenceRule, index: number, count: number): boolean {
    if (share !== undefined) return this.#chance(index, count) < share;
    return numbers === undefined || intSetHas(numbers, count);
  }
}

function isAbout({ packet, from }: InterferenceRule, passing: Passing): boolean {
  return (packet ?? passing.packet.name) === passing.packet.name && (from ?? passing.from) === passing.from;
}
