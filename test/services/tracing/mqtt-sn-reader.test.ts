import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode } from '../../../src/mqtt-sn/codec/encode.ts';
import type { SnMessage } from '../../../src/mqtt-sn/codec/messages.ts';
import { createReader } from '../../../src/services/tracing/mqtt-sn-reader.ts';
import type { Facts, Packet, Sender } from '../../../src/trace/packet.ts';

function read(message: SnMessage, from: Sender = 'client', reader = createReader()): Packet {
  const item = reader(from, encode(message));
  if (item.kind !== 'packet') throw new Error(`${item.kind} instead of a packet`);
  return item.packet;
}

const rows: readonly (readonly [SnMessage, Facts])[] = [
  [
    { type: 'CONNECT', will: true, cleanSession: true, protocolId: 1, durationS: 30, clientId: 'test' },
    {
      protocol: 'MQTT-SN 1.2',
      clientId: 'test',
      keepAlive: 30,
      cleanSession: true,
      others: [['has will', true]],
    },
  ],
  [{ type: 'CONNACK', returnCode: 1 }, { codes: [{ value: 1, words: 'congestion', isError: true }] }],
  [
    { type: 'REGISTER', topicId: 0, msgId: 0, topicName: 'a/b' },
    { packetId: 0, topicId: 0, topic: 'a/b' },
  ],
  [
    {
      type: 'PUBLISH',
      dup: true,
      qos: -1,
      retain: false,
      topic: { kind: 'predefined', id: 7 },
      msgId: 0,
      data: Buffer.from('20.5'),
    },
    { dup: true, qos: -1, retain: false, topicId: 7, packetId: 0, payload: Buffer.from('20.5') },
  ],
  [
    { type: 'SUBSCRIBE', dup: false, qos: 1, topic: { kind: 'name', name: 'a/#' }, msgId: 3 },
    { dup: false, qos: 1, packetId: 3, filters: [{ filter: 'a/#' }] },
  ],
  [{ type: 'DISCONNECT', durationS: 30 }, { others: [['duration', 30]] }],
  [{ type: 'DISCONNECT' }, {}],
  [{ type: 'PINGREQ' }, {}],
];

describe('MQTT-SN to the trace', () => {
  it.each(rows)('%j', (message, facts) => {
    const packet = read(message);
    expect(packet.facts).toEqual(facts);
    expect(packet.name).toBe(message.type.toLowerCase());
    let at = 0;
    for (const field of packet.fields) {
      expect(field.offset).toBe(at);
      at += field.length;
    }
    expect(at).toBe(packet.length);
  });

  it('knows the topic of an id from REGISTER and REGACK', () => {
    const reader = createReader();
    read({ type: 'REGISTER', topicId: 0, msgId: 9, topicName: 'lab/temp' }, 'client', reader);
    read({ type: 'REGACK', topicId: 4, msgId: 9, returnCode: 0 }, 'broker', reader);
    const publish: SnMessage = {
      type: 'PUBLISH',
      dup: false,
      qos: 0,
      retain: false,
      topic: { kind: 'normal', id: 4 },
      msgId: 0,
      data: Buffer.from('1'),
    };
    expect(read(publish, 'client', reader).facts).toMatchObject({ topicId: 4, topic: 'lab/temp' });
    expect(read(publish).facts).not.toHaveProperty('topic');
  });

  it('knows no topic where REGACK refuses', () => {
    const reader = createReader();
    read({ type: 'REGISTER', topicId: 0, msgId: 9, topicName: 'lab/temp' }, 'client', reader);
    const refused = read({ type: 'REGACK', topicId: 4, msgId: 9, returnCode: 3 }, 'broker', reader);
    expect(refused.facts).not.toHaveProperty('topic');
  });

  it('takes any datagram', () => {
    const reader = createReader();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (octets) => {
        expect(['packet', 'unreadable']).toContain(reader('client', Buffer.from(octets)).kind);
      }),
      { numRuns: 2000 },
    );
  });
});
