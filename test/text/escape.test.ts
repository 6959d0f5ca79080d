import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeControl } from '../../src/text/escape.ts';
import { anyText } from '../any-text.ts';

describe('escapeControl', () => {
  it.each([
    ['plain text', 'plain text'],
    ['21.5 °C, Málaga, 温度, 🌡', '21.5 °C, Málaga, 温度, 🌡'],
    ['\x1b[31mred\x07', '\\x1b[31mred\\x07'],
    ['a\r\nb\tc\0', 'a\\r\\nb\\tc\\x00'],
    ['\x7f\x9b2J', '\\x7f\\x9b2J'],
    ['abc\u202etxt.exe', 'abc\\u{202e}txt.exe'],
    ['\u2066x\u2069\u200e\u061c', '\\u{2066}x\\u{2069}\\u{200e}\\u{61c}'],
    ['line\u2028line', 'line\\u{2028}line'],
    ['\ud800 and \udc00', '\\u{d800} and \\u{dc00}'],
    ['hidden \u{e0041}\u200b', 'hidden \\u{e0041}\\u{200b}'],
    ['TE\u00adMP\u034f\u180e', 'TE\\xadMP\\u{34f}\\u{180e}'],
    ['\u3164\u115f\u1160\uffa0', '\\u{3164}\\u{115f}\\u{1160}\\u{ffa0}'],
    ['می\u200cخواهم, 👩\u200d🔬, ❤\ufe0f', 'می\u200cخواهم, 👩\u200d🔬, ❤\ufe0f'],
    ['C:\\x1b', 'C:\\x1b'],
  ])('%j becomes %j', (text, escaped) => {
    expect(escapeControl(text)).toBe(escaped);
  });

  it('leaves nothing that a terminal acts on, whatever comes in', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const escaped = escapeControl(text);
        expect(escaped).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
        expect(escaped.isWellFormed()).toBe(true);
        expect(escapeControl(escaped)).toBe(escaped);
      }),
    );
  });
});
