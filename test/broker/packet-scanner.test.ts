import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedPacket, PacketScanner, type ScannedPacket } from '../../src/broker/packet-scanner.ts';
import { bytesOf, connectPacket, publishPacket } from './raw-client.ts';

function scan(...chunks: readonly Uint8Array[]): readonly ScannedPacket[] {
  const packets: ScannedPacket[] = [];
  const scanner = new PacketScanner((packet) => packets.push(packet));
  for (const chunk of chunks) scanner.scan(chunk);
  return packets;
}

describe('PacketScanner', () => {
  it.each([
    ['PINGREQ', [0xc0, 0], [{ type: 12, bytes: 2 }]],
    [
      'two in one chunk',
      [0xc0, 0, 0xe0, 0],
      [
        { type: 12, bytes: 2 },
        { type: 14, bytes: 2 },
      ],
    ],
    ['127, the most in one byte', [0x30, 0x7f], [{ type: 3, bytes: 129 }]],
    ['128, the least in two bytes', [0x30, 0x80, 0x01], [{ type: 3, bytes: 131 }]],
    ['268,435,455, the most of all', [0x30, 0xff, 0xff, 0xff, 0x7f], [{ type: 3, bytes: 268_435_460 }]],
    ['half a header', [0x30, 0x80], []],
  ])('reads the header: %s', (_, bytes, packets) => {
    expect(scan(Uint8Array.from(bytes))).toEqual(packets);
  });

  it('throws where the length goes on for a fifth byte', () => {
    expect(() => scan(Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0xff))).toThrow(MalformedPacket);
  });

  it('finds the same packets however the bytes are cut', () => {
    const sizes = fc.array(fc.nat({ max: 20_000 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(sizes, fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1 }), (payloads, cuts) => {
        const packets = [connectPacket('c'), ...payloads.map((size) => publishPacket('t', 'x'.repeat(size)))];
        const bytes = bytesOf(...packets);
        expect(scan(...cutUp(bytes, cuts))).toEqual([
          { type: 1, bytes: bytesOf(connectPacket('c')).length },
          ...packets.slice(1).map((packet) => ({ type: 3, bytes: bytesOf(packet).length })),
        ]);
      }),
      { numRuns: 50 },
    );
  });
});

function cutUp(bytes: Uint8Array, cuts: readonly number[]): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0, n = 0; at < bytes.length; n += 1) {
    const size = cuts[n % cuts.length] ?? 1;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}
