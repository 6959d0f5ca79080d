import { describe, expect, it } from 'vitest';
import { createTimeReader, needsDateOrder, type TimeNotation } from '../../src/replay/time-reader.ts';

function read(text: string, notation: TimeNotation = {}): string | undefined {
  const timeMs = createTimeReader(notation)(text);
  return timeMs === undefined ? undefined : new Date(timeMs).toISOString().replace('.000Z', 'Z');
}

describe('a reader of times', () => {
  it.each([
    ['05/01/2026 08:00', 'dmy', '2026-01-05T08:00:00Z'],
    ['05/01/2026 08:00', 'mdy', '2026-05-01T08:00:00Z'],
    ['5/1/26, 8:00:07 PM', 'dmy', '2026-01-05T20:00:07Z'],
    ['01/05/26 12:00:00 AM', 'mdy', '2026-01-05T00:00:00Z'],
    ['01-05-99 12:00 p.m.', 'mdy', '1999-01-05T12:00:00Z'],
    ['26-01-05 08:00', 'ymd', '2026-01-05T08:00:00Z'],
    ['5-Jan-2026 08:00', undefined, '2026-01-05T08:00:00Z'],
    ['05 ene 2026 8:00 a. m.', undefined, '2026-01-05T08:00:00Z'],
    ['Mon Jan  5, 2026 08:00', undefined, '2026-01-05T08:00:00Z'],
    ['Jan 5, 2026 8:00 PM', 'dmy', '2026-01-05T20:00:00Z'],
    ['05/01/2026', 'dmy', '2026-01-05T00:00:00Z'],
    ['5.1.2026 08:00:00,25', undefined, '2026-01-05T08:00:00.250Z'],
    ['2026/1/5 8:00', undefined, '2026-01-05T08:00:00Z'],
    ['2026-01-05T08:00:00', 'dmy', '2026-01-05T08:00:00Z'],
    ['1767600000', 'mdy', '2026-01-05T08:00:00Z'],
  ] as const)('takes %j in the order %s for %s', (text, dateOrder, expected) => {
    expect(read(text, { dateOrder })).toBe(expected);
  });

  it.each(['05/01/2026 08:00', '05/01/2026', '5-1-26 8:00'])('asks for the order of %j', (text) => {
    expect(read(text)).toBeUndefined();
    expect(needsDateOrder(text)).toBe(true);
  });

  it.each([
    '31/02/2026',
    '05/13/2026',
    '05/01/2026 24:00',
    '05/01/2026 13:00 pm',
    '05/01/2026 08:60',
    '0/1/2026',
    '8:00',
    '',
  ])('knows no %j', (text) => {
    expect(read(text, { dateOrder: 'dmy' })).toBeUndefined();
    expect(read(text, { dateOrder: 'dmy', timeZone: 'Europe/Madrid' })).toBeUndefined();
  });

  it('takes a zone for times without one', () => {
    expect(read('2026-01-05 08:00:00', { timeZone: 'Europe/Madrid' })).toBe('2026-01-05T07:00:00Z');
    expect(read('2026-07-05 08:00:00', { timeZone: 'Europe/Madrid' })).toBe('2026-07-05T06:00:00Z');
    expect(read('2026-01-05T08:00:00Z', { timeZone: 'Europe/Madrid' })).toBe('2026-01-05T08:00:00Z');
    expect(read('2026-01-05 08:00', { timeZone: '-03:30' })).toBe('2026-01-05T11:30:00Z');
  });

  it('tells the two hours of an autumn night apart by their order', () => {
    const reader = createTimeReader({ timeZone: 'Europe/Madrid' });
    const times = ['01:30', '02:00', '02:59', '02:58:30', '02:00', '02:30', '03:00'].map((time) =>
      reader(`2025-10-26 ${time}`),
    );
    const minutes = times.map((ms) => ((ms ?? 0) - (times[0] ?? 0)) / 60_000);
    // A row half a minute late stays in its hour.
    expect(minutes).toEqual([0, 30, 89, 88.5, 90, 120, 150]);
  });

  it('goes on through the hour that a spring night leaves out', () => {
    const reader = createTimeReader({ timeZone: 'Europe/Madrid' });
    const minutes = ['01:59', '02:30', '03:30'].map(
      (time) => ((reader(`2026-03-29 ${time}`) ?? 0) / 60_000) % 1440,
    );
    expect(minutes).toEqual([59, 90, 90]);
  });
});
