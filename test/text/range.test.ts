import { expect, it } from 'vitest';
import { rangeEnds } from '../../src/text/range.ts';

it.each([
  ['5s', ['5s', '5s']],
  ['1s-5s', ['1s', '5s']],
  ['10-30', ['10', '30']],
  ['10..30', ['10', '30']],
  ['1.5..3', ['1.5', '3']],
  ['-2--1', ['-2', '-1']],
  ['-40-85', ['-40', '85']],
  ['-40..-1', ['-40', '-1']],
  ['-1', ['-1', '-1']],
  ['1-2-3', undefined],
  ['1-', undefined],
  ['', undefined],
])('the ends of %j are %j', (text, ends) => {
  expect(rangeEnds(text)).toEqual(ends);
});
