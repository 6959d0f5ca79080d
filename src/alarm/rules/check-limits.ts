import { LEVELS } from '../../building/limit.ts';
import { sensorType } from '../../building/sensors.ts';
import { type Problem, START } from '../../yaml/document.ts';
import type { Rule, RuleLimit } from './rule.ts';
import { longestStretchMs } from './schedule.ts';

/** The problems in the limits of one rule, each limit by itself and in pairs. */
export function checkLimits(rule: Rule): Problem[] {
  const { limits } = rule;
  return limits.flatMap((limit, i) => {
    const [sensor] = rule.scope.sensor ?? [];
    const alone = sensor && (valueFault(limit, sensorType(sensor)) ?? delayFault(limit, rule));
    const together = limits.slice(0, i).flatMap((other) => pairFault(limit, other) ?? []);
    return [...(alone === undefined ? [] : [limitProblem(limit, alone)]), ...together];
  });
}

/** A problem at the limit's place in the file. */
export function limitProblem({ at }: RuleLimit, message: string): Problem {
  return { ...(at ?? START), message };
}

function valueFault(limit: RuleLimit, sensor: ReturnType<typeof sensorType>): string | undefined {
  switch (limit.kind) {
    case 'above':
    case 'below':
      return levelFault(limit, sensor);
    case 'rising':
    case 'falling':
      return changeFault(limit, sensor);
    case 'flat':
      return flatFault(limit, sensor);
    case 'deviation_above':
    case 'deviation_below':
      return deviationFault(limit, sensor);
    case 'above_others':
    case 'below_others':
      return othersFault(limit, sensor);
  }
}

function flatFault(
  { value, deadband, withinMs }: RuleLimit,
  { kind: sensor, range: [min, max], unit }: ReturnType<typeof sensorType>,
): string | undefined {
  if (value < 0) return `flat ${value}: use 0, or the largest motion that is none`;
  if (value + deadband >= max - min) {
    return `flat ${value} would never clear: ${sensor} goes from ${min} to ${max} ${unit}`;
  }
  return windowFault('flat', 'how long the value must not move', withinMs);
}

/** A memory of a longer time than this is no window on live readings. */
const MAX_WINDOW_MS = 31 * 24 * 3_600_000;

function windowFault(kind: string, meaning: string, withinMs: number): string | undefined {
  if (withinMs === 0) return `${kind} needs within: ${meaning}`;
  if (withinMs <= MAX_WINDOW_MS) return undefined;
  return `within ${withinMs / 1000} s is too long for ${kind}: use at most 31d`;
}

function deviationFault(
  { kind, value, deadband, withinMs }: RuleLimit,
  { kind: sensor, range: [min, max], unit }: ReturnType<typeof sensorType>,
): string | undefined {
  if (value <= 0) return `${kind} ${value}: use a deviation above 0`;
  const most = (max - min) / Math.SQRT2;
  if (kind === 'deviation_above' && value >= most) {
    return `${kind} ${value} can never fire: ${sensor} goes from ${min} to ${max} ${unit}`;
  }
  const isStuck = kind === 'deviation_above' ? deadband >= value : value + deadband >= most;
  if (isStuck) return `deadband ${deadband} is too wide for ${kind} ${value}: it could never clear`;
  return windowFault(kind, 'over which time the values deviate', withinMs);
}

function othersFault(
  { kind, value, deadband, withinMs, onDelayMs, usualMs = 0 }: RuleLimit,
  { kind: sensor, range: [min, max], unit }: ReturnType<typeof sensorType>,
): string | undefined {
  if (value <= 0) return `${kind} ${value}: use a difference above 0`;
  if (value >= max - min) {
    return `${kind} ${value} can never fire: ${sensor} goes from ${min} to ${max} ${unit}`;
  }
  if (value - deadband <= min - max) return `deadband ${deadband} is too wide: it could never clear`;
  if (withinMs > 0) return `within is for rising, falling, flat and deviations, not for ${kind}`;
  if (usualMs > 0 && usualMs <= onDelayMs) {
    return `usual ${usualMs / 1000} s is not longer than on_delay ${onDelayMs / 1000} s: every difference would be usual by then`;
  }
  return usualMs > MAX_USUAL_MS ? `usual ${usualMs / 1000} s is too long: use at most 365d` : undefined;
}

const MAX_USUAL_MS = 365 * 24 * 3_600_000;

function changeFault(
  { kind, value, deadband, withinMs }: RuleLimit,
  { kind: sensor, range: [min, max], unit }: ReturnType<typeof sensorType>,
): string | undefined {
  if (withinMs === 0) return `${kind} needs within: how long the change may take`;
  if (value <= 0) return `${kind} ${value}: use a change above 0`;
  if (value >= max - min)
    return `${kind} ${value} can never fire: ${sensor} goes from ${min} to ${max} ${unit}`;
  if (deadband < value) return undefined;
  return `deadband ${deadband} is not smaller than the change ${value}: it could never clear`;
}

function levelFault(
  { kind, value, deadband, withinMs }: RuleLimit,
  { kind: sensor, range: [min, max], unit }: ReturnType<typeof sensorType>,
): string | undefined {
  if (withinMs > 0) return `within is for rising and falling, not for ${kind}`;
  if (kind === 'above' ? value >= max : value <= min) {
    return `${kind} ${value} can never fire: ${sensor} goes from ${min} to ${max} ${unit}`;
  }
  if (kind === 'above' ? value - deadband > min : value + deadband < max) return undefined;
  return `deadband ${deadband} is wider than the band: no ${sensor} comes back that far`;
}

function delayFault({ kind, value, onDelayMs }: RuleLimit, { schedule }: Rule): string | undefined {
  if (schedule === undefined || onDelayMs < longestStretchMs(schedule)) return undefined;
  return `${kind} ${value} can never fire: its on_delay is as long as the hours it holds`;
}

function pairFault(limit: RuleLimit, other: RuleLimit): Problem | undefined {
  if (limit.kind === other.kind) return sameSideFault(limit, other);
  const above = [limit, other].find(({ kind }) => kind === 'above');
  const below = [limit, other].find(({ kind }) => kind === 'below');
  if (above === undefined || below === undefined) return undefined;
  const between = `between ${below.value} and ${above.value}`;
  if (above.value <= below.value) {
    const shown = `above ${above.value} and below ${below.value}`;
    return limitProblem(limit, `limits in the wrong order: ${shown} leave no good value`);
  }
  const wide = [above, below].find(({ deadband }) => deadband >= above.value - below.value);
  return wide && limitProblem(wide, `deadband ${wide.deadband} is wider than the band ${between}`);
}

function sameSideFault(limit: RuleLimit, other: RuleLimit): Problem | undefined {
  const { kind, level } = limit;
  if (limit.withinMs !== other.withinMs || limit.others !== other.others) return undefined;
  if (limit.usualMs !== other.usualMs) return undefined;
  if (level === other.level) {
    return limitProblem(limit, `two limits ${kind} of level ${level}: leave one out`);
  }
  const isMilder = LEVELS.indexOf(level) > LEVELS.indexOf(other.level);
  const [milder, severer] = isMilder ? [limit, other] : [other, limit];
  const sign = kind === 'below' || kind === 'deviation_below' || kind === 'flat' ? -1 : 1;
  if (sign * severer.value > sign * milder.value) return undefined;
  const before = `${severer.level} ${kind} ${severer.value} comes before ${milder.level} ${kind} ${milder.value}`;
  return limitProblem(limit, `limits in the wrong order: ${before}, which can never lead`);
}
