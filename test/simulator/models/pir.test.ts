import { describe, expect, it } from 'vitest';
import type { Address } from '../../../src/building/address.ts';
import { FAULT_TYPES } from '../../../src/simulator/faults/list.ts';
import { hashText } from '../../../src/simulator/hash.ts';
import { createMoments } from '../../../src/simulator/moment.ts';
import { isOccupied } from '../../../src/simulator/occupancy.ts';
import { roomSeeds } from '../../../src/simulator/place-seeds.ts';
import { roomAt } from '../../../src/simulator/room.ts';
import { DEFAULT_SITE } from '../../../src/simulator/site.ts';
import { createWorld } from '../../../src/simulator/world.ts';
import { mean, median } from '../statistics.ts';

const MINUTE = 60_000;
/** A Monday. */
const START = Date.UTC(2026, 0, 5);
const WEEK = Array.from({ length: 7 * 1440 }, (_, i) => START + i * MINUTE);

function weekOf(room: number) {
  const address: Address = { building: 'BUILDING', floor: 1, wing: 'S', room, sensor: 'PIR' };
  const world = createWorld({ seed: '1', values: 'realistic', ranges: new Map() });
  const momentOf = createMoments();
  const at = roomAt(DEFAULT_SITE, roomSeeds(hashText('1'), address), address);
  return {
    detected: WEEK.map((time) => world.value(address, time)),
    mayBeDetected: WEEK.map((time) => isOccupied(momentOf(at, time), 5 * MINUTE)),
  };
}

/** How long each stretch of occupancy lasts, in minutes. */
function stretches(values: readonly number[]): number[] {
  return values
    .join('')
    .split('0')
    .flatMap(({ length }) => (length > 0 ? [length] : []));
}

const offices = [1, 2, 3].map(weekOf);

describe('a detector in an office', () => {
  it('says 0 or 1', () => {
    expect(new Set(offices.flatMap(({ detected }) => detected))).toEqual(new Set([0, 1]));
  });

  it('never sees anybody in a room that has been empty for longer than it holds', () => {
    const ghosts = offices.flatMap(({ detected, mayBeDetected }) =>
      detected.filter((value, i) => value === 1 && !mayBeDetected[i]),
    );
    expect(ghosts).toEqual([]);
  });

  /** In the 12 rooms of an office building: on for 0.3 to 18 % of a week, stretches of 6 to 14 minutes in the median. */
  it('is on as often and for as long as detectors of real offices', () => {
    for (const { detected } of offices) {
      expect(mean(detected)).toBeGreaterThan(0.003);
      expect(mean(detected)).toBeLessThan(0.2);
      expect(median(stretches(detected))).toBeGreaterThanOrEqual(6);
      expect(median(stretches(detected))).toBeLessThanOrEqual(15);
      expect(Math.min(...stretches(detected))).toBeGreaterThanOrEqual(4);
    }
  });
});

it('faults that need noise or a scale are not seen at it', () => {
  const seen = FAULT_TYPES.filter(({ sensors }) => sensors.includes('PIR')).map(({ type }) => type);
  expect(seen).not.toEqual(expect.arrayContaining(['offset']));
  expect(seen).not.toEqual(expect.arrayContaining(['drift']));
  expect(seen).not.toEqual(expect.arrayContaining(['noise-burst']));
  expect(seen).not.toEqual(expect.arrayContaining(['leak']));
  expect(seen).toEqual(expect.arrayContaining(['stuck', 'saturated', 'dropout', 'floor-offline']));
});
