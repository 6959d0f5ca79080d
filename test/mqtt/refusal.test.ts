import { describe, expect, it } from 'vitest';
import { errorWords } from '../../src/mqtt/connection-error.ts';
import { disconnection, isPassing, refusal, refusedMessage } from '../../src/mqtt/refusal.ts';
import { sessionSettings } from './session-settings.ts';

const { endpoint } = sessionSettings(1883);

describe('a refusal', () => {
  it.each([
    [1, 5, 'version of MQTT'],
    [2, 5, 'client id'],
    [3, 5, 'unavailable'],
    [4, 5, 'bad user name or password'],
    [5, 5, 'not authorized'],
    [99, 5, 'no reason known'],
    [128, 128, 'unspecified'],
    [132, 132, '--mqtt-version 3.1.1'],
    [133, 133, 'client id'],
    [134, 134, 'bad user name or password'],
    [135, 135, 'not authorized'],
    [138, 138, 'banned'],
    [161, 161, 'subscription identifiers not supported'],
    [200, 5, 'no reason known'],
  ])('with code %i ends with %i and says why', (code, exitCode, words) => {
    const failure = refusal(code, endpoint);
    expect(failure.exitCode).toBe(exitCode);
    expect(failure.message).toContain(words);
    expect(failure.message).toContain(`${code}`);
    expect(failure.message).not.toContain('\n');
  });

  it('of a single message has the reason code as well', () => {
    expect(refusedMessage(151)).toMatchObject({
      exitCode: 151,
      message: expect.stringContaining('quota exceeded'),
    });
  });

  it.each([3, 136, 137, 151, 159])('with code %i may pass', (code) => {
    expect(isPassing(code)).toBe(true);
  });

  it.each([0, 4, 139, 141, 136])('a disconnection with code %i is no reason to stop', (code) => {
    expect(disconnection(code, endpoint)).toBeUndefined();
  });

  it.each([130, 142, 152])('a disconnection with code %i is final', (code) => {
    expect(disconnection(code, endpoint)?.exitCode).toBe(code);
  });
});

describe('what went wrong, in words', () => {
  const error = (message: string, code?: string) =>
    Object.assign(new Error(message), code === undefined ? {} : { code });

  it.each([
    [error('connect ECONNREFUSED ::1:1', 'ECONNREFUSED'), 'nothing listens there'],
    [error('getaddrinfo ENOTFOUND x', 'ENOTFOUND'), 'no such host name'],
    [
      Object.assign(new AggregateError([error('x', 'ECONNREFUSED'), error('y', 'ECONNREFUSED')])),
      'nothing listens there',
    ],
    [error('self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT'), '--cafile'],
    [error('connack timeout'), 'no MQTT answer in time'],
    [error('Unexpected server response: 404'), 'is the path right?'],
    [error('Invalid header flag bits, must be 0x0 for puback packet'), 'what answers there is not MQTT'],
    [error('something else'), 'something else'],
    [error(''), 'unknown error'],
  ])('%s', (fault, words) => {
    expect(errorWords(fault)).toContain(words);
  });
});
