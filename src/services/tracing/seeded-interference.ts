import { InterferenceByRules } from '../../interference/by-rules.ts';
import type { InterferenceRule } from '../../interference/rule.ts';
import { hashText, mix, uniform } from '../../simulator/hash.ts';

/** Interference by rules. The same seed picks the same packets of a rule with a share, by their numbers. */
export function seededInterference(rules: readonly InterferenceRule[], seed: string): InterferenceByRules {
  const hash = hashText(seed);
  return new InterferenceByRules(rules, (rule, count) => uniform(mix(mix(hash, rule), count)));
}
