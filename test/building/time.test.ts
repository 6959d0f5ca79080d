import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoTime, readRecordedTime, readTime } from '../../src/building/time.ts';

const EIGHT = Date.UTC(2026, 0, 5, 8);

describe('readTime', () => {
  it.each<[unknown, number]>([
    ['2026-01-05T08:00:00Z', EIGHT],
    ['2026-01-05T08:00:00.250Z', EIGHT + 250],
    ['2026-01-05T08:00:00.250987Z', EIGHT + 250],
    ['2026-01-05t08:00z', EIGHT],
    ['2026-01-05 08:00:00 Z', EIGHT],
    ['2026-01-05T08:00:00,5Z', EIGHT + 500],
    ['2026-01-05T09:30:00+01:30', EIGHT],
    ['2026-01-05T07:00:00-0100', EIGHT],
    ['2026-01-05 09:00:00+01', EIGHT],
    ['2026-01-05 09:00:00.250987+01', EIGHT + 250],
    ['2026-01-05T08:00:00.250987Z+0000', EIGHT + 250],
    ['2026-01-05 08:00:00 UTC', EIGHT],
    ['2026-01-05T08:00:00.250987654Z', EIGHT + 250],
    [1_767_600_000, EIGHT],
    ['1767600000', EIGHT],
    [1_767_600_000.25, EIGHT + 250],
    [1_767_600_000_250, EIGHT + 250],
    [1_767_600_000_250_000, EIGHT + 250],
    [1_767_600_000_250_000_000, EIGHT + 250],
    ['0001-01-01T00:00:00Z', -62_135_596_800_000],
    ['9999-12-31T23:59:59.999Z', 253_402_300_799_999],
  ])('%j', (time, ms) => {
    expect(readTime(time)).toBe(ms);
  });

  it.each([
    '2026-01-05T08:00:00',
    '2026-01-05',
    '2026-02-31T08:00:61Z',
    '2026-13-01T08:00:00Z',
    '10000-01-01T00:00:00Z',
    '0000-12-31T00:00:00Z',
    '8:00',
    '',
    0,
    -1,
    2 ** 28 - 1,
    1e300,
    Number.NaN,
    null,
    undefined,
    {},
  ])('is not sure of %j', (time) => {
    expect(readTime(time)).toBeUndefined();
  });
});

describe('readRecordedTime', () => {
  it.each<[unknown, number]>([
    ['2026-01-05T08:00:00', EIGHT],
    [' 2026-01-05 08:00 ', EIGHT],
    ['2026-01-05', EIGHT - 8 * 3_600_000],
    ['2026-01-05T09:00:00+01:00', EIGHT],
    [1_767_600_000, EIGHT],
  ])('%j', (time, ms) => {
    expect(readRecordedTime(time)).toBe(ms);
  });

  it.each(['', 'Z', '2026', 'now', '08:00', 12, null, undefined])('does not know %j', (time) => {
    expect(readRecordedTime(time)).toBeUndefined();
  });
});

describe('isoTime', () => {
  it('is what Date.toISOString says, whatever was asked before', () => {
    const anyTime = fc.oneof(
      fc.integer({ min: -8.64e15, max: 8.64e15 }),
      fc.integer({ min: EIGHT, max: EIGHT + 5000 }),
      fc.double({ min: -1e12, max: 1e13, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(anyTime), (times) => {
        for (const ms of times) expect(isoTime(ms)).toBe(new Date(ms).toISOString());
      }),
    );
  });

  it.each([Number.NaN, 8.65e15, -8.65e15])('has no words for %d', (ms) => {
    expect(() => isoTime(ms)).toThrow(RangeError);
  });
});
