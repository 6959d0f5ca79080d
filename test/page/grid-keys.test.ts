import { expect, it } from 'vitest';
import { gridStep } from '../../src/page/grid-keys.ts';

const ROWS = [['n1', 'n2', 'n3'], ['s1'], ['e1', 'e2']];

it.each([
  ['n1', 'ArrowRight', 'n2'],
  ['n3', 'ArrowRight', 's1'],
  ['e2', 'ArrowRight', 'e2'],
  ['s1', 'ArrowLeft', 'n3'],
  ['n1', 'ArrowLeft', 'n1'],
  ['n3', 'ArrowDown', 's1'],
  ['s1', 'ArrowDown', 'e1'],
  ['e2', 'ArrowDown', 'e2'],
  ['e2', 'ArrowUp', 's1'],
  ['n2', 'ArrowUp', 'n2'],
  ['e2', 'Home', 'n1'],
  ['n2', 'End', 'e2'],
  ['n2', 'a', undefined],
])('from %s the key %s leads to %s', (active, key, next) => {
  expect(gridStep(ROWS, active, key)).toBe(next);
});
