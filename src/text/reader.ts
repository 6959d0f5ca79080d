import { nearest } from './nearest.ts';

/**
 * Turns one text into a value or throws ReadError. Readers know nothing of command lines: options, files and tests
 * share them.
 */
export type Reader<T> = (text: string) => T;

/** A wrong text. The message names a right one; the caller adds the place of the text. */
export class ReadError extends Error {
  override readonly name = 'ReadError';
}

export const readText: Reader<string> = (text) => text;

/** A number between two bounds, both included. */
export function readNumber(min = -Infinity, max = Infinity): Reader<number> {
  return (text) => {
    const value = Number(text);
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) || !Number.isFinite(value)) {
      throw new ReadError('use a number');
    }
    return within(value, min, max);
  };
}

/** A whole number between two bounds, both included. */
export function readInteger(min: number, max: number = Number.MAX_SAFE_INTEGER): Reader<number> {
  return (text) => {
    if (!/^[+-]?\d+$/.test(text)) throw new ReadError('use a whole number');
    return within(Number(text), min, max);
  };
}

function within(value: number, min: number, max: number): number {
  if (value >= min && value <= max) return value;
  if (max === Infinity || max === Number.MAX_SAFE_INTEGER) throw new ReadError(`use ${min} or more`);
  throw new ReadError(min === -Infinity ? `use ${max} or less` : `use ${min} to ${max}`);
}

/** One of a list of words, in the same letter case. */
export function readOneOf<const W extends string>(words: readonly W[]): Reader<W> {
  return (text) => {
    const word = words.find((candidate) => candidate === text);
    if (word !== undefined) return word;
    const meant = nearest(text, words);
    throw new ReadError(`use ${orList(words)}${meant === undefined ? '' : `; did you mean ${meant}?`}`);
  };
}

/** `a, b or c` */
export function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A duration (`500ms 5s 2m 1h 7d`; a bare number is seconds) in milliseconds, 0 or more. */
export const readDuration: Reader<number> = (text) => {
  const match = /^(\d+\.?\d*|\.\d+)(ms|s|m|h|d)?$/.exec(text);
  const ms = Number(match?.[1]) * (UNIT_MS[match?.[2] ?? 's'] ?? Number.NaN);
  if (!(ms <= 100 * 365 * 86_400_000))
    throw new ReadError(`use a duration such as 500ms, 5s, 2m, 1h or 7d${durationHint(text)}`);
  return ms;
};

/** `; 5m here` for `5 minutes`. */
function durationHint(text: string): string {
  const words = /^(\d+\.?\d*) *(milliseconds?|msecs?|seconds?|secs?|minutes?|mins?|hours?|hrs?|days?)$/i;
  const [, number, unit = ''] = words.exec(text) ?? [];
  if (number === undefined) return '';
  return `; ${number}${/^m(illi|s)/i.test(unit) ? 'ms' : unit.charAt(0).toLowerCase()} here`;
}

/** A comma-separated list, each part read on its own. */
export function readList<T>(read: Reader<T>): Reader<readonly T[]> {
  return (text) => text.split(',').map((part) => read(part));
}
