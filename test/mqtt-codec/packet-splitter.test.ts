import fc from 'fast-check';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { PacketSplitter } from '../../src/mqtt-codec/packet-splitter.ts';

const PACKETS: readonly Packet[] = [
  { cmd: 'pingreq' },
  { cmd: 'publish', topic: 'a', payload: 'x', qos: 0, dup: false, retain: false },
  { cmd: 'publish', topic: 'b', payload: 'y'.repeat(200), qos: 0, dup: false, retain: false },
  { cmd: 'publish', topic: 'c', payload: 'z'.repeat(20_000), qos: 0, dup: false, retain: false },
];

function allOf(splitter: PacketSplitter, maxBytes = 100_000): readonly string[] {
  const found: string[] = [];
  for (let packet = splitter.next(maxBytes); packet; packet = splitter.next(maxBytes)) {
    found.push(`${packet.first} ${packet.rest().toString('hex')}`);
  }
  return found;
}

describe('the packet splitter', () => {
  it('finds the same packets however their bytes are cut', () => {
    const bytes = Buffer.concat(PACKETS.map((packet) => mqttPacket.generate(packet)));
    const whole = new PacketSplitter();
    whole.push(bytes);
    const expected = allOf(whole);
    expect(expected).toHaveLength(PACKETS.length);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 20 }), (places) => {
        const cuts = [0, ...places.toSorted((a, b) => a - b), bytes.length];
        const splitter = new PacketSplitter();
        const found: string[] = [];
        for (const [n, cut] of cuts.entries()) {
          const piece = bytes.subarray(cut, cuts[n + 1] ?? bytes.length);
          if (piece.length === 0) continue;
          splitter.push(piece);
          found.push(...allOf(splitter));
        }
        expect(found).toEqual(expected);
        expect(splitter.buffered).toBe(0);
      }),
    );
  });

  it('turns a packet down by its header when it is larger than allowed', () => {
    const splitter = new PacketSplitter();
    splitter.push(Buffer.of(0x30, 0xff, 0x01));
    expect(() => splitter.next(256)).toThrow(
      expect.objectContaining({ reasonCode: 0x95, message: 'packet of 258 bytes, 256 are allowed' }),
    );
  });

  it('turns down a length of more than four bytes [MQTT-1.5.5-1]', () => {
    const splitter = new PacketSplitter();
    splitter.push(Buffer.of(0x30, 0xff, 0xff, 0xff, 0xff, 0x01));
    expect(() => splitter.next(256)).toThrow(expect.objectContaining({ reasonCode: 0x81 }));
  });
});
