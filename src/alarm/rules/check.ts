import { type Problem, START } from '../../yaml/document.ts';
import { checkLimits, limitProblem } from './check-limits.ts';
import { checkMuting } from './check-muting.ts';
import type { Rule } from './rule.ts';
import { schedulesOverlap } from './schedule.ts';
import { compareScopes, scopesMeet } from './scope.ts';

/** The problems in well-formed rules, each with its place in the file. */
export function checkRules(rules: readonly Rule[]): Problem[] {
  return [
    ...rules.flatMap((rule) => [...checkRule(rule), ...checkLimits(rule)]),
    ...rules.flatMap((rule, i) => rules.slice(0, i).flatMap((earlier) => checkPair(rule, earlier))),
    ...rules.flatMap((rule) => checkMuting(rule, rules)),
  ];
}

function checkRule({ limits, silence, name, scope, at = START }: Rule): Problem[] {
  if (limits.length === 0 && silence === undefined) {
    return [{ ...at, message: `rule '${name}' can never fire: it has neither limits nor silent_after` }];
  }
  if (limits.length === 0 || scope.sensor?.length === 1) return [];
  return [{ ...at, message: `rule '${name}' has limits, so its scope must name one sensor: sensor: TEMP` }];
}

/** Neither of two equally specific rules overrules the other, so the two must not contradict each other. */
function checkPair(rule: Rule, earlier: Rule): Problem[] {
  const { at = START, name, scope, schedule, limits, silence } = rule;
  if (name === earlier.name) return [{ ...at, message: `two rules have the name '${name}'` }];
  if (compareScopes(scope, earlier.scope) !== 0 || !scopesMeet(scope, earlier.scope)) return [];
  if (!schedulesOverlap(schedule, earlier.schedule)) return [];

  const contradicts = `contradicts rule '${earlier.name}', line ${earlier.at?.line ?? 1}:`;
  const problems = limits.flatMap((limit) => {
    const { kind, level, withinMs } = limit;
    const other = earlier.limits.find((each) => each.kind === kind && each.level === level);
    if (other === undefined || other.withinMs !== withinMs || other.others !== limit.others) return [];
    const shown = `${level} ${kind} ${other.value}`;
    return [limitProblem(limit, `${contradicts} ${shown} for the same sensors at the same time`)];
  });
  if (silence === undefined || silence.each !== earlier.silence?.each) return problems;
  return [...problems, { ...at, message: `${contradicts} silent_after for the same sensors` }];
}
