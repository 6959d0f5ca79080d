// Tests src/yaml/ with hostile files, through document.ts and rules.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRules } from '../../src/alarm/rules/file.ts';
import { parseYaml } from '../../src/yaml/document.ts';
import { cpuMs } from '../cpu-time.ts';

describe('parseYaml', () => {
  it.each([
    ['brackets', '['.repeat(100_000)],
    ['braces', '{a: '.repeat(50_000)],
    ['dashes', '- '.repeat(50_000)],
    ['question marks', '? '.repeat(50_000)],
    ['indentation', Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['quotes', '"'.repeat(100_000)],
    ['commas', `[${','.repeat(20_000)}`],
    ['anchors', Array.from({ length: 10_000 }, (_, i) => `- &a${i} x`).join('\n')],
    [
      'a billion laughs',
      `a: &a [x,x]\n${[...'bcdefghi'].map((c, i) => `${c}: &${c} [*${'abcdefgh'[i]},*${'abcdefgh'[i]}]`).join('\n')}`,
    ],
  ])('ends soon on a heap of %s', (_, text) => {
    expect(cpuMs(() => parseYaml(text))).toBeLessThan(5000);
  });

  it.each([
    ['brackets', `a: b\n${'['.repeat(60)}`, { line: 2, column: 51 }],
    ['indentation', `a: b\n${' '.repeat(300)}a: b`, { line: 2, column: 301 }],
    ['dashes', `a: b\nc:\n  ${'- '.repeat(10)}`, { line: 3, column: 3 }],
  ])('says where a file is too deep: %s', (_, text, place) => {
    const { problems } = parseYaml(text);
    expect(problems).toEqual([{ ...place, message: 'nested deeper than 50 levels' }]);
  });

  it('never throws, and neither do rules', () => {
    const words = fc.constantFrom(
      'rules',
      ':',
      ' ',
      '\n',
      '- ',
      'name',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '|',
      '>',
      '&a',
      '*a',
      '!!str',
      '#',
      '\t',
      'limits',
      'scope',
      '%',
      '@',
      '\u0000',
      '\ud800',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words, { maxLength: 40 }).map((parts) => parts.join('')),
        ),
        (text) => {
          const { problems, ruleSet } = readRules(text);
          return (ruleSet === undefined) === problems.length > 0;
        },
      ),
      { numRuns: 1000 },
    );
  });
});
