import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCbor } from '../../src/payload/cbor-reader.ts';
import { type CborItem, writeCbor } from '../../src/payload/cbor-writer.ts';

const hexOf = (item: CborItem) => Buffer.from(writeCbor(item)).toString('hex');

describe('writeCbor', () => {
  it.each<[CborItem, string]>([
    // RFC 8949, appendix A.
    [0, '00'],
    [23, '17'],
    [24, '1818'],
    [100, '1864'],
    [1000, '1903e8'],
    [1_000_000, '1a000f4240'],
    [1_000_000_000_000, '1b000000e8d4a51000'],
    [-1, '20'],
    [-100, '3863'],
    [-1000, '3903e7'],
    [-0, 'f98000'],
    [1.1, 'fb3ff199999999999a'],
    [1.5, 'f93e00'],
    [3.4028234663852886e38, 'fa7f7fffff'],
    [1e300, 'fb7e37e43c8800759c'],
    [2 ** -24, 'f90001'],
    [0.00006103515625, 'f90400'],
    [-4.1, 'fbc010666666666666'],
    ['', '60'],
    ['IETF', '6449455446'],
    ['ü', '62c3bc'],
    ['水', '63e6b0b4'],
    [[1, [2, 3]], '8201820203'],
    [
      new Map([
        [1, 2],
        [-2, 4],
      ]),
      'a201022104',
    ],
    // The longest subnormal half, and numbers that just miss being a half.
    [1023 * 2 ** -24, 'f903ff'],
    [2 ** -25, 'fa33000000'],
    [2.0009765625, 'fa40001000'],
    [2.001953125, 'f94001'],
    [1023.75, 'fa447ff000'],
    [511.75, 'f95fff'],
    [21.5, 'f94d60'],
  ])('%j is %s', (item, hex) => {
    expect(hexOf(item)).toBe(hex);
  });

  it('gives back every number and text as it was', () => {
    const item = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.float({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: -2048, max: 2048 }).map((steps) => steps / 64),
      fc.maxSafeInteger(),
      fc.string({ unit: 'grapheme' }),
      fc.string({ minLength: 20, maxLength: 400 }),
    );
    fc.assert(fc.property(item, (value) => Object.is(readCbor(writeCbor(value)), value)));
  });
});
