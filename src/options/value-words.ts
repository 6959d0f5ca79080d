import type { Option } from './option.ts';

/** The words for values of options in help, and their meaning. */
const WORDS: readonly (readonly [takes: RegExp, meaning: string])[] = [
  [/^TIME$/, 'TIME is 500ms, 5s, 2m, 1h or 7d; a bare number is seconds.'],
  [/^S=/, 'S=VALUE is a sensor and a value in its unit, such as TEMP=28 (Cel) or HUM=70 (%RH).'],
];

/** A sentence for each kind of value that some of these options take, if its name does not say it. */
export function valueWords(options: readonly Option<unknown>[]): readonly string[] {
  return WORDS.filter(([takes]) => options.some((option) => takes.test(option.takes ?? ''))).map(
    ([, meaning]) => meaning,
  );
}
