import { type Problem, START } from '../../yaml/document.ts';
import type { Rule } from './rule.ts';
import { scopesMeet } from './scope.ts';

/** The problems in a rule's `mutes`. */
export function checkMuting(rule: Rule, rules: readonly Rule[]): Problem[] {
  const { name, mutes, limits } = rule;
  const unknown = mutes?.rules.filter((muted) => !rules.some((other) => other.name === muted)) ?? [];
  const messages = unknown.map((muted) => `rule '${name}' mutes '${muted}', which is no rule`);
  if (mutes !== undefined && limits.length === 0) {
    messages.push(`rule '${name}' mutes others, but has no limits that could`);
  }
  if (mutedBy(rule, rules).has(name)) {
    messages.push(`rule '${name}' mutes itself, directly or by way of others`);
  }
  return [...messages, ...groupFaults(rule, rules)].map((message) => ({ ...(rule.at ?? START), message }));
}

/** The names of all rules under a rule's mute, directly or by way of others. */
function mutedBy(rule: Rule, rules: readonly Rule[]): Set<string> {
  const found = new Set<string>();
  const waiting = [...(rule.mutes?.rules ?? [])];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    waiting.push(...(rules.find((other) => other.name === name)?.mutes?.rules ?? []));
  }
  return found;
}

/** A floor can mute the silence of its sensors only if its own silence is due first. */
function groupFaults({ name, scope, silence }: Rule, rules: readonly Rule[]): string[] {
  if (silence === undefined || silence.each === 'sensor') return [];
  const sooner = rules.find(
    (other) =>
      other.silence?.each === 'sensor' &&
      other.silence.afterMs <= silence.afterMs &&
      scopesMeet(scope, other.scope),
  );
  if (sooner === undefined) return [];
  return [
    `rule '${name}' notices a silent ${silence.each} no sooner than rule '${sooner.name}' each of its sensors, so it mutes nothing: shorten its silent_after`,
  ];
}
