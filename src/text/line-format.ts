import { ReadError, type Reader } from './reader.ts';

/** The fields of a message in mosquitto_sub's `-F`. Those of MQTT 5 are empty where the message has no such property. */
export const MESSAGE_FIELDS = {
  t: 'topic',
  p: 'payload',
  x: 'payload in hexadecimal',
  X: 'the same in capitals',
  l: 'bytes of the payload',
  q: 'QoS',
  r: 'retain flag',
  m: 'packet identifier',
  A: 'topic alias',
  C: 'content type',
  D: 'correlation data',
  E: 'message expiry',
  F: 'payload format',
  P: 'user properties',
  R: 'response topic',
  S: 'subscription identifier',
  I: 'time in ISO 8601',
  U: 'seconds since 1970',
  j: 'JSON',
  J: 'JSON with a JSON payload',
} as const;

export type LineFieldName = keyof typeof MESSAGE_FIELDS;

/** A field, and its form: `%-20t`, `%05m`, `%10.10t`. Widths are in bytes, as those of printf. */
export interface LineField {
  readonly field: LineFieldName;
  /** At least so wide; 0 for as wide as the text. */
  readonly width: number;
  /** At most so wide. */
  readonly maxWidth: number;
  readonly isLeft: boolean;
  /** Filled up with zeros, if it is a number. */
  readonly isZeroFilled: boolean;
}

/** The letters of strftime behind an `@`. */
export const TIME_FIELDS = ['Y', 'm', 'd', 'H', 'M', 'S', 'N', 's', 'F', 'T', 'z'] as const;

export type TimeField = (typeof TIME_FIELDS)[number];

/** A line of text and fields. */
export type LineFormat = readonly (string | LineField | { readonly time: TimeField })[];

const MAX_WIDTH = 1000;
const ESCAPES: Readonly<Record<string, string>> = {
  ...{ n: '\n', t: '\t', r: '\r', '\\': '\\', '0': '\0', a: '\u0007', e: '\u001b', v: '\v' },
};

/** `%t %-10p`, with `%%`, `@H:@M`, `@@`, and `\n` and `\t` as mosquitto_sub has them. */
export const readLineFormat: Reader<LineFormat> = (text) =>
  text
    .split(/(%-?0?\d*(?:\.\d*)?[\s\S]?|[@\\][\s\S]?)/)
    .flatMap((part) => (part === '' ? [] : [partOf(part)]));

function partOf(part: string): LineFormat[number] {
  const letter = part.charAt(1);
  switch (part.charAt(0)) {
    case '%':
      return part === '%%' ? '%' : fieldOf(part);
    case '@': {
      const time = TIME_FIELDS.find((each) => each === letter);
      if (letter === '@') return '@';
      if (time !== undefined) return { time };
      throw new ReadError(`${part} is no part of a time: use @${TIME_FIELDS.join(' @')} or @@`);
    }
    case '\\':
      return ESCAPES[letter] ?? part;
    default:
      return part;
  }
}

function fieldOf(part: string): LineField {
  const [, left, zero, width, max, letter = ''] = /^%(-?)(0?)(\d*)(?:\.(\d*))?(.?)$/s.exec(part) ?? [];
  if (!Object.hasOwn(MESSAGE_FIELDS, letter)) throw new ReadError(`${part} is no field: use ${fieldWords()}`);
  const field = {
    field: letter as LineFieldName,
    width: Number(width),
    maxWidth: max === undefined ? Number.POSITIVE_INFINITY : Number(max),
    isLeft: left !== '',
    isZeroFilled: zero !== '' && left === '',
  };
  if (field.width <= MAX_WIDTH) return field;
  throw new ReadError(`${part}: a field is at most ${MAX_WIDTH} wide`);
}

function fieldWords(): string {
  return Object.keys(MESSAGE_FIELDS)
    .map((letter) => `%${letter}`)
    .join(' ');
}
