import { LEVELS } from '../../building/limit.ts';
import { listsMeet, selectionsMeet } from '../../building/selection.ts';
import { SENSOR_KINDS, sensorType } from '../../building/sensors.ts';
import type { Position, Problem } from '../../yaml/document.ts';
import type { Rule, RuleLimit, Scope } from './rule.ts';
import { schedulesOverlap } from './schedule.ts';
import { compareScopes } from './scope.ts';

const START: Position = { line: 1, column: 1 };

/** What makes no sense in rules that are well formed: each problem with its place in the file. */
export function checkRules(rules: readonly Rule[]): Problem[] {
  return [
    ...rules.flatMap(checkRule),
    ...rules.flatMap((rule, i) => rules.slice(0, i).flatMap((earlier) => checkPair(rule, earlier))),
    ...rules.flatMap((rule) => checkMutes(rule, rules)),
  ];
}

function checkRule(rule: Rule): Problem[] {
  const { limits, silence, name, scope } = rule;
  const problems: Problem[] = [];
  const at = rule.at ?? START;
  if (limits.length === 0 && silence === undefined) {
    problems.push({
      ...at,
      message: `rule '${name}' can never fire: it has neither limits nor silent_after`,
    });
  }
  if (limits.length > 0 && scope.sensor?.length !== 1) {
    problems.push({
      ...at,
      message: `rule '${name}' has limits, so its scope must name one sensor: sensor: TEMP`,
    });
  }
  return [...problems, ...limits.flatMap((limit) => checkLimit(limit, rule)), ...checkOrder(rule)];
}

function checkLimit(limit: RuleLimit, { scope }: Rule): Problem[] {
  const { kind, value, deadband, withinMs } = limit;
  const [sensor = SENSOR_KINDS[0]] = scope.sensor ?? [];
  if (sensor === undefined) return [];
  const { range, unit } = sensorType(sensor);
  const [min, max] = range;
  if (kind === 'rising' || kind === 'falling') {
    if (withinMs === 0) return [problem(limit, `${kind} needs within: how long the change may take`)];
    if (value <= 0) return [problem(limit, `${kind} ${value}: use a change above 0`)];
    if (value >= max - min)
      return [
        problem(limit, `${kind} ${value} can never fire: ${sensor} goes from ${min} to ${max} ${unit}`),
      ];
    if (deadband >= value)
      return [
        problem(limit, `deadband ${deadband} is not smaller than the change ${value}: it could never clear`),
      ];
    return [];
  }
  if (withinMs > 0) return [problem(limit, `within is for rising and falling, not for ${kind}`)];
  if (kind === 'above' ? value >= max : value <= min) {
    return [problem(limit, `${kind} ${value} can never fire: ${sensor} goes from ${min} to ${max} ${unit}`)];
  }
  if (kind === 'above' ? value - deadband <= min : value + deadband >= max) {
    return [problem(limit, `deadband ${deadband} is wider than the band: no ${sensor} comes back that far`)];
  }
  return [];
}

/** Limits of one rule against each other. */
function checkOrder({ limits }: Rule): Problem[] {
  return limits.flatMap((limit, i) =>
    limits.slice(0, i).flatMap((other) => orderProblem(limit, other) ?? []),
  );
}

function orderProblem(limit: RuleLimit, other: RuleLimit): Problem | undefined {
  if (limit.kind === other.kind) {
    if (limit.withinMs !== other.withinMs) return undefined;
    const [milder, severer] =
      LEVELS.indexOf(limit.level) > LEVELS.indexOf(other.level) ? [limit, other] : [other, limit];
    if (limit.level === other.level)
      return problem(limit, `two limits ${limit.kind} of level ${limit.level}: leave one out`);
    const sign = limit.kind === 'below' ? -1 : 1;
    if (sign * severer.value > sign * milder.value) return undefined;
    return problem(
      limit,
      `limits in the wrong order: ${severer.level} ${limit.kind} ${severer.value} comes before ${milder.level} ${limit.kind} ${milder.value}, which can never lead`,
    );
  }
  const above = [limit, other].find(({ kind }) => kind === 'above');
  const below = [limit, other].find(({ kind }) => kind === 'below');
  if (above === undefined || below === undefined) return undefined;
  if (above.value <= below.value) {
    return problem(
      limit,
      `limits in the wrong order: above ${above.value} and below ${below.value} leave no good value`,
    );
  }
  if (above.value - above.deadband <= below.value || below.value + below.deadband >= above.value) {
    const wide = above.value - above.deadband <= below.value ? above : below;
    return problem(
      wide,
      `deadband ${wide.deadband} is wider than the band between ${below.value} and ${above.value}`,
    );
  }
  return undefined;
}

function checkPair(rule: Rule, earlier: Rule): Problem[] {
  const at = rule.at ?? START;
  if (rule.name === earlier.name) return [{ ...at, message: `two rules have the name '${rule.name}'` }];
  if (compareScopes(rule.scope, earlier.scope) !== 0 || !scopesOverlap(rule.scope, earlier.scope)) return [];
  if (!schedulesOverlap(rule.schedule, earlier.schedule)) return [];
  const limits = rule.limits.flatMap((limit) => {
    const other = earlier.limits.find(({ kind, level }) => kind === limit.kind && level === limit.level);
    if (other === undefined || other.withinMs !== limit.withinMs) return [];
    return [
      problem(
        limit,
        `contradicts rule '${earlier.name}', line ${earlier.at?.line ?? 1}: ${limit.level} ${limit.kind} ${other.value} for the same sensors at the same time`,
      ),
    ];
  });
  const isSilenceTwice = rule.silence !== undefined && rule.silence.each === earlier.silence?.each;
  if (!isSilenceTwice) return limits;
  return [
    ...limits,
    {
      ...at,
      message: `contradicts rule '${earlier.name}', line ${earlier.at?.line ?? 1}: silent_after for the same sensors`,
    },
  ];
}

function scopesOverlap(a: Scope, b: Scope): boolean {
  return selectionsMeet(a, b) && listsMeet(a.roomType, b.roomType);
}

function checkMutes(rule: Rule, rules: readonly Rule[]): Problem[] {
  const at = rule.at ?? START;
  const unknown = rule.mutes?.rules.filter((name) => !rules.some((other) => other.name === name)) ?? [];
  const problems = unknown.map((name) => ({
    ...at,
    message: `rule '${rule.name}' mutes '${name}', which is no rule`,
  }));
  if (rule.mutes !== undefined && rule.limits.length === 0) {
    problems.push({ ...at, message: `rule '${rule.name}' mutes others, but has no limits that could` });
  }
  if (reachable(rule, rules).has(rule.name)) {
    problems.push({ ...at, message: `rule '${rule.name}' mutes itself, directly or by way of others` });
  }
  return [...problems, ...checkGroupSilence(rule, rules)];
}

/** The names of all rules that a rule mutes, directly or by way of others. */
function reachable(rule: Rule, rules: readonly Rule[]): Set<string> {
  const found = new Set<string>();
  const waiting = [...(rule.mutes?.rules ?? [])];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    waiting.push(...(rules.find((other) => other.name === name)?.mutes?.rules ?? []));
  }
  return found;
}

/** A floor can only mute the silence of its sensors if it is noticed before theirs. */
function checkGroupSilence(rule: Rule, rules: readonly Rule[]): Problem[] {
  const { silence } = rule;
  if (silence === undefined || silence.each === 'sensor') return [];
  const sooner = rules.find(
    (other) =>
      other.silence?.each === 'sensor' &&
      other.silence.afterMs <= silence.afterMs &&
      scopesOverlap(rule.scope, other.scope),
  );
  if (sooner === undefined) return [];
  const message = `rule '${rule.name}' notices a silent ${silence.each} no sooner than rule '${sooner.name}' each of its sensors, so it mutes nothing: shorten its silent_after`;
  return [{ ...(rule.at ?? START), message }];
}

function problem({ at }: RuleLimit, message: string): Problem {
  return { ...(at ?? START), message };
}
