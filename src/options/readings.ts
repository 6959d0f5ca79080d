import { SENSOR_KINDS, type SensorKind, sensorType } from '../building/sensors.ts';
import { usageFailure } from '../failure.ts';
import { FORMATS } from '../payload/formats.ts';
import { MAX_CLOCK_ERROR } from '../simulator/drifting-reports.ts';
import type { ReportSchedule } from '../simulator/report-schedule.ts';
import { namedValue } from '../text/place.ts';
import { rangeEnds } from '../text/range.ts';
import { orList, ReadError, type Reader, readDuration, readNumber, readOneOf } from '../text/reader.ts';
import { readTimestamp } from '../text/time.ts';
import type { Settings } from './option.ts';
import { readSeed } from './seed.ts';
import { defaulted, optional, repeated } from './values.ts';

type Range = readonly [min: number, max: number];

/** `1s-5s` or `5s`, in milliseconds. */
export const readWait: Reader<Range> = (text) => {
  const ends = rangeEnds(text);
  if (ends === undefined) throw new ReadError(WAIT_FORM);
  const range: Range = [readDuration(ends[0]), readDuration(ends[1])];
  if (range[1] < range[0] || range[1] <= 0) throw new ReadError(WAIT_FORM);
  return range;
};

const WAIT_FORM = 'use a duration or a range: 5s, 1s-5s';

/** `100` a second, or `max`. */
export const readRate: Reader<number> = (text) => {
  if (text === 'max') return Number.POSITIVE_INFINITY;
  const rate = Number(text);
  if (!/^\d*\.?\d+$/.test(text) || !(rate > 0 && rate <= 1e7))
    throw new ReadError('use a number above 0, or max');
  return rate;
};

const readPeriod: Reader<number> = (text) => {
  const ms = readDuration(text);
  if (ms < 1) throw new ReadError('use 1ms or more');
  return ms;
};

/** `TEMP=10-30` */
const readRange: Reader<{ sensor: SensorKind; range: Range }> = (text) => {
  const { sensor, value } = namedValue(text) ?? {};
  const ends = value === undefined ? undefined : rangeEnds(value);
  if (sensor === undefined || !ends?.every((end) => DECIMAL.test(end))) {
    throw new ReadError(`use SENSOR=MIN-MAX, such as TEMP=10-30; sensors are ${orList(SENSOR_KINDS)}`);
  }
  const range: Range = [Number(ends[0]), Number(ends[1])];
  const [min, max] = sensorType(sensor).range;
  if (!(range[0] <= range[1] && range[0] >= min && range[1] <= max)) {
    throw new ReadError(`use a range within ${min} to ${max} for ${sensor}`);
  }
  return { sensor, range };
};

const DECIMAL = /^-?(\d+\.?\d*|\.\d+)$/;

const FORMAT_NAMES = FORMATS.map(({ name }) => name);
const VALUE_KINDS = ['realistic', 'uniform'] as const;

/** The values of readings, and their payload format. */
export const readingOptions = {
  format: defaulted(
    {
      group: 'Readings',
      takes: 'FORMAT',
      default: 'json',
      choices: FORMAT_NAMES,
      describe: orList(FORMAT_NAMES),
    },
    readOneOf(FORMAT_NAMES),
  ),
  seed: optional(
    {
      group: 'Readings',
      takes: 'SEED',
      shown: 'random',
      describe: 'same seed and --start: same readings',
    },
    readSeed,
  ),
  values: defaulted(
    {
      group: 'Readings',
      takes: 'KIND',
      default: 'realistic',
      isRare: true,
      choices: VALUE_KINDS,
      describe: 'realistic; or uniform in a range, with faults only if --faults is given',
    },
    readOneOf(VALUE_KINDS),
  ),
  range: repeated(
    {
      group: 'Readings',
      takes: 'S=MIN-MAX',
      isRare: true,
      choices: SENSOR_KINDS.map((kind) => `${kind}=`),
      describe: 'uniform values for one kind of sensor: TEMP=10-30 (repeatable)',
    },
    readRange,
  ),
} as const;

/** The times at which sensors report. */
export const scheduleOptions = {
  interval: optional(
    {
      group: 'Time',
      takes: 'TIME',
      shown: '1s-5s',
      describe: 'wait between readings, 2s or 1s-5s',
      more: 'Each reading is of a random sensor; the wait is a time, or random in a range.',
    },
    readWait,
  ),
  every: optional(
    { group: 'Time', takes: 'TIME', describe: 'instead: each sensor once in this time, spread out' },
    readPeriod,
  ),
  'clock-error': optional(
    {
      group: 'Time',
      takes: 'PERCENT',
      isRare: true,
      describe: "with --every: each sensor's clock is fast or slow by up to this, such as 2",
    },
    readNumber(0, 100 * MAX_CLOCK_ERROR),
  ),
  'reading-loss': optional(
    {
      group: 'Time',
      takes: 'PERCENT',
      isRare: true,
      describe: 'lose this share of single readings, such as 1.4',
    },
    readNumber(0, 99),
  ),
  rate: optional({ group: 'Time', takes: 'N|max', describe: 'instead: readings per second' }, readRate),
} as const;

const DEFAULT_WAIT_MS: Range = [1000, 5000];

/** The schedule in the options. Throws a usage failure for two schedules. */
export function reportScheduleOf({
  interval,
  every,
  rate,
  'clock-error': clockError,
}: Settings<typeof scheduleOptions>): ReportSchedule {
  const given = Object.entries({ interval, every, rate }).filter(([, value]) => value !== undefined);
  if (given.length > 1)
    throw usageFailure(`--${given.map(([name]) => name).join(' and --')}: use only one of them`);
  if (clockError !== undefined && every === undefined)
    throw usageFailure('--clock-error needs --every TIME: the period that clocks keep badly');
  if (every !== undefined) return { kind: 'every', periodMs: every, clockError: (clockError ?? 0) / 100 };
  if (rate !== undefined) return { kind: 'rate', perSecond: rate };
  return { kind: 'interval', waitMs: interval ?? DEFAULT_WAIT_MS };
}

export const clockOptions = {
  start: optional(
    {
      group: 'Time',
      takes: 'WHEN',
      shown: 'now',
      describe: 'start of the clock: 2026-01-05T08:00Z',
      more: 'Of the simulated clock. A date or a time; without a zone it is UTC.',
    },
    readTimestamp,
  ),
  speed: defaulted(
    { group: 'Time', takes: 'N|max', default: '1', describe: 'speed of the simulated clock' },
    readRate,
  ),
} as const;
