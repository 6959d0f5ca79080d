import { expect, it } from 'vitest';
import { hasDisallowedCharacters, stringFault } from '../../src/mqtt-protocol/string.ts';

it.each([
  ['', undefined],
  ['ñ/溫 \u0001', undefined],
  ['x'.repeat(65_535), undefined],
  ['é'.repeat(32_768), 'it is longer than 65535 bytes'],
  ['a\0', 'it contains the character NUL'],
  ['a\ud800', 'it is not valid UTF-8'],
])('a string that begins with %.10s: %s', (text, fault) => {
  expect(stringFault(text)).toBe(fault);
});

it.each([
  ['a b/ñ/溫', false],
  ['a\u0001', true],
  ['a\u001f', true],
  ['a\u007f', true],
  ['a\u009f', true],
  ['a\u00a0', false],
  ['a\ufffe', true],
  ['a\u{1ffff}', true],
])('%j has disallowed characters: %s', (text, has) => {
  expect(hasDisallowedCharacters(text)).toBe(has);
});
