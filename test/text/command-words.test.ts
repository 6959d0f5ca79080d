import { describe, expect, it } from 'vitest';
import { splitCommand } from '../../src/text/command-words.ts';

describe('splitCommand', () => {
  it.each([
    ['notify', ['notify']],
    ['  a  b\tc ', ['a', 'b', 'c']],
    [`a 'b c' "d e"`, ['a', 'b c', 'd e']],
    [`a "b \\" c" d\\ e`, ['a', 'b " c', 'd e']],
    [`a ''`, ['a', '']],
    [`x'y z'"w"`, ['xy zw']],
    ['a $HOME `b` | c > d; e', ['a', '$HOME', '`b`', '|', 'c', '>', 'd;', 'e']],
  ])('%j', (text, words) => {
    expect(splitCommand(text)).toEqual(words);
  });

  it.each(['', '  ', `a 'b`, `"`, 'a\\'])('%j is none', (text) => {
    expect(() => splitCommand(text)).toThrow(/quote is never closed|use a command/);
  });
});
