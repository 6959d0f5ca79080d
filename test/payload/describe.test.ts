import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describePayload } from '../../src/payload/describe.ts';
import { hex } from './hex.ts';

describe('describePayload', () => {
  it.each([
    ['nothing', '', 'text', ''],
    ['text', Buffer.from('21.5 °C\n').toString('hex'), 'text', '21.5 °C\n'],
    ['text with a byte order mark', 'efbbbf3230', 'text', '\ufeff20'],
    ['text with an escape', '1b5b324a', 'hex', '1b5b324a'],
    ['text with a C1 control', 'c29b324a', 'hex', 'c29b324a'],
    ['bytes', '00ff', 'hex', '00ff'],
    [
      'a CBOR map',
      'a26576616c7565fb40355eb851eb851f6474696d65c11a695b6f80',
      'cbor',
      '{"value": 21.37, "time": 1(1767600000)}',
    ],
    [
      'a CBOR array',
      '8b43010203f4f5f6f7f0f97c00f97e00f9800081206100',
      'cbor',
      `[h'010203', false, true, null, undefined, simple(16), Infinity, NaN, -0, [-1], "\\u0000"]`,
    ],
    ['a CBOR map with more behind it', 'a000', 'hex', 'a000'],
  ])('shows %s', (_, digits, kind, text) => {
    expect(describePayload(hex(digits))).toEqual({ kind, text });
  });

  it('loses no byte of what it calls text', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const { kind, text } = describePayload(bytes);
        if (kind === 'text') expect([...Buffer.from(text)]).toEqual([...bytes]);
      }),
    );
  });
});
