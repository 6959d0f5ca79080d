import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CBOR_ENCODER } from '../../src/payload/cbor-encoder.ts';
import { readCbor } from '../../src/payload/cbor-reader.ts';

describe('the CBOR encoder', () => {
  // RFC 8949, appendix A; integers of more than 32 bits are doubles here.
  it.each<[string, unknown, string]>([
    ['a small integer', 23, '17'],
    ['an integer of a byte', 24, '1818'],
    ['an integer of two bytes', 1000, '1903e8'],
    ['an integer of four bytes', 1_000_000, '1a000f4240'],
    ['the largest integer', 0xffff_ffff, '1affffffff'],
    ['a larger number', 1_000_000_000_000, 'fb426d1a94a2000000'],
    ['a negative integer', -1000, '3903e7'],
    ['a fraction', 1.1, 'fb3ff199999999999a'],
    ['a fraction that half precision would hold', 1.5, 'fb3ff8000000000000'],
    ['a text', 'IETF', '6449455446'],
    ['a text of two bytes a character', '水'.repeat(8), `7818${'e6b0b4'.repeat(8)}`],
    ['an array', [1, [2, 3]], '8201820203'],
    [
      'a map, in its order and without a tag',
      new Map([
        [2, 1],
        [-2, 4],
      ]),
      'a202012104',
    ],
    ['an object', { b: 1, a: 2 }, 'a2616201616102'],
    ['a date', new Date('2013-03-21T20:04:00Z'), 'c11a514b67b0'],
  ])('writes %s', (_, value, hex) => {
    expect(Buffer.from(CBOR_ENCODER.encode(value)).toString('hex')).toBe(hex);
  });

  it('keeps every number and text', () => {
    const item = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
      fc.maxSafeInteger(),
      fc.string({ unit: 'grapheme' }),
      fc.string({ minLength: 20, maxLength: 400 }),
    );
    fc.assert(fc.property(item, (value) => Object.is(readCbor(CBOR_ENCODER.encode(value)), value)));
  });
});
