import type { Address } from '../../building/address.ts';
import { formatIntSet } from '../../building/int-set.ts';
import { sensorType } from '../../building/sensors.ts';
import { coveringRules, findings, type RuleFinding } from './plan.ts';
import type { Rule, RuleLimit, RuleScope, RuleSet } from './rule.ts';
import type { RoomTypeOf } from './scope.ts';

/** One rule's say about a sensor in one aspect, and its verdict. */
export interface RuleExplanation {
  readonly rule: string;
  readonly line: number | undefined;
  /** The rule's scope in words. */
  readonly scope: string;
  readonly aspect: RuleFinding['aspect'];
  readonly says: readonly string[];
  /** `holds`, `holds at other times` or `overruled`. */
  readonly verdict: 'holds' | 'holds at other times' | 'overruled';
  /** The more specific rules in its place. */
  readonly by: readonly string[];
}

/** Explains the rules of a sensor, the most specific first, each with its verdict. */
export function explainRules(
  ruleSet: RuleSet,
  address: Address,
  roomTypeOf: RoomTypeOf,
): readonly RuleExplanation[] {
  const covering = coveringRules(ruleSet, address, roomTypeOf);
  const ofGroups = covering.filter(({ silence }) => silence !== undefined && silence.each !== 'sensor');
  const found = [
    ...findings(covering),
    ...ofGroups.map((rule): RuleFinding => ({ rule, aspect: 'silence', overruledBy: [] })),
  ];
  return found.map(({ rule, aspect, overruledBy }) => ({
    rule: rule.name,
    line: rule.at?.line,
    scope: describeScope(rule.scope),
    aspect,
    says: aspect === 'silence' ? [describeSilence(rule)] : limitTexts(rule, aspect, address),
    verdict: verdictOf(overruledBy),
    by: overruledBy.map(({ name }) => name),
  }));
}

function verdictOf(overruledBy: readonly Rule[]): RuleExplanation['verdict'] {
  if (overruledBy.length === 0) return 'holds';
  return overruledBy.some(({ schedule }) => schedule === undefined) ? 'overruled' : 'holds at other times';
}

function limitTexts({ limits }: Rule, aspect: RuleLimit['kind'], { sensor }: Address): string[] {
  return limits
    .filter(({ kind }) => kind === aspect)
    .map((limit) => describeLimit(limit, sensorType(sensor).unit));
}

function describeLimit(limit: RuleLimit, unit: string): string {
  const { level, kind, value, withinMs, deadband, onDelayMs, offDelayMs, n, of } = limit;
  const { others, usualMs = 0, ignoreBelow = -Infinity } = limit;
  const place = others === undefined ? '' : ` in the ${others}`;
  const parts = [
    `${level} ${kind} ${value} ${unit}${place}${withinMs > 0 ? ` within ${withinMs / 1000} s` : ''}`,
    usualMs > 0 ? `without the usual difference of ${usualMs / 1000} s` : '',
    ignoreBelow > -Infinity ? `not below ${ignoreBelow} ${unit}` : '',
    deadband > 0 ? `deadband ${deadband}` : '',
    onDelayMs > 0 ? `on-delay ${onDelayMs / 1000} s` : '',
    offDelayMs > 0 ? `off-delay ${offDelayMs / 1000} s` : '',
    of > 1 ? `for ${n === of ? n : `${n} of ${of}`} readings` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function describeSilence({ silence }: Rule): string {
  if (silence === undefined) return '';
  const who = silence.each === 'sensor' ? 'it is not heard' : `no sensor of its ${silence.each} is heard`;
  return `${silence.level} when ${who} for ${silence.afterMs / 1000} s`;
}

function describeScope({ building, floor, wing, room, roomType, sensor }: RuleScope): string {
  const parts = [
    building && `building ${building.join(',')}`,
    floor && `floor ${formatIntSet(floor)}`,
    wing && `wing ${wing.join(',')}`,
    room && `room ${formatIntSet(room)}`,
    roomType && `room type ${roomType.join(',')}`,
    sensor && `sensor ${sensor.join(',')}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? 'everything' : parts.join(' ');
}
