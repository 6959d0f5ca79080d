import { describe, expect, it } from 'vitest';
import { utcClock, zoneClock } from '../../../src/alarm/rules/local-clock.ts';

const minute = (day: number, hour: number, rest = 0): number => (day * 24 + hour) * 60 + rest;

describe('the minute of the week', () => {
  it.each([
    ['1970-01-01T00:00:00Z', minute(3, 0)],
    ['1969-12-31T23:59:00Z', minute(2, 23, 59)],
    ['2026-01-05T08:30:59Z', minute(0, 8, 30)],
  ])('UTC %s', (time, expected) => {
    expect(utcClock(Date.parse(time))).toBe(expected);
  });

  it.each([
    ['2026-01-05T08:00:00Z', minute(0, 9)],
    ['2026-07-06T08:00:00Z', minute(0, 10)],
    ['2026-03-29T00:59:00Z', minute(6, 1, 59)],
    ['2026-03-29T01:00:00Z', minute(6, 3)],
  ])('Madrid %s, with daylight saving', (time, expected) => {
    expect(zoneClock('Europe/Madrid')(Date.parse(time))).toBe(expected);
  });

  it.each([
    ['-03:30', '2026-01-05T01:00:00Z', minute(6, 21, 30)],
    ['+05:45', '2026-01-04T20:00:00Z', minute(0, 1, 45)],
  ])('%s from UTC', (offset, time, expected) => {
    expect(zoneClock(offset)(Date.parse(time))).toBe(expected);
  });
});
