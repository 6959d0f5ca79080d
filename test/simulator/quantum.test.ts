import { expect, it } from 'vitest';
import { quantise } from '../../src/simulator/quantum.ts';

it.each([
  [21.374, 0.01, '21.37'],
  [0.1 + 0.2, 0.01, '0.3'],
  [-0.004, 0.01, '0'],
  [44.13, 0.04, '44.12'],
  [655.35, 0.01, '655.35'],
  [65_535.4, 1, '65535'],
  [-40, 0.01, '-40'],
  [1234, 5, '1235'],
])('%d in steps of %d is %s', (value, quantum, text) => {
  const result = quantise(value, quantum);
  expect(String(result)).toBe(text);
  expect(Object.is(result, -0)).toBe(false);
});
