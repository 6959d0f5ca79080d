import { describe, expect, it } from 'vitest';
import { readPlainJson } from '../../src/payload/plain-json.ts';

const READING = '{"sensor":"TEMP","value":21.37,"unit":"Cel","time":"2026-01-05T08:00:00.250Z","seq":17}';

describe('readPlainJson', () => {
  it.each([
    '0',
    '-0',
    '-0.5',
    '5.0',
    '100',
    '0.000000000001',
    '99999999999999',
    '999999999999999',
    '0.1',
    '1234567.891',
  ])('reads %s as JSON.parse does', (value) => {
    const read = readPlainJson(Buffer.from(READING.replace('21.37', value)), 'TEMP');
    expect(Object.is(read?.value, JSON.parse(value))).toBe(true);
  });

  it.each([
    ['a space', '"value":21.37', '"value": 21.37'],
    ['an exponent', '21.37', '2.1e1'],
    ['a leading zero', '21.37', '021.37'],
    ['two leading zeros', '21.37', '00'],
    ['a point without digits before it', '21.37', '.37'],
    ['a point without digits behind it', '21.37', '21.'],
    ['two points', '21.37', '2.1.37'],
    ['a plus', '21.37', '+21.37'],
    ['a minus alone', '21.37', '-'],
    ['no value', '21.37', ''],
    ['more digits than a double has', '21.37', '21.370000000000001'],
    ['text', '21.37', '"21.37"'],
    ['another sensor', 'TEMP', 'HUM'],
    ['another unit', 'Cel', 'K'],
    ['a date that is none', '2026-01-05', '2026-13-05'],
    ['the year 0', '2026', '0000'],
    ['the 25th hour', 'T08', 'T24'],
    ['the 61st minute', '08:00:00', '08:60:00'],
    ['a leap second', '00.250', '60.250'],
    ['a time in another zone', 'Z"', '+"'],
    ['a letter in the time', '08:00', '0a:00'],
    ['a fraction in seq', '17', '1.5'],
    ['seq below 0', '17', '-1'],
    ['an end before the end', '17}', '17'],
    ['more behind the end', '17}', '17}}'],
  ])('leaves to others: %s', (_, from, to) => {
    expect(readPlainJson(Buffer.from(READING.replace(from, to)), 'TEMP')).toBeUndefined();
  });
});
