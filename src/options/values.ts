import type { Option, OptionGroup } from './option.ts';
import { OptionError } from './option.ts';

/**
 * Builders of options. A builder takes a reader, which turns one text into a value or throws OptionError;
 * readers know nothing of command lines, so files and tests use them too.
 */
export type Reader<T> = (text: string) => T;

interface Described {
  readonly group: OptionGroup;
  readonly describe: string;
  readonly alias?: string;
}

interface Taking extends Described {
  readonly takes: string;
}

/** An option that may be left out. */
export function optional<T>(option: Taking & { shown?: string }, read: Reader<T>): Option<T | undefined> {
  return { ...option, parse: (texts) => (texts.length === 0 ? undefined : read(last(texts))) };
}

/** An option with a default, which is written as the user would write it. */
export function defaulted<T>(option: Taking & { default: string }, read: Reader<T>): Option<T> {
  return { ...option, shown: option.default, parse: (texts) => read(last([option.default, ...texts])) };
}

/** An option that may be given several times; each text is read on its own. */
export function repeated<T>(option: Taking & { shown?: string }, read: Reader<T>): Option<readonly T[]> {
  return { ...option, repeatable: true, parse: (texts) => texts.map(read) };
}

/** An option that is there or not. In the environment and in files it is `true` or `false`. */
export function flag(option: Described): Option<boolean> {
  return { ...option, parse: (texts) => (texts.length === 0 ? false : readBoolean(last(texts))) };
}

function last(texts: readonly string[]): string {
  return texts.at(-1) ?? '';
}

function readBoolean(text: string): boolean {
  if (/^(true|yes|on|1|)$/i.test(text)) return true;
  if (/^(false|no|off|0)$/i.test(text)) return false;
  throw new OptionError('use true or false');
}

export const readText: Reader<string> = (text) => text;

/** A number between two bounds, both included. */
export function readNumber(min = -Infinity, max = Infinity): Reader<number> {
  return (text) => {
    const value = Number(text);
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) || !Number.isFinite(value)) {
      throw new OptionError('use a number');
    }
    return within(value, min, max);
  };
}

/** A whole number between two bounds, both included. */
export function readInteger(min: number, max: number = Number.MAX_SAFE_INTEGER): Reader<number> {
  return (text) => {
    if (!/^[+-]?\d+$/.test(text)) throw new OptionError('use a whole number');
    return within(Number(text), min, max);
  };
}

function within(value: number, min: number, max: number): number {
  if (value >= min && value <= max) return value;
  if (max === Infinity || max === Number.MAX_SAFE_INTEGER) throw new OptionError(`use ${min} or more`);
  throw new OptionError(min === -Infinity ? `use ${max} or less` : `use ${min} to ${max}`);
}

/** One of a list of words, as it stands. */
export function readOneOf<const W extends string>(words: readonly W[]): Reader<W> {
  return (text) => {
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) throw new OptionError(`use ${orList(words)}`);
    return word;
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
    throw new OptionError('use a duration such as 500ms, 5s, 2m, 1h or 7d');
  return ms;
};

/** A comma-separated list, each part read on its own. */
export function readList<T>(read: Reader<T>): Reader<readonly T[]> {
  return (text) => text.split(',').map((part) => read(part));
}
