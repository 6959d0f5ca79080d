/**
 * The ends of a range as options write it: `1s-3s`, `10-30`, `-2--1`. A single end is both. Older scripts write two points,
 * `10..30`. Undefined for any other text; the ends themselves are still text.
 */
export function rangeEnds(text: string): readonly [first: string, last: string] | undefined {
  const match = /^(-?[^-]+?)(?:(?:-|\.\.)(-?[^-]+))?$/.exec(text);
  const first = match?.[1];
  return first === undefined ? undefined : [first, match?.[2] ?? first];
}
