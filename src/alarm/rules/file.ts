import { type Problem, parseYaml } from '../../yaml/document.ts';
import { list, mapping, type ReadFields, readDocument } from '../../yaml/shape.ts';
import { checkRules } from './check.ts';
import { localClock } from './local-clock.ts';
import {
  LIMIT_KINDS,
  type LimitKind,
  type Rule,
  type RuleLimit,
  type RuleScope,
  type RuleSet,
} from './rule.ts';
import { ALL_DAYS, type WeekSchedule, weekSchedule } from './schedule.ts';
import * as value from './values.ts';

/** The rules of a file, or the problems in the file. */
interface RulesFile {
  /** Undefined for a file with problems. */
  readonly ruleSet?: RuleSet;
  readonly problems: readonly Problem[];
}

const scopeShape = mapping({
  building: list(value.building),
  floor: value.floors,
  wing: list(value.wing),
  room: value.rooms,
  room_type: list(value.roomType),
  sensor: list(value.sensor),
});

/** The keys of a limit, or of a rule for all of its limits. */
const timing = {
  deadband: value.width,
  on_delay: value.duration,
  off_delay: value.duration,
  for: value.repeats,
  within: value.positiveDuration,
  others: value.likePlace,
  usual: value.positiveDuration,
  ignore_below: value.number,
} as const;

const limitShape = mapping(
  {
    level: value.level,
    above: value.number,
    below: value.number,
    rising: value.number,
    falling: value.number,
    flat: value.number,
    deviation_above: value.number,
    deviation_below: value.number,
    above_others: value.number,
    below_others: value.number,
    ...timing,
  },
  ['level'],
);

const ruleShape = mapping(
  {
    name: value.name,
    scope: scopeShape,
    limits: list(limitShape),
    ...timing,
    silent_after: value.positiveDuration,
    silent_level: value.level,
    silent_each: value.place,
    hours: list(value.hours),
    days: list(value.ruleDays),
    outside: value.truth,
    priority: value.priority,
    message: value.message,
    latch: value.truth,
    mutes: list(value.name),
    mutes_within: value.part,
    sentinels: list(value.number),
  },
  ['name'],
);

/** The work of the checks grows with the square: every rule is checked against every other. */
const MAX_RULES = 1000;

/** The keys of a rules file. */
export const rulesFields = {
  time_zone: value.zone,
  holidays: list(value.holiday),
  rules: list(ruleShape),
} as const;

/** The shape of a rules file. */
export const rulesShape = mapping(rulesFields, ['rules']);

type RulesText = NonNullable<ReturnType<typeof rulesShape.read>>;
type RuleText = NonNullable<ReturnType<typeof ruleShape.read>>;
type LimitText = ReadFields<{ level: typeof value.level; above: typeof value.number } & typeof timing> &
  LimitValues;
type LimitValues = { readonly [K in LimitKind]?: number };

/** Reads and checks a rules file. Problems come back with their places; nothing is thrown. */
export function readRules(text: string): RulesFile {
  const { value: file, problems } = readDocument(parseYaml(text), rulesShape);
  return file === undefined ? { problems } : checkedRules(file);
}

/** Checks rules of the right shape for sense. */
export function checkedRules(file: RulesText): RulesFile {
  if ((file.rules?.length ?? 0) > MAX_RULES) {
    return { problems: [{ ...file.position, message: `more than ${MAX_RULES} rules` }] };
  }
  const problems: Problem[] = [];
  const rules = (file.rules ?? []).map((rule) => ruleOf(rule, problems));
  const ruleSet: RuleSet = { rules, clock: localClock(file.time_zone, file.holidays) };
  if (problems.length === 0) problems.push(...checkRules(rules));
  return problems.length > 0 ? { problems } : { ruleSet, problems };
}

function ruleOf(text: RuleText, problems: Problem[]): Rule {
  const { position: at, name = '', priority, message, latch = false, sentinels } = text;
  const schedule = scheduleOfRule(text, problems);
  return {
    at,
    name,
    latch,
    scope: scopeOf(text.scope),
    limits: (text.limits ?? []).flatMap((limit) => limitOf(limit, text, problems)),
    ...(schedule && { schedule }),
    ...(priority && { priority }),
    ...(message && { message }),
    ...(sentinels && { sentinels }),
    ...(text.silent_after && {
      silence: {
        afterMs: text.silent_after,
        level: text.silent_level ?? 'low',
        each: text.silent_each ?? 'sensor',
      },
    }),
    ...(text.mutes && { mutes: { rules: text.mutes, within: text.mutes_within ?? 'room' } }),
  };
}

function scopeOf(text: RuleText['scope']): RuleScope {
  if (text === undefined) return {};
  const { position: _, room_type, ...selection } = text;
  return { ...selection, ...(room_type && { roomType: room_type }) };
}

function scheduleOfRule(
  { position, days, hours, outside = false }: RuleText,
  problems: Problem[],
): WeekSchedule | undefined {
  if (days === undefined && hours === undefined) {
    if (outside)
      problems.push({ ...position, message: 'outside needs hours or days: outside of which times' });
    return undefined;
  }
  const schedule = weekSchedule(days?.flat() ?? ALL_DAYS, hours ?? [{ from: 0, to: 24 * 60 }]);
  if (!outside) return schedule;
  if (!schedule.includes(0))
    problems.push({ ...position, message: 'outside of all hours and days is never' });
  return schedule.map((held) => 1 - held);
}

function limitOf(text: LimitText, rule: RuleText, problems: Problem[]): RuleLimit[] {
  const kinds = LIMIT_KINDS.filter((kind) => text[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    problems.push({ ...text.position, message: `a limit has one of ${LIMIT_KINDS.join(', ')}` });
    return [];
  }
  const isOfOthers = kind === 'above_others' || kind === 'below_others';
  const misplaced = misplacedKey(text, kind);
  if (misplaced !== undefined) {
    problems.push({ ...text.position, message: `${misplaced} is not for ${kind}: leave it out` });
    return [];
  }
  const limit = text[kind] ?? Number.NaN;
  const { n, of } = text.for ?? rule.for ?? { n: 1, of: 1 };
  return [
    {
      at: text.position,
      kind,
      value: limit,
      level: text.level ?? 'info',
      deadband: deadbandOf(text.deadband ?? rule.deadband, limit),
      onDelayMs: text.on_delay ?? rule.on_delay ?? 0,
      offDelayMs: text.off_delay ?? rule.off_delay ?? 0,
      n,
      of,
      withinMs: text.within ?? rule.within ?? 0,
      ...(isOfOthers && {
        others: text.others ?? rule.others ?? 'building',
        usualMs: text.usual ?? rule.usual ?? 0,
      }),
      ...(kind === 'flat' && { ignoreBelow: text.ignore_below ?? rule.ignore_below ?? -Infinity }),
    },
  ];
}

/** A key of another sort of limit. Keys of the rule are for the limits of their sort alone. */
function misplacedKey(text: LimitText, kind: LimitKind): string | undefined {
  const isOfOthers = kind === 'above_others' || kind === 'below_others';
  if (text.ignore_below !== undefined && kind !== 'flat') return 'ignore_below';
  return isOfOthers ? undefined : (['others', 'usual'] as const).find((key) => text[key] !== undefined);
}

function deadbandOf(width: value.Width | undefined, limit: number): number {
  if (width === undefined) return 0;
  return width.isShare ? (Math.abs(limit) * width.value) / 100 : width.value;
}
