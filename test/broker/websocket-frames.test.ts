import { describe, expect, it } from 'vitest';
import {
  type ControlFrame,
  closeFrame,
  framesOf,
  pongFrame,
  WebSocketFault,
  WebSocketFrameReader,
} from '../../src/broker/websocket-frames.ts';

/** A frame as a client sends it. */
function frame(first: number, payload: Uint8Array, isMasked = true): Buffer {
  const { length } = payload;
  const mask = isMasked ? 0x80 : 0;
  const header = [first, ...lengthBytes(length)];
  header[1] = (header[1] ?? 0) | mask;
  if (!isMasked) return Buffer.from([...header, ...payload]);
  const key = [1, 2, 3, 250];
  return Buffer.concat([
    Buffer.from([...header, ...key]),
    payload.map((byte, i) => byte ^ (key[i & 3] ?? 0)),
  ]);
}

function lengthBytes(length: number): number[] {
  if (length < 126) return [length];
  if (length < 65_536) return [126, length >> 8, length & 255];
  return [127, 0, 0, 0, 0, ...[24, 16, 8, 0].map((shift) => (length >> shift) & 255)];
}

function read(bytes: Buffer, pieces = 1) {
  const controls: ControlFrame[] = [];
  const reader = new WebSocketFrameReader((control) => controls.push(control));
  const size = Math.max(1, Math.ceil(bytes.length / pieces));
  const data: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size)
    data.push(reader.read(Buffer.from(bytes.subarray(at, at + size))));
  return { data: Buffer.concat(data), controls };
}

const payload = (length: number) => Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 7) & 255));

describe('frames of a client', () => {
  it.each([0, 1, 125, 126, 65_535, 65_536, 200_000])(
    'of %i bytes are read, however they are cut',
    (length) => {
      const two = Buffer.concat([frame(0x82, payload(length)), frame(0x82, payload(3))]);
      const expected = Buffer.concat([payload(length), payload(3)]);
      for (const pieces of [1, 2, 3, 7, Math.min(two.length, 1000)]) {
        expect(read(two, pieces).data.equals(expected)).toBe(true);
      }
    },
  );

  it('may be a message in fragments, with a ping between', () => {
    const bytes = Buffer.concat([
      frame(0x02, payload(5)),
      frame(0x89, Buffer.from('hi')),
      frame(0x00, payload(2)),
      frame(0x80, payload(1)),
      frame(0x88, Buffer.from([3, 232])),
    ]);
    for (const pieces of [1, bytes.length]) {
      const { data, controls } = read(bytes, pieces);
      expect(data).toEqual(Buffer.concat([payload(5), payload(2), payload(1)]));
      expect(controls).toEqual([
        { type: 'ping', payload: Buffer.from('hi') },
        { type: 'close', payload: Buffer.from([3, 232]) },
      ]);
    }
  });

  it.each<[string, Buffer, number]>([
    ['unmasked', frame(0x82, payload(1), false), 1002],
    ['with a reserved bit', frame(0xc2, payload(1)), 1002],
    ['of text', frame(0x81, Buffer.from('a')), 1003],
    ['of an unknown type', frame(0x83, payload(1)), 1002],
    ['that continues nothing', frame(0x80, payload(1)), 1002],
    ['within a message', Buffer.concat([frame(0x02, payload(1)), frame(0x82, payload(1))]), 1002],
    ['a fragmented ping', frame(0x09, payload(1)), 1002],
    ['a long ping', frame(0x89, payload(126)), 1002],
    ['of 2^63 bytes', Buffer.from([0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]), 1009],
  ])('%s is a fault', (_, bytes, code) => {
    for (const pieces of [1, bytes.length]) {
      expect(() => read(bytes, pieces)).toThrow(expect.objectContaining({ code }));
    }
    expect(() => read(bytes)).toThrow(WebSocketFault);
  });
});

describe('frames of the broker', () => {
  it.each([0, 125, 126, 65_535, 65_536])('hold one packet each: %i bytes', (length) => {
    const bytes = framesOf([payload(length), payload(2)]);
    const header = Buffer.from([0x82, ...lengthBytes(length)]);
    expect(bytes).toEqual(Buffer.concat([header, payload(length), Buffer.from([0x82, 2]), payload(2)]));
  });

  it('close with a code, and answer a ping with its payload', () => {
    expect(closeFrame(1003)).toEqual(Buffer.from([0x88, 2, 3, 235]));
    expect(pongFrame(Buffer.from('hi'))).toEqual(Buffer.from([0x8a, 2, 0x68, 0x69]));
  });
});
