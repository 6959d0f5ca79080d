import { readInteger, readOneOf, readText } from '../text/reader.ts';
import { mapping, type Shape, scalar, singleOr } from '../yaml/shape.ts';
import { verbatim, type Words } from './words.ts';

/** Values in exercises, each with its reader and its schema. */

export const anyText = scalar(readText, { type: 'string' });

export function wholeNumber(min: number, max: number): Shape<number> {
  return scalar(readInteger(min, max), { type: 'integer', minimum: min, maximum: max });
}

export const yesOrNo = scalar((text) => readOneOf(['true', 'false'])(text) === 'true', { type: 'boolean' });

export function oneOfWords<const W extends string>(choices: readonly W[]): Shape<W> {
  return scalar(readOneOf(choices), { enum: choices });
}

const bothLanguages = mapping({ en: anyText, es: anyText }, ['en']);

/** A text, or one for each language. */
export const inLanguages: Shape<Words> = singleOr(
  { schema: anyText.schema, read: (node, reporter) => mapped(anyText.read(node, reporter), verbatim) },
  {
    schema: bothLanguages.schema,
    read: (node, reporter) =>
      mapped(bothLanguages.read(node, reporter), ({ en = '', es = en }) => ({ en, es })),
  },
);

function mapped<A, B>(value: A | undefined, to: (value: A) => B): B | undefined {
  return value === undefined ? undefined : to(value);
}
