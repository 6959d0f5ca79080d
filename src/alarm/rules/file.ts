import { type Problem, parseYaml } from '../../yaml/document.ts';
import { list, mapping, type ReadFields, readDocument } from '../../yaml/shape.ts';
import { checkRules } from './check.ts';
import { utcClock } from './local-clock.ts';
import {
  LIMIT_KINDS,
  type LimitKind,
  type Rule,
  type RuleLimit,
  type RuleScope,
  type RuleSet,
} from './rule.ts';
import { DAYS, type WeekSchedule, weekSchedule } from './schedule.ts';
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
} as const;

const limitShape = mapping(
  {
    level: value.level,
    above: value.number,
    below: value.number,
    rising: value.number,
    falling: value.number,
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
    days: list(value.days),
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
export const rulesFields = { time_zone: value.clock, rules: list(ruleShape) } as const;

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
  const ruleSet: RuleSet = { rules, clock: file.time_zone ?? utcClock };
  if (problems.length === 0) problems.push(...checkRules(rules));
  return problems.length > 0 ? { problems } : { ruleSet, problems };
}

function ruleOf(text: RuleText, problems: Problem[]): Rule {
  const { position: at, name = '', priority, message, latch = false, sentinels } = text;
  const schedule = scheduleOfRule(text);
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

function scheduleOfRule({ days, hours }: RuleText): WeekSchedule | undefined {
  if (days === undefined && hours === undefined) return undefined;
  return weekSchedule(days?.flat() ?? [...DAYS.keys()], hours ?? [{ from: 0, to: 24 * 60 }]);
}

function limitOf(text: LimitText, rule: RuleText, problems: Problem[]): RuleLimit[] {
  const kinds = LIMIT_KINDS.filter((kind) => text[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    problems.push({ ...text.position, message: `a limit has one of ${LIMIT_KINDS.join(', ')}` });
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
    },
  ];
}

function deadbandOf(width: value.Width | undefined, limit: number): number {
  if (width === undefined) return 0;
  return width.isShare ? (Math.abs(limit) * width.value) / 100 : width.value;
}
