import { describe, expect, it } from 'vitest';
import { PACKET_TYPE, packetType } from '../../src/mqtt-protocol/packet-type.ts';

describe('the type of a packet', () => {
  // MQTT 5.0 §2.1.2 and §2.1.3, tables 2-1 and 2-2
  it.each([
    [0x10, 'connect', 'client', 0],
    [0x20, 'connack', 'broker', 0],
    [0x3d, 'publish', 'both', undefined],
    [0x40, 'puback', 'both', 0],
    [0x50, 'pubrec', 'both', 0],
    [0x62, 'pubrel', 'both', 2],
    [0x70, 'pubcomp', 'both', 0],
    [0x82, 'subscribe', 'client', 2],
    [0x90, 'suback', 'broker', 0],
    [0xa2, 'unsubscribe', 'client', 2],
    [0xb0, 'unsuback', 'broker', 0],
    [0xc0, 'pingreq', 'client', 0],
    [0xd0, 'pingresp', 'broker', 0],
    [0xe0, 'disconnect', 'both', 0],
    [0xf0, 'auth', 'both', 0],
  ] as const)('0x%x is %s, sent by %s', (firstByte, name, sentBy, flags) => {
    expect(packetType(firstByte)).toEqual({ name, sentBy, flags });
    expect(PACKET_TYPE[name]).toBe(firstByte >> 4);
  });

  it('is never 0', () => {
    expect(packetType(0x0f)).toBeUndefined();
  });
});
