import { ReadError, type Reader } from '../text/reader.ts';
import type { Option, OptionGroup } from './option.ts';

/** The common fields of options. A builder adds `parse`. */
interface Described {
  readonly group: OptionGroup;
  readonly describe: string;
  readonly more?: string;
  readonly alias?: string;
  readonly isRare?: boolean;
}

interface Taking extends Described {
  readonly takes: string;
  readonly choices?: readonly string[];
}

/** An option that may be left out. */
export function optional<T>(option: Taking & { shown?: string }, read: Reader<T>): Option<T | undefined> {
  return { ...option, parse: (texts) => (texts.length === 0 ? undefined : read(last(texts))) };
}

/** An option with a default, written as the user would write the value. */
export function defaulted<T>(option: Taking & { default: string }, read: Reader<T>): Option<T> {
  return { ...option, shown: option.default, parse: (texts) => read(last([option.default, ...texts])) };
}

/** An option that may be given several times. `read` reads each text alone. */
export function repeated<T>(option: Taking & { shown?: string }, read: Reader<T>): Option<readonly T[]> {
  return { ...option, repeatable: true, parse: (texts) => texts.map(read) };
}

/** An option without a value. In the environment and in files its value is `true` or `false`. */
export function flag(option: Described): Option<boolean> {
  return { ...option, parse: (texts) => (texts.length === 0 ? false : readBoolean(last(texts))) };
}

/** A flag of which the environment and files may say no: undefined if nobody says anything. */
export function switchable(option: Described): Option<boolean | undefined> {
  return { ...option, parse: (texts) => (texts.length === 0 ? undefined : readBoolean(last(texts))) };
}

function last(texts: readonly string[]): string {
  return texts.at(-1) ?? '';
}

function readBoolean(text: string): boolean {
  if (/^(true|yes|on|1|)$/i.test(text)) return true;
  if (/^(false|no|off|0)$/i.test(text)) return false;
  throw new ReadError('use true or false');
}
