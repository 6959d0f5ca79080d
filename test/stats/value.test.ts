import { expect, it } from 'vitest';
import { readFigure, readUptime } from '../../src/stats/value.ts';

it.each([
  ['42', 42],
  ['0.30', 0.3],
  [' 7\n', 7],
  ['302 seconds', 302],
  ['-1', -1],
  ['', undefined],
  ['0x10', undefined],
  ['1e999', undefined],
  ['9'.repeat(100), undefined],
  ['NaN', undefined],
  ['\u001b[2J', undefined],
])('reads %j as the number %s', (text, value) => {
  expect(readFigure(Buffer.from(text))).toBe(value);
});

it.each([
  ['302 seconds', 1, 302],
  ['302', 1, 302],
  ['1291616', 1000, 1291.616],
  ['1 days, 2 hours, 3 minutes, 4 seconds', 1000, 93_784],
  ['soon', 1, undefined],
])('reads the uptime %j', (text, unitsPerSecond, seconds) => {
  expect(readUptime(Buffer.from(text), unitsPerSecond)).toBe(seconds);
});
