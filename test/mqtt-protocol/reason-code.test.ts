import { describe, expect, it } from 'vitest';
import { isErrorCode, REASON_CODE, reasonWords } from '../../src/mqtt-protocol/reason-code.ts';
import { connackReturnWords } from '../../src/mqtt-protocol/return-code.ts';

describe('a reason code', () => {
  it.each([
    [0, 'puback', 'success'],
    [0, 'disconnect', 'normal disconnection'],
    [0, 'suback', 'granted QoS 0'],
    [2, 'suback', 'granted QoS 2'],
    [0x10, 'puback', 'no matching subscribers'],
    [0x87, undefined, 'not authorized'],
    [0xa2, 'suback', 'wildcard subscriptions not supported'],
    [0x03, 'puback', undefined],
    [0xff, 'disconnect', undefined],
  ] as const)('%i in %s: %s', (code, packet, words) => {
    expect(reasonWords(code, packet)).toBe(words);
  });

  it('is an error from 0x80 on', () => {
    expect(isErrorCode(REASON_CODE['re-authenticate'])).toBe(false);
    expect(isErrorCode(REASON_CODE['unspecified error'])).toBe(true);
  });
});

describe('a return code of CONNACK', () => {
  it.each([
    [0, 'accepted'],
    [1, 'unacceptable protocol version'],
    [5, 'not authorized'],
    [6, undefined],
  ])('%i: %s', (code, words) => {
    expect(connackReturnWords(code)).toBe(words);
  });
});
