import { describe, expect, it } from 'vitest';
import { zoneOffsets } from '../../src/building/zone-offset.ts';

const MINUTE = 60_000;

describe('the offset of a zone', () => {
  it.each([
    ['UTC', '2026-07-01T00:00:00Z', 0],
    ['Europe/London', '2026-01-01T00:00:00Z', 0],
    ['Europe/Rome', '2026-03-29T00:59:59Z', 60],
    ['Europe/Rome', '2026-03-29T01:00:00Z', 120],
    ['Europe/Rome', '2026-10-25T00:59:59Z', 120],
    ['Europe/Rome', '2026-10-25T01:00:00Z', 60],
    ['America/St_Johns', '2026-01-01T00:00:00Z', -210],
    ['Asia/Kathmandu', '2026-01-01T00:00:00Z', 345],
    ['Australia/Lord_Howe', '2026-07-01T00:00:00Z', 630],
    ['Europe/Rome', '1850-01-01T00:00:00Z', 49 + 56 / 60],
    ['+14:00', '2026-01-01T00:00:00Z', 840],
    ['-03:30', '2026-07-01T00:00:00Z', -210],
  ])('%s at %s is %d minutes', (zone, time, minutes) => {
    expect(zoneOffsets(zone)(Date.parse(time))).toBe(minutes * MINUTE);
  });

  it.each(['', 'Mars', 'Europe', '+1', '+14:01', '+01:60', '01:00', ' UTC'])('%j is no zone', (zone) => {
    expect(() => zoneOffsets(zone)).toThrow(RangeError);
  });
});
