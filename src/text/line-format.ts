import { ReadError, type Reader } from './reader.ts';

/** The fields of a message in mosquitto_sub's `-F`. */
export const MESSAGE_FIELDS = {
  t: 'topic',
  p: 'payload',
  x: 'payload in hexadecimal',
  X: 'the same in capitals',
  l: 'bytes of the payload',
  q: 'QoS',
  r: 'retain flag',
  I: 'time in ISO 8601',
  U: 'seconds since 1970',
  j: 'JSON',
  J: 'JSON with a JSON payload',
} as const;

export type LineField = keyof typeof MESSAGE_FIELDS;

/** The letters of strftime behind an `@`. */
export const TIME_FIELDS = ['Y', 'm', 'd', 'H', 'M', 'S', 'N', 's', 'F', 'T', 'z'] as const;

export type TimeField = (typeof TIME_FIELDS)[number];

/** A line of text and fields. */
export type LineFormat = readonly (string | { readonly field: LineField } | { readonly time: TimeField })[];

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '0': '\0' };

/** `%t %p`, with `%%`, `@H:@M`, `@@`, and `\n` and `\t` as mosquitto_sub has them. */
export const readLineFormat: Reader<LineFormat> = (text) =>
  text.split(/([%@\\][\s\S]?)/).flatMap((part) => (part === '' ? [] : [partOf(part)]));

function partOf(part: string): LineFormat[number] {
  const letter = part.charAt(1);
  switch (part.charAt(0)) {
    case '%':
      if (letter === '%') return '%';
      if (Object.hasOwn(MESSAGE_FIELDS, letter)) return { field: letter as LineField };
      throw new ReadError(`${part} is no field: use ${fieldWords()}`);
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

function fieldWords(): string {
  return Object.keys(MESSAGE_FIELDS)
    .map((letter) => `%${letter}`)
    .join(' ');
}
