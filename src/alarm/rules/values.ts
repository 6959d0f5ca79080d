import { LEVELS } from '../../building/limit.ts';
import { ROOM_TYPES } from '../../building/room-type.ts';
import { zoneOffsets } from '../../building/zone-offset.ts';
import { orList, ReadError, readNumber, readOneOf } from '../../text/reader.ts';
import { scalar } from '../../yaml/shape.ts';
import { readDays } from '../../yaml/values.ts';
import { LIKE_PLACES, MAX_OF, PLACES, PRIORITIES } from './rule.ts';
import { HOLIDAY } from './schedule.ts';

export {
  building,
  duration,
  floors,
  holiday,
  hours,
  number,
  positiveDuration,
  rooms,
  sensor,
  wing,
} from '../../yaml/values.ts';

/** The values of a rules file, each with its reader and its schema. */

export const level = scalar(readOneOf(LEVELS), { enum: LEVELS });
export const priority = scalar(readOneOf(PRIORITIES), { enum: PRIORITIES });
export const place = scalar(readOneOf(PLACES), { enum: PLACES });
export const part = scalar(readOneOf(PLACES.slice(1)), { enum: PLACES.slice(1) });
export const likePlace = scalar(readOneOf(LIKE_PLACES), { enum: LIKE_PLACES });
export const truth = scalar((text) => readOneOf(['true', 'false'])(text) === 'true', { type: 'boolean' });
export const name = scalar(
  (text) => {
    if (/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,79}$/u.test(text)) return text;
    throw new ReadError('use a name of letters, digits, spaces, dots, - and _');
  },
  { type: 'string', pattern: '^[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,79}$' },
);

export const roomType = scalar(readOneOf(ROOM_TYPES), { enum: ROOM_TYPES });

/** `mon`, `mon-fri`, or `holiday`. */
export const ruleDays = scalar(
  (text): readonly number[] => {
    if (text.toLowerCase() === 'holiday') return [HOLIDAY];
    try {
      return readDays(text);
    } catch (error) {
      throw new ReadError(`${error instanceof ReadError ? error.message : ''}, or holiday`, { cause: error });
    }
  },
  { type: 'string', pattern: '^([A-Za-z]{3}(-[A-Za-z]{3})?|holiday)$' },
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
      throw new ReadError(`use a number of readings such as 3, or 2 of 5, up to ${MAX_OF}`);
    }
    return { n, of };
  },
  { type: ['integer', 'string'], pattern: '^[0-9]+( of [0-9]+)?$' },
);

/** `Europe/Madrid`, `UTC` or `+01:00`. */
export const zone = scalar(
  (text) => {
    try {
      return zoneOffsets(text);
    } catch (error) {
      throw new ReadError('use a time zone such as Europe/Madrid, UTC or +01:00', { cause: error });
    }
  },
  { type: 'string' },
);

const PLACEHOLDERS = [
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
        throw new ReadError(
          `unknown placeholder {${placeholder}}; use ${orList(PLACEHOLDERS.map((p) => `{${p}}`))}`,
        );
      }
    }
    if (text.length > 500) throw new ReadError('use at most 500 characters');
    return text;
  },
  { type: 'string' },
);
