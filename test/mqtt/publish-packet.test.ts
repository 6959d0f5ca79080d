import fc from 'fast-check';
import { generate, parser } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { createPacketBatch, type PublishHead } from '../../src/mqtt/publish-packet.ts';
import type { OutgoingMessage } from '../../src/session.ts';

const anyMessage = fc.record({
  topic: fc.oneof(
    fc.constant('BUILDING/P_2/O/4/TEMP'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
  ),
  payload: fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.integer({ min: 16_000, max: 70_000 }).map((n) => new Uint8Array(n)),
  ),
  retain: fc.boolean(),
  contentType: fc.constantFrom('application/json', 'text/µ'),
});

describe('PUBLISH packets', () => {
  for (const version of [4, 5] as const) {
    it(`are those of mqtt-packet, byte for byte (version ${version})`, () => {
      const anyPacket = fc.tuple(anyMessage, fc.boolean(), fc.option(fc.integer({ min: 1, max: 0xffff })));
      fc.assert(
        fc.property(fc.array(anyPacket, { minLength: 1, maxLength: 5 }), (packets) => {
          const batch = createPacketBatch();
          for (const [message, dup, id] of packets) {
            batch.add({ ...message, qos: id === null ? 0 : 1 }, head(dup, id, version));
          }
          const expected = packets.map(([message, dup, id]) => foreign(message, dup, id, version));
          expect(Buffer.concat(expected).equals(batch.take())).toBe(true);
          expect(batch.isEmpty).toBe(true);
        }),
        { numRuns: 60 },
      );
    });
  }

  it('stay as they are when others follow', () => {
    const batch = createPacketBatch();
    const taken = ['one', 'two', 'three'].map((text) => {
      batch.add({ topic: text, payload: Buffer.from(text), qos: 0, retain: false }, head(false, null, 4));
      return batch.take();
    });
    expect(taken.map(topicOf)).toEqual(['one', 'two', 'three']);
  });

  it('fit where the memory at hand ends in the middle of one', () => {
    const batch = createPacketBatch();
    const message = { topic: 'a/b', payload: new Uint8Array(1000).fill(7), qos: 0, retain: false } as const;
    const sizes: number[] = [];
    parser({ protocolVersion: 4 })
      .on('packet', (packet) => packet.cmd === 'publish' && sizes.push(packet.payload.length))
      .parse(Buffer.from(addMany(batch, message, 200)));
    expect(sizes).toEqual(Array(200).fill(1000));
  });
});

function head(dup: boolean, id: number | null, version: 4 | 5): PublishHead {
  return { dup, id: id ?? undefined, hasProperties: version === 5 };
}

function foreign(
  { topic, payload, retain, contentType }: Omit<OutgoingMessage, 'qos'>,
  dup: boolean,
  id: number | null,
  version: 4 | 5,
): Buffer {
  return generate(
    {
      cmd: 'publish',
      topic,
      payload: Buffer.from(payload),
      retain,
      dup,
      qos: id === null ? 0 : 1,
      ...(id === null ? {} : { messageId: id }),
      ...(version === 5 && contentType !== undefined ? { properties: { contentType } } : {}),
    },
    { protocolVersion: version },
  );
}

function topicOf(bytes: Uint8Array): string {
  let topic = '';
  parser({ protocolVersion: 4 })
    .on('packet', (packet) => {
      if (packet.cmd === 'publish') topic = packet.topic;
    })
    .parse(Buffer.from(bytes));
  return topic;
}

function addMany(
  batch: ReturnType<typeof createPacketBatch>,
  message: OutgoingMessage,
  n: number,
): Uint8Array {
  for (let i = 0; i < n; i++) batch.add(message, head(false, null, 4));
  return batch.take();
}
