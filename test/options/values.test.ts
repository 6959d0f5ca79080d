import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readUrls } from '../../src/options/broker-url.ts';
import { readRate, readWait } from '../../src/options/readings.ts';
import { ReadError, readDuration, readInteger, readNumber } from '../../src/text/reader.ts';
import { readTimestamp } from '../../src/text/time.ts';

describe('a duration', () => {
  it.each([
    ['500ms', 500],
    ['5s', 5000],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['7d', 604_800_000],
    ['3', 3000],
    ['0', 0],
    ['1.5', 1500],
    ['.5s', 500],
    ['0.25h', 900_000],
  ])('%s is %i ms', (text, ms) => {
    expect(readDuration(text)).toBe(ms);
  });

  it.each([
    '',
    ' 5s',
    '5 s',
    '5S',
    '-1',
    '1e3',
    '5sec',
    's',
    '1h30m',
    'Infinity',
    'NaN',
    '0x10',
    '999999999d',
  ])('%j is none', (text) => {
    expect(() => readDuration(text)).toThrow(ReadError);
  });
});

describe('a wait', () => {
  it.each([
    ['1s-5s', [1000, 5000]],
    ['2s', [2000, 2000]],
    ['0-100ms', [0, 100]],
    ['500ms-1m', [500, 60_000]],
  ])('%s', (text, range) => {
    expect(readWait(text)).toEqual(range);
  });
});

describe('a number', () => {
  it('is read as JavaScript writes it, if it is finite', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(readNumber()(String(value))).toBe(value + 0); // -0 is written 0
      }),
    );
  });

  it('that is whole keeps to its bounds', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer(), (value, a, b) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)];
        const read = () => readInteger(min, max)(String(value));
        if (value >= min && value <= max) expect(read()).toBe(value);
        else expect(read).toThrow(`use ${min} to ${max}`);
      }),
    );
  });

  it.each(['', ' 1', '1,5', '0x1', '1_000', 'Infinity', '--1', '1e999', '٣'])('%j is none', (text) => {
    expect(() => readNumber()(text)).toThrow(ReadError);
  });

  it.each([
    ['max', Number.POSITIVE_INFINITY],
    ['0.5', 0.5],
    ['1000', 1000],
  ])('a rate of %s', (text, rate) => {
    expect(readRate(text)).toBe(rate);
  });
});

describe('a time', () => {
  it.each([
    ['2026-01-05', '2026-01-05T00:00:00.000Z'],
    ['2026-01-05T08:00:00Z', '2026-01-05T08:00:00.000Z'],
    ['2026-01-05T08:00', '2026-01-05T08:00:00.000Z'],
    ['2026-01-05 08:00:01.5', '2026-01-05T08:00:01.500Z'],
    ['2026-01-05T08:00:00+02:00', '2026-01-05T06:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ])('%s', (text, iso) => {
    expect(new Date(readTimestamp(text)).toISOString()).toBe(iso);
  });

  it.each([
    '',
    'now',
    '2026',
    '2026-1-5',
    '2026-02-29',
    '2026-13-01',
    '1969-12-31',
    '2026-01-05T24:01',
    '05.01.2026',
  ])('%j is none', (text) => {
    expect(() => readTimestamp(text)).toThrow(ReadError);
  });
});

describe('the URL of a broker', () => {
  it.each([
    ['mqtt://localhost', { protocol: 'mqtt', host: 'localhost', port: undefined }],
    ['mqtt://localhost:1884/', { port: 1884 }],
    ['mqtts://broker.example', { protocol: 'mqtts', host: 'broker.example' }],
    ['ws://h:8080/mqtt?a=b', { protocol: 'ws', host: 'h', port: 8080, path: '/mqtt?a=b' }],
    ['wss://h', { protocol: 'wss', path: '/' }],
    ['mqtt-sn://h:1884', { protocol: 'mqtt-sn', port: 1884 }],
    ['mqtt-sn://?', { protocol: 'mqtt-sn', host: '?', port: undefined }],
    ['mqtt-sn://?:1885', { protocol: 'mqtt-sn', host: '?', port: 1885 }],
    ['mqtt://[::1]:1883', { host: '::1', port: 1883 }],
    ['mqtt://ann:p%40ss%3Aw@h', { username: 'ann', password: 'p@ss:w', host: 'h' }],
    ['mqtt://ann@h', { username: 'ann', password: undefined }],
  ])('%s', (text, parts) => {
    expect(readUrls(text)).toMatchObject([parts]);
  });

  it.each([
    '',
    'localhost',
    'localhost:1883',
    'http://h',
    'mqtt://',
    'mqtt://h:99999',
    'mqtt://h:0',
    'mqtt-sn://h/path',
    'mqtt://a%@h',
  ])('%j is none', (text) => {
    expect(() => readUrls(text)).toThrow(ReadError);
  });
});
