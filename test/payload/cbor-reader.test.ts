import { Encoder } from 'cbor-x';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CborError, CborSimple, CborTag, readCbor } from '../../src/payload/cbor-reader.ts';
import { hex } from './hex.ts';

describe('readCbor', () => {
  // RFC 8949, Appendix A.
  it.each<[string, unknown]>([
    ['00', 0],
    ['17', 23],
    ['1818', 24],
    ['1903e8', 1000],
    ['1a000f4240', 1_000_000],
    ['1b000000e8d4a51000', 1_000_000_000_000],
    ['1bffffffffffffffff', 2 ** 64],
    ['20', -1],
    ['3863', -100],
    ['3903e7', -1000],
    ['3bffffffffffffffff', -(2 ** 64)],
    ['f90000', 0],
    ['f98000', -0],
    ['f93c00', 1],
    ['fb3ff199999999999a', 1.1],
    ['f93e00', 1.5],
    ['f97bff', 65_504],
    ['fa47c35000', 100_000],
    ['fa7f7fffff', 3.4028234663852886e38],
    ['f90001', 2 ** -24],
    ['f90400', 0.00006103515625],
    ['f9c400', -4],
    ['f97c00', Infinity],
    ['f97e00', Number.NaN],
    ['f9fc00', -Infinity],
    ['f4', false],
    ['f5', true],
    ['f6', null],
    ['f7', undefined],
    ['f0', new CborSimple(16)],
    ['f8ff', new CborSimple(255)],
    ['c11a514b67b0', new CborTag(1, 1_363_896_240)],
    ['4401020304', hex('01020304')],
    ['60', ''],
    ['6449455446', 'IETF'],
    ['62c3bc', 'ü'],
    ['64f0908591', '𐅑'],
    ['80', []],
    ['8301820203820405', [1, [2, 3], [4, 5]]],
    [
      'a201020304',
      new Map([
        [1, 2],
        [3, 4],
      ]),
    ],
    [
      'a26161016162820203',
      new Map<string, unknown>([
        ['a', 1],
        ['b', [2, 3]],
      ]),
    ],
    ['5f42010243030405ff', Buffer.from([1, 2, 3, 4, 5])],
    ['7f657374726561646d696e67ff', 'streaming'],
    ['9fff', []],
    ['9f018202039f0405ffff', [1, [2, 3], [4, 5]]],
    [
      'bf61610161629f0203ffff',
      new Map<string, unknown>([
        ['a', 1],
        ['b', [2, 3]],
      ]),
    ],
  ])('%s', (digits, value) => {
    expect(readCbor(hex(digits))).toEqual(value);
  });

  it.each([
    ['no item', ''],
    ['two items', '0000'],
    ['an item cut short', '1903'],
    ['a text cut short', '6549455446'],
    ['an array cut short', '8301'],
    ['a map without its last value', 'a2010203'],
    ['an open array', '9f01'],
    ['an open map', 'bf61'],
    ['an open text', '7f6161'],
    ['a lone break', 'ff'],
    ['a break for a value', 'a101ff'],
    ['a tag without content', 'c1'],
    ['a reserved length', '1c'],
    ['an indefinite integer', '1f'],
    ['an indefinite tag', 'df00'],
    ['a text of byte chunks', '7f4161ff'],
    ['a text of open chunks', '7f7f6161ffff'],
    ['a reserved simple value', 'f81f'],
    ['a text that is not UTF-8', '61ff'],
    ['a long text that is not UTF-8', `7819${'61'.repeat(24)}c3`],
    ['an array of 2^64-1', '9bffffffffffffffff'],
    ['a map of 2^64-1', 'bbffffffffffffffff'],
    ['bytes of 2^64-1', '5bffffffffffffffff'],
    ['a text of 2^32-1', '7affffffff'],
    ['10,000 nested arrays', `${'81'.repeat(10_000)}00`],
    ['10,000 nested tags', `${'c1'.repeat(10_000)}00`],
    ['10,000 nested open maps', 'bf'.repeat(10_000)],
  ])('refuses %s', (_, digits) => {
    expect(() => readCbor(hex(digits))).toThrow(CborError);
  });

  it('reads what another encoder wrote', () => {
    const encoder = new Encoder({ useRecords: false, tagUint8Array: false });
    const value = fc.anything({
      maxDepth: 4,
      values: [fc.integer(), fc.double({ noNaN: true }), fc.string(), fc.boolean(), fc.constant(null)],
    });
    fc.assert(
      fc.property(value, (written) => {
        expect(readCbor(encoder.encode(written))).toEqual(asMaps(written));
      }),
    );
  });

  it('ends any bytes in a value or a CborError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          readCbor(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(CborError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

/** Objects are maps in CBOR, and the other encoder writes -0 as the integer 0. */
function asMaps(value: unknown): unknown {
  if (value === 0) return 0;
  if (Array.isArray(value)) return value.map(asMaps);
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [asMaps(key), asMaps(item)]));
  if (typeof value !== 'object' || value === null) return value;
  return new Map(Object.entries(value).map(([key, item]) => [key, asMaps(item)]));
}
