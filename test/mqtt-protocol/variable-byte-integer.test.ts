import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MAX_VARIABLE_BYTE_INTEGER,
  VariableByteIntegerDecoder,
  variableByteIntegerSize,
  writeVariableByteInteger,
} from '../../src/mqtt-protocol/variable-byte-integer.ts';

function write(value: number): number[] {
  const bytes = new Uint8Array(4);
  return [...bytes.subarray(0, writeVariableByteInteger(bytes, 0, value))];
}

function read(bytes: readonly number[]) {
  const decoder = new VariableByteIntegerDecoder();
  const found = bytes.map((byte) => decoder.take(byte));
  return { found: found.at(-1), value: decoder.value, size: decoder.size };
}

describe('a variable byte integer', () => {
  // MQTT 5.0 §1.5.5, table 1-1
  it.each([
    [0, [0x00]],
    [127, [0x7f]],
    [128, [0x80, 0x01]],
    [16_383, [0xff, 0x7f]],
    [16_384, [0x80, 0x80, 0x01]],
    [2_097_151, [0xff, 0xff, 0x7f]],
    [2_097_152, [0x80, 0x80, 0x80, 0x01]],
    [MAX_VARIABLE_BYTE_INTEGER, [0xff, 0xff, 0xff, 0x7f]],
  ])('%i is %j', (value, bytes) => {
    expect(write(value)).toEqual(bytes);
    expect(variableByteIntegerSize(value)).toBe(bytes.length);
    expect(read(bytes)).toEqual({ found: 'done', value, size: bytes.length });
  });

  it('may be written longer than it need be', () => {
    expect(read([0x81, 0x80, 0x00])).toEqual({ found: 'done', value: 1, size: 3 });
  });

  it('ends before its last byte', () => {
    expect(read([0xff, 0xff, 0xff])).toMatchObject({ found: 'more' });
  });

  it('has no fifth byte', () => {
    expect(read([0xff, 0xff, 0xff, 0xff])).toMatchObject({ found: 'malformed' });
  });

  it('comes back as it was written', () => {
    fc.assert(
      fc.property(fc.nat({ max: MAX_VARIABLE_BYTE_INTEGER }), (value) => {
        expect(read(write(value))).toMatchObject({ found: 'done', value });
      }),
    );
  });
});
