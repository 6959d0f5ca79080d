import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SENSOR_KINDS } from '../../src/building/sensors.ts';
import { FORMATS } from '../../src/payload/formats.ts';
import { readPlain } from '../../src/payload/plain.ts';
import { readPayload } from '../../src/payload/read.ts';
import { anyReading } from './any-reading.ts';

const SPACE = Buffer.from(' ');
/** The tag that says "this is CBOR" (RFC 8949 §3.4.6). */
const SELF_DESCRIPTION = Buffer.from('d9d9f7', 'hex');

describe.each(FORMATS)('the fast reader of $name', ({ name, encode }) => {
  const isJson = name.endsWith('json');
  /** The same meaning in another shape. */
  const reshaped = (bytes: Uint8Array): Buffer => Buffer.concat([isJson ? SPACE : SELF_DESCRIPTION, bytes]);

  it('reads what publish writes, but for numbers with an exponent', () => {
    fc.assert(
      fc.property(anyReading, (written) => {
        const bytes = encode(written);
        const hasExponent = isJson && /\d[eE]/.test(Buffer.from(bytes).toString());
        expect(readPlain(bytes, written.address.sensor) === undefined).toBe(hasExponent);
      }),
    );
  });

  it('says of whatever it reads what the general reader says', () => {
    const anyByte = isJson
      ? fc.constantFrom(...Buffer.from('0123456789.-+eE",:{}[]TZ aé/'), 0, 255)
      : fc.nat({ max: 255 });
    const change = fc.record({ at: fc.nat(), byte: anyByte, removed: fc.nat({ max: 2 }) });
    let read = 0;
    fc.assert(
      fc.property(
        anyReading,
        fc.array(change, { maxLength: 3 }),
        fc.constantFrom(...SENSOR_KINDS),
        (written, changes, other) => {
          let bytes = Buffer.from(encode(written));
          for (const { at, byte, removed } of changes) {
            const from = at % bytes.length;
            bytes = Buffer.concat([bytes.subarray(0, from), Buffer.of(byte), bytes.subarray(from + removed)]);
          }
          for (const sensor of [written.address.sensor, other]) {
            const plain = readPlain(bytes, sensor);
            if (plain === undefined) continue;
            read++;
            expect(plain).toStrictEqual(readPayload(reshaped(bytes), sensor));
          }
        },
      ),
      { numRuns: 3000 },
    );
    expect(read).toBeGreaterThan(500);
  });

  it('leaves every payload that is cut off to others', () => {
    fc.assert(
      fc.property(anyReading, fc.nat(), (written, at) => {
        const bytes = encode(written);
        const cut = bytes.subarray(0, at % bytes.length);
        expect(readPlain(cut, written.address.sensor)).toBeUndefined();
      }),
    );
  });
});

const cbor = (value: string, { time = 'c1 1a 695b6d00', seq = '11' } = {}): Buffer =>
  Buffer.from(
    `a5 66 73656e736f72 64 54454d50 65 76616c7565 ${value} 64 756e6974 63 43656c 64 74696d65 ${time} 63 736571 ${seq}`.replaceAll(
      ' ',
      '',
    ),
    'hex',
  );

it.each([
  ['05', 5],
  ['18 ff', 255],
  ['19 0100', 256],
  ['1a 00010000', 65_536],
  ['20', -1],
  ['38 63', -100],
  ['fb 4035 5eb8 51eb 851f', 21.37],
  ['fb 8000 0000 0000 0000', -0],
])('the CBOR number %s', (hex, value) => {
  const bytes = cbor(hex);
  expect(readPlain(bytes, 'TEMP')?.value).toBe(value);
  expect(readPlain(bytes, 'TEMP')).toStrictEqual(
    readPayload(Buffer.concat([SELF_DESCRIPTION, bytes]), 'TEMP'),
  );
});

it.each([
  ['NaN', cbor('fb 7ff8 0000 0000 0000')],
  ['infinity', cbor('fb 7ff0 0000 0000 0000')],
  ['a half float', cbor('f9 4d00')],
  ['64 bits', cbor('1b 0000 0000 0000 0005')],
  ['a text', cbor('61 35')],
  ['a time without a tag', cbor('05', { time: '1a 695b6d00' })],
  ['seq -1', cbor('05', { seq: '20' })],
  ['seq 1.5', cbor('05', { seq: 'fb 3ff8 0000 0000 0000' })],
  ['another item behind', Buffer.concat([cbor('05'), Buffer.of(0)])],
])('CBOR with %s is left to others', (_name, bytes) => {
  expect(readPlain(bytes, 'TEMP')).toBeUndefined();
});
