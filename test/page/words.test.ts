import { describe, expect, it } from 'vitest';
import { grouped } from '../../src/page/words.ts';

describe('grouped', () => {
  it.each([
    [0, 0, '0'],
    [1234567, 0, '1,234,567'],
    [-1234.56, 1, '-1,234.6'],
    [9, 1, '9.0'],
  ])('%d with %d digits', (value, digits, shown) => {
    expect(grouped(value, digits)).toBe(shown);
  });
});
