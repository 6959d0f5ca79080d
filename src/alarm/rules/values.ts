import { isSensorKind, WINGS } from '../../building/address.ts';
import { type IntSet, intSet } from '../../building/int-set.ts';
import { LEVELS } from '../../building/limit.ts';
import { SENSOR_KINDS } from '../../building/sensors.ts';
import { OptionError } from '../../options/option.ts';
import { readBuildingName, readIntSet } from '../../options/selection.ts';
import { orList, type Reader, readDuration, readNumber, readOneOf } from '../../options/values.ts';
import { list, type Shape, scalar } from '../../yaml/shape.ts';
import { type LocalClock, offsetClock, zoneClock } from './local-clock.ts';
import { MAX_OF, PLACES, PRIORITIES } from './rule.ts';
import { DAYS, type Hours } from './schedule.ts';

/** The values that a rules file is made of, each with how it is read and what its schema is. */

const DURATION = '^[0-9.]+(ms|s|m|h|d)?$';

export const duration = scalar((text) => Math.round(readDuration(text)), {
  type: ['string', 'number'],
  pattern: DURATION,
});
export const positiveDuration = scalar(
  (text) => {
    const ms = Math.round(readDuration(text));
    if (ms === 0) throw new OptionError('use more than 0');
    return ms;
  },
  { type: ['string', 'number'], pattern: DURATION },
);
export const number = scalar(readNumber(), { type: 'number' });
export const level = scalar(readOneOf(LEVELS), { enum: LEVELS });
export const priority = scalar(readOneOf(PRIORITIES), { enum: PRIORITIES });
export const place = scalar(readOneOf(PLACES), { enum: PLACES });
export const part = scalar(readOneOf(PLACES.slice(1)), { enum: PLACES.slice(1) });
export const truth = scalar((text) => readOneOf(['true', 'false'])(text) === 'true', { type: 'boolean' });
export const sensor = scalar(
  (text) => {
    if (isSensorKind(text)) return text;
    throw new OptionError(`unknown sensor; use ${orList(SENSOR_KINDS)}`);
  },
  { enum: SENSOR_KINDS },
);
export const wing = scalar((text) => readOneOf(WINGS)(text === 'W' ? 'O' : text), { enum: [...WINGS, 'W'] });
export const building = scalar(readBuildingName, { type: 'string' });

const MAX_NUMBER = 999_999_999;
const RANGES = { type: ['integer', 'string'], pattern: '^-?[0-9]+(-(-?[0-9]+))?(,-?[0-9]+(-(-?[0-9]+))?)*$' };
export const floors = ranges(readIntSet(-MAX_NUMBER, MAX_NUMBER));
export const rooms = ranges(readIntSet(1, MAX_NUMBER));

/** A number, `2,4-6`, or a list of these. */
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

export const name = scalar(
  (text) => {
    if (/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,79}$/u.test(text)) return text;
    throw new OptionError('use a name of letters, digits, spaces, dots, - and _');
  },
  { type: 'string', pattern: '^[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,79}$' },
);

export const roomType = scalar(
  (text) => {
    if (/^[a-z][a-z0-9 _-]{0,39}$/i.test(text)) return text;
    throw new OptionError('use a room type such as office or server');
  },
  { type: 'string' },
);

/** A width in the unit of the sensor (`0.5`), or a share of the limit (`10%`). */
export interface Width {
  readonly value: number;
  readonly isShare: boolean;
}

export const width = scalar(
  (text): Width => {
    const isShare = text.endsWith('%');
    return { value: readNumber(0, isShare ? 100 : Infinity)(isShare ? text.slice(0, -1) : text), isShare };
  },
  { type: ['number', 'string'], pattern: '^[0-9.]+%?$' },
);

/** `3` readings in a row, or `2 of 5`. */
export const repeats = scalar(
  (text) => {
    const match = /^(\d{1,3})(?: of (\d{1,3}))?$/.exec(text);
    const n = Number(match?.[1]);
    const of = Number(match?.[2] ?? match?.[1]);
    if (!(n >= 1 && n <= of && of <= MAX_OF)) {
      throw new OptionError(`use a number of readings such as 3, or 2 of 5, up to ${MAX_OF}`);
    }
    return { n, of };
  },
  { type: ['integer', 'string'], pattern: '^[0-9]+( of [0-9]+)?$' },
);

const MINUTES_OF_DAY = 24 * 60;

/** `07:00-19:00` */
export const hours = scalar(
  (text): Hours => {
    const match = /^(\d\d?)(?::(\d\d))? ?- ?(\d\d?)(?::(\d\d))?$/.exec(text);
    const from = Number(match?.[1]) * 60 + Number(match?.[2] ?? 0);
    const to = Number(match?.[3]) * 60 + Number(match?.[4] ?? 0);
    const isWhole = Number(match?.[2] ?? 0) < 60 && Number(match?.[4] ?? 0) < 60;
    if (!(isWhole && from < MINUTES_OF_DAY && to <= MINUTES_OF_DAY && from !== to)) {
      throw new OptionError('use hours such as 07:00-19:00');
    }
    return { from, to };
  },
  { type: 'string', pattern: '^[0-9]{1,2}(:[0-9]{2})? ?- ?[0-9]{1,2}(:[0-9]{2})?$' },
);

/** `mon`, `mon-fri`: days counted from Monday, 0. */
export const days = scalar(
  (text): readonly number[] => {
    const match = /^([a-z]{3})(?:-([a-z]{3}))?$/.exec(text.toLowerCase());
    const first = DAYS.indexOf(match?.[1] ?? '');
    const last = match?.[2] === undefined ? first : DAYS.indexOf(match[2]);
    if (first < 0 || last < 0) throw new OptionError(`use ${orList(DAYS)}, or a range such as mon-fri`);
    const count = ((last - first + DAYS.length) % DAYS.length) + 1;
    return Array.from({ length: count }, (_, i) => (first + i) % DAYS.length);
  },
  { type: 'string', pattern: '^[A-Za-z]{3}(-[A-Za-z]{3})?$' },
);

/** `Europe/Madrid`, `UTC` or `+01:00`. */
export const clock = scalar(
  (text): LocalClock => {
    const match = /^([+-])(\d\d):(\d\d)$/.exec(text);
    if (match) return offsetClock((match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])));
    try {
      return zoneClock(text);
    } catch (error) {
      throw new OptionError('use a time zone such as Europe/Madrid, UTC or +01:00', { cause: error });
    }
  },
  { type: 'string' },
);

export const PLACEHOLDERS = [
  'building',
  'floor',
  'wing',
  'room',
  'sensor',
  'value',
  'unit',
  'limit',
  'level',
  'rule',
  'topic',
  'state',
] as const;

export const message = scalar(
  (text) => {
    for (const [, placeholder] of text.matchAll(/\{([^{}]*)\}/g)) {
      if (!PLACEHOLDERS.some((known) => known === placeholder)) {
        throw new OptionError(
          `unknown placeholder {${placeholder}}; use ${orList(PLACEHOLDERS.map((p) => `{${p}}`))}`,
        );
      }
    }
    if (text.length > 500) throw new OptionError('use at most 500 characters');
    return text;
  },
  { type: 'string' },
);
