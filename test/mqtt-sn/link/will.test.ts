import { describe, expect, it } from 'vitest';
import { assertWillFits } from '../../../src/mqtt-sn/link/will.ts';

const will = (topicOctets: number, payloadOctets: number) => ({
  topic: 't'.repeat(topicOctets),
  payload: Buffer.alloc(payloadOctets),
  qos: 0 as const,
  retain: false,
});

describe('a will over MQTT-SN', () => {
  it('may be as long as a datagram', () => {
    expect(() => assertWillFits(will(65_502, 65_503))).not.toThrow();
  });

  it.each([
    ['--will-topic', 65_503, 0],
    ['--will-topic', 65_535, 0],
    ['--will-payload', 1, 65_504],
    ['--will-payload', 1, 65_535],
  ])(
    '%s of %d octets and a payload of %d are refused before anything is connected',
    (option, topic, payload) => {
      expect(() => assertWillFits(will(topic, payload))).toThrow(
        expect.objectContaining({ message: expect.stringMatching(`^${option}: too long`), exitCode: 2 }),
      );
    },
  );
});
