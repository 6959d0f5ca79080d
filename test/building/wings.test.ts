import { describe, expect, it } from 'vitest';
import { findWing, isWing, WINGS, wingNotes, wingsInWords, wingType } from '../../src/building/wings.ts';

it('each wing keeps its seed number', () => {
  expect(WINGS.map((wing) => [wing, wingType(wing).seed])).toEqual([
    ['N', 0],
    ['S', 1],
    ['E', 2],
    ['O', 3],
  ]);
});

it('no two facades look the same way', () => {
  const facades = WINGS.map((wing) => wingType(wing).facade);
  expect(facades.filter(({ north, east }) => Math.hypot(north, east) !== 1)).toEqual([]);
  expect(new Set(facades.map(({ north, east }) => `${north} ${east}`)).size).toBe(WINGS.length);
});

describe('a letter', () => {
  it.each([
    ['N', 'N'],
    ['O', 'O'],
    ['W', 'O'],
    ['n', undefined],
    ['X', undefined],
    ['', undefined],
  ])('%j means wing %s', (letter, wing) => {
    expect(findWing(letter)).toBe(wing);
  });

  it('of an alias is no level of a topic', () => {
    expect(isWing('W')).toBe(false);
  });
});

it('texts explain the letters that are no English initials', () => {
  expect(wingsInWords()).toBe('N, S, E, O (oeste, west)');
  expect(wingNotes()).toEqual(['O is oeste, west', 'W means O']);
});
