import mqttPacket, { type Packet } from 'mqtt-packet';
import { expect, it } from 'vitest';
import { encodePublish, encodePublish5, withPacketId } from '../../src/mqtt-codec/encode-publish.ts';

const content = { topic: 'a/ü', payload: Buffer.from('x'.repeat(200)) };
const extras = { qos: 1, packetId: 7, retain: true, dup: true };
const nothing = { identifiers: undefined, expiry: undefined, alias: 0, aliasOnly: false };

function parsed(bytes: Buffer, version: 4 | 5): unknown {
  const packets: Packet[] = [];
  const parser = mqttPacket.parser({ protocolVersion: version });
  parser.on('packet', (packet) => packets.push(packet));
  parser.parse(bytes);
  expect(packets).toHaveLength(1);
  return packets[0];
}

it('encodes PUBLISH as others read it', () => {
  const expected = { topic: 'a/ü', qos: 1, messageId: 7, retain: true, dup: true };
  expect(parsed(encodePublish(content, extras), 4)).toMatchObject({ ...expected, payload: content.payload });
  const zero = encodePublish(content, { qos: 0, packetId: 0, retain: false, dup: false });
  expect(parsed(zero, 4)).toMatchObject({ topic: 'a/ü', qos: 0, retain: false, dup: false });
  expect(parsed(encodePublish5(content, extras, nothing), 5)).toMatchObject(expected);
});

it('adds what MQTT 5 adds, before the properties that are forwarded', () => {
  const properties = Buffer.from([1, 1, 0x26, 0, 1, 0x61, 0, 1, 0x62]);
  const more = { identifiers: [1, 200, 100_000], expiry: 30, alias: 5, aliasOnly: true };
  expect(parsed(encodePublish5({ ...content, properties }, extras, more), 5)).toMatchObject({
    topic: '',
    payload: content.payload,
    properties: {
      ...{ messageExpiryInterval: 30, topicAlias: 5, payloadFormatIndicator: true },
      subscriptionIdentifier: [1, 200, 100_000],
      userProperties: { a: 'b' },
    },
  });
});

it('gives a packet another packet identifier', () => {
  for (const bytes of [encodePublish(content, extras), encodePublish5(content, extras, nothing)]) {
    const version = bytes.length === encodePublish(content, extras).length ? 4 : 5;
    expect(parsed(withPacketId(bytes, 0x1234), version)).toMatchObject({ messageId: 0x1234, topic: 'a/ü' });
  }
});
