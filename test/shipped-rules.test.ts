import { describe, expect, it } from 'vitest';
import { readRules } from '../src/alarm/rules/file.ts';
import { SHIPPED_RULES, shippedRules } from '../src/shipped-rules.ts';

describe('shipped rules', () => {
  it.each(SHIPPED_RULES)('%s are good rules', (name) => {
    const { ruleSet, problems } = readRules(shippedRules(name) ?? '');
    expect(problems).toEqual([]);
    expect(ruleSet?.rules.length).toBeGreaterThan(3);
  });

  it.each(['', '../package', 'Office'])('there are none called %j', (name) => {
    expect(shippedRules(name)).toBeUndefined();
  });
});
