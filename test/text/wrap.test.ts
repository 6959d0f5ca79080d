import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wrap, wrapFor } from '../../src/text/wrap.ts';

it.each([
  ['', 10, []],
  ['one', 10, ['one']],
  ['one two', 7, ['one two']],
  ['one two', 6, ['one', 'two']],
  ['a overlong b', 5, ['a', 'overlong', 'b']],
])('%j in %i columns', (text, columns, lines) => {
  expect(wrap(text, columns)).toEqual(lines);
});

it('keeps every word, and no line is longer than it must be', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 });
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 40 }), (all, columns) => {
      const lines = wrap(all.join(' '), columns);
      expect(lines.join(' ').split(' ')).toEqual(all);
      for (const line of lines) expect(line.length <= columns || !line.includes(' ')).toBe(true);
    }),
  );
});

it('breaks lines for a terminal only, each for itself, by the columns of their characters', () => {
  const text = 'a window stays open\n部屋 部屋';
  expect(wrapFor({ isTTY: true, columns: 8 }, text)).toEqual(['a window', 'stays', 'open', '部屋', '部屋']);
  expect(wrapFor({ isTTY: false, columns: 8 }, text)).toEqual(['a window stays open', '部屋 部屋']);
});
