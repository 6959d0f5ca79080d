// Tests src/trace/websocket/.
import fc from 'fast-check';
import { generate } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { ConversationReader } from '../../src/trace/conversation-reader.ts';
import type { WireItem } from '../../src/trace/wire-item.ts';

const REQUEST = Buffer.from(
  'GET /mqtt?token=s3cret HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n',
);
const RESPONSE = Buffer.from(
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n',
);
const CONNECT = generate({
  cmd: 'connect',
  protocolId: 'MQTT',
  protocolVersion: 4,
  clientId: 'k',
  clean: true,
  keepalive: 60,
});

interface FrameOptions {
  readonly opcode?: number;
  readonly fin?: boolean;
  readonly mask?: boolean;
  readonly rsv1?: boolean;
}

/** A frame of RFC 6455 §5.2. */
function frame(
  data: Buffer,
  { opcode = 2, fin = true, mask = true, rsv1 = false }: FrameOptions = {},
): Buffer {
  const first = (fin ? 0x80 : 0) | (rsv1 ? 0x40 : 0) | opcode;
  const key = Buffer.from(mask ? [0x11, 0xa2, 0x33, 0xc4] : []);
  const masked = mask ? data.map((byte, index) => byte ^ (key[index % 4] ?? 0)) : data;
  return Buffer.concat([Buffer.of(first), lengthField(data.length, mask), key, masked]);
}

function lengthField(length: number, mask: boolean): Buffer {
  const bit = mask ? 0x80 : 0;
  if (length < 126) return Buffer.of(bit | length);
  if (length < 65_536) return Buffer.of(bit | 126, length >> 8, length & 0xff);
  const field = Buffer.alloc(9, 0);
  field[0] = bit | 127;
  field.writeUInt32BE(length, 5);
  return field;
}

function publish(payload: string): Buffer {
  return generate({ cmd: 'publish', topic: 'a', payload, qos: 0, dup: false, retain: false });
}

function summarize(items: readonly WireItem[]): string[] {
  return items.map((item) => {
    if (item.kind === 'packet') return item.packet.name;
    return item.kind === 'websocket' ? `ws ${item.what}: ${item.says}` : item.reason;
  });
}

const UPGRADE = 'ws upgrade: GET /mqtt?…, subprotocol mqtt';

describe('MQTT over WebSocket', () => {
  it('is unwrapped in both directions', () => {
    const reader = new ConversationReader();
    expect(summarize(reader.push('client', REQUEST))).toEqual([UPGRADE]);
    expect(summarize(reader.push('broker', RESPONSE))).toEqual([
      'ws response: HTTP/1.1 101 Switching Protocols, subprotocol mqtt',
    ]);
    expect(summarize(reader.push('client', frame(CONNECT)))).toEqual(['connect']);
    const connack = frame(Buffer.from('20020000', 'hex'), { mask: false });
    expect(summarize(reader.push('broker', connack))).toEqual(['connack']);
  });

  it.each([10, 200, 70_000])(
    'reads frames of %i bytes however the stream and the frames are split',
    (size) => {
      fc.assert(
        fc.property(
          fc.array(fc.integer({ min: 1, max: size }), { minLength: 1, maxLength: 4 }),
          fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 5 }),
          (fragments, chunks) => {
            const message = Buffer.concat([CONNECT, publish('x'.repeat(size)), publish('y')]);
            const wire = Buffer.concat([REQUEST, ...fragment(message, fragments)]);
            const reader = new ConversationReader();
            const seen: string[] = [];
            for (let at = 0, turn = 0; at < wire.length; turn++) {
              const length = chunks[turn % chunks.length] ?? 1;
              seen.push(...summarize(reader.push('client', wire.subarray(at, at + length))));
              at += length;
            }
            expect(seen).toEqual([UPGRADE, 'connect', 'publish', 'publish']);
          },
        ),
        { numRuns: 20 },
      );
    },
  );

  it('shows ping, pong and close between the fragments of a message', () => {
    const reader = new ConversationReader();
    const items = reader.push(
      'client',
      Buffer.concat([
        REQUEST,
        frame(CONNECT.subarray(0, 5), { fin: false }),
        frame(Buffer.from('hi'), { opcode: 9 }),
        frame(CONNECT.subarray(5), { opcode: 0 }),
        frame(Buffer.alloc(0), { opcode: 10 }),
        frame(Buffer.concat([Buffer.from([0x03, 0xe8]), Buffer.from('bye')]), { opcode: 8 }),
      ]),
    );
    expect(summarize(items)).toEqual([
      UPGRADE,
      'ws ping: ',
      'connect',
      'ws pong: ',
      'ws close: code 1000, normal closure, bye',
    ]);
  });

  it.each([
    [
      'an HTTP request that asks for no WebSocket',
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      'asks for no upgrade',
    ],
    [
      'a head that never ends',
      Buffer.concat([REQUEST.subarray(0, 100), Buffer.alloc(20_000, 'x')]),
      '16 KiB',
    ],
    ['compressed frames', Buffer.concat([REQUEST, frame(CONNECT, { rsv1: true })]), 'permessage-deflate'],
    ['a TLS handshake', Buffer.from('160301020001', 'hex'), 'TLS'],
  ])('says why it can not read %s', (_title, bytes, reason) => {
    const reader = new ConversationReader();
    const seen = summarize([...reader.push('client', bytes), ...reader.push('client', bytes)]);
    expect(seen.at(-1)).toContain(reason);
    expect(seen.filter((text) => text.includes(reason))).toHaveLength(1);
  });

  it('survives any bytes behind the upgrade, in both directions', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 8 }), (chunks) => {
        const reader = new ConversationReader();
        reader.push('client', REQUEST);
        reader.push('broker', RESPONSE);
        for (const chunk of chunks) {
          reader.push('client', chunk);
          reader.push('broker', chunk);
        }
        reader.end('client');
        reader.end('broker');
      }),
      { numRuns: 500 },
    );
  });

  it('says that a broker refused the upgrade', () => {
    const reader = new ConversationReader();
    reader.push('client', REQUEST);
    expect(summarize(reader.push('broker', Buffer.from('HTTP/1.1 404 Not Found\r\n\r\n')))).toEqual([
      'not a WebSocket: the broker answers 404 Not Found',
    ]);
  });

  it.each([
    ['text frames', Buffer.concat([REQUEST, frame(CONNECT, { opcode: 1 })]), 'MQTT-6.0.0-1'],
    ['a missing subprotocol', Buffer.from(REQUEST.toString().replace(/Sec-.*\r\n/, '')), 'MQTT-6.0.0-3'],
  ])('points out %s', (_title, bytes, clause) => {
    const faults = new ConversationReader()
      .push('client', bytes)
      .map((item) => (item.kind === 'websocket' ? item.fault : undefined));
    expect(faults.at(-1)).toContain(clause);
  });
});

/** A message cut into fragments of these lengths; the rest is the last fragment. */
function fragment(message: Buffer, lengths: readonly number[]): Buffer[] {
  const frames: Buffer[] = [];
  let at = 0;
  for (const length of lengths) {
    if (at + length >= message.length) break;
    frames.push(frame(message.subarray(at, at + length), { opcode: at === 0 ? 2 : 0, fin: false }));
    at += length;
  }
  frames.push(frame(message.subarray(at), { opcode: at === 0 ? 2 : 0 }));
  return frames;
}
