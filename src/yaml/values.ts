import { type IntSet, intSet } from '../building/int-set.ts';
import { SENSOR_KINDS } from '../building/sensors.ts';
import { findWing, WING_ALIASES, WINGS } from '../building/wings.ts';
import { readBuildingName, readIntSet } from '../text/place.ts';
import { orList, ReadError, type Reader, readDuration, readNumber, readOneOf } from '../text/reader.ts';
import { list, type Shape, scalar } from './shape.ts';

/** The values in several kinds of file, each with its reader and its schema. */

const DURATION = '^[0-9.]+(ms|s|m|h|d)?$';

export const duration = scalar((text) => Math.round(readDuration(text)), {
  type: ['string', 'number'],
  pattern: DURATION,
});
export const positiveDuration = scalar(
  (text) => {
    const ms = Math.round(readDuration(text));
    if (ms === 0) throw new ReadError('use more than 0');
    return ms;
  },
  { type: ['string', 'number'], pattern: DURATION },
);
export const number = scalar(readNumber(), { type: 'number' });
export const sensor = scalar(readOneOf(SENSOR_KINDS), { enum: SENSOR_KINDS });
export const wing = scalar((text) => findWing(text) ?? readOneOf(WINGS)(text), {
  enum: [...WINGS, ...WING_ALIASES],
});
export const building = scalar(readBuildingName, { type: 'string' });

const MAX_NUMBER = 999_999_999;
const RANGES = { type: ['integer', 'string'], pattern: '^-?[0-9]+(-(-?[0-9]+))?(,-?[0-9]+(-(-?[0-9]+))?)*$' };
export const floors = ranges(readIntSet(-MAX_NUMBER, MAX_NUMBER));
export const rooms = ranges(readIntSet(1, MAX_NUMBER));

/** A number, `2,4-6`, or a list of both. */
function ranges(read: Reader<IntSet>): Shape<IntSet> {
  const shape = list(scalar(read, RANGES));
  return {
    schema: shape.schema,
    read: (node, reporter) => {
      const sets = shape.read(node, reporter);
      return sets && intSet(sets.flat());
    },
  };
}

export const DAYS: readonly string[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Minutes of a day, `from` included and `to` excluded; a `to` before `from` runs past midnight. */
export interface Hours {
  readonly from: number;
  readonly to: number;
}

const MINUTES_OF_DAY = 24 * 60;

/** `07:00-19:00` */
export const hours = scalar(
  (text): Hours => {
    const match = /^(\d\d?)(?::(\d\d))? ?- ?(\d\d?)(?::(\d\d))?$/.exec(text);
    const from = Number(match?.[1]) * 60 + Number(match?.[2] ?? 0);
    const to = Number(match?.[3]) * 60 + Number(match?.[4] ?? 0);
    const isWhole = Number(match?.[2] ?? 0) < 60 && Number(match?.[4] ?? 0) < 60;
    if (!(isWhole && from < MINUTES_OF_DAY && to <= MINUTES_OF_DAY && from !== to)) {
      throw new ReadError('use hours such as 07:00-19:00');
    }
    return { from, to };
  },
  { type: 'string', pattern: '^[0-9]{1,2}(:[0-9]{2})? ?- ?[0-9]{1,2}(:[0-9]{2})?$' },
);

/** Days counted from Monday, 0: `mon`, `mon-fri`. */
export const readDays: Reader<readonly number[]> = (text) => {
  const match = /^([a-z]{3})(?:-([a-z]{3}))?$/.exec(text.toLowerCase());
  const first = DAYS.indexOf(match?.[1] ?? '');
  const last = match?.[2] === undefined ? first : DAYS.indexOf(match[2]);
  if (first < 0 || last < 0) throw new ReadError(`use ${orList(DAYS)}, or a range such as mon-fri`);
  const count = ((last - first + DAYS.length) % DAYS.length) + 1;
  return Array.from({ length: count }, (_, i) => (first + i) % DAYS.length);
};

export const days = scalar(readDays, { type: 'string', pattern: '^[A-Za-z]{3}(-[A-Za-z]{3})?$' });

/** A date of one year, or of every year. */
export const holiday = scalar(
  (text) => {
    // A leap year has every date of all years.
    const date = text.length === 5 ? `2024-${text}` : text;
    const isDate = /^\d{4}-\d\d-\d\d$/.test(date) && !Number.isNaN(Date.parse(date));
    if (isDate && new Date(date).toISOString().startsWith(date)) return text;
    throw new ReadError('use a date such as 2026-04-03, or 12-25 for every year');
  },
  { type: 'string', pattern: '^([0-9]{4}-)?[0-9]{2}-[0-9]{2}$' },
);
