import { expect, it } from 'vitest';
import { nearest } from '../../src/text/nearest.ts';

it.each([
  ['hots', ['host', 'port', 'hosts'], 'hosts'],
  ['hots', ['host', 'port'], 'host'],
  ['senosr', ['sensor', 'seed'], 'sensor'],
  ['flor', ['floors', 'floor'], 'floor'],
  ['colour', ['count', 'room'], undefined],
  ['x', ['id', 'key'], undefined],
  ['', ['id'], undefined],
])('%j among %j is %j', (word, candidates, meant) => {
  expect(nearest(word, candidates)).toBe(meant);
});
