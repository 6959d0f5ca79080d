import mqttPacket, { type Packet } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { readDisconnect, readPublish, readSubscribeEntry } from '../../src/mqtt-codec/client-packets.ts';
import { readConnectRequest, readProtocolLevel } from '../../src/mqtt-codec/connect-packet.ts';
import { PacketCursor } from '../../src/mqtt-codec/packet-cursor.ts';
import { PacketSplitter } from '../../src/mqtt-codec/packet-splitter.ts';

const publish = { cmd: 'publish', topic: 'a/ü', payload: Buffer.from('x'), qos: 1, messageId: 7 } as const;

function cursorOf(bytes: Buffer): PacketCursor {
  const splitter = new PacketSplitter();
  splitter.push(bytes);
  const cursor = splitter.next(bytes.length);
  if (cursor === undefined) throw new Error('not a whole packet');
  return cursor;
}

const packet = (given: Packet, version: 4 | 5 = 5) =>
  cursorOf(mqttPacket.generate(given, { protocolVersion: version }));
const bodyOf = (...bytes: readonly number[]) => new PacketCursor(0x30, Buffer.from(bytes), 0, bytes.length);
const failsWith = (reasonCode: number) => expect.objectContaining({ name: 'PacketFault', reasonCode });

describe('PUBLISH', () => {
  it('is read with the properties that are forwarded in their order, and without the others', () => {
    const properties = {
      messageExpiryInterval: 9,
      contentType: 'text/plain',
      topicAlias: 3,
      userProperties: { b: ['1', '2'], a: '3' },
    };
    const read = readPublish(packet({ ...publish, dup: true, retain: true, properties }), 5);
    expect(read).toMatchObject({ topic: 'a/ü', qos: 1, packetId: 7, dup: true, retain: true });
    expect(read.properties).toMatchObject({ messageExpiryInterval: 9, topicAlias: 3 });
    const forwarded = read.properties.forwarded ?? Buffer.alloc(0);
    const again = mqttPacket.parser({ protocolVersion: 5 });
    const seen: unknown[] = [];
    again.on('packet', (told) => seen.push('properties' in told ? told.properties : undefined));
    const body = Buffer.concat([Buffer.of(0, 1, 0x61, forwarded.length), forwarded]);
    again.parse(Buffer.concat([Buffer.of(0x30, body.length), body]));
    expect(seen).toEqual([{ contentType: 'text/plain', userProperties: { b: ['1', '2'], a: '3' } }]);
  });

  it.each([
    ['NUL in its topic [MQTT-1.5.4-2]', [0, 2, 0x61, 0, 0], 0x81],
    ['a control character in its topic', [0, 2, 0x61, 0x1b, 0], 0x81],
    ['bytes in its topic that are no UTF-8 [MQTT-1.5.4-1]', [0, 2, 0xc3, 0x28, 0], 0x81],
    ['a surrogate in its topic', [0, 3, 0xed, 0xa0, 0x80, 0], 0x81],
    ['a topic that ends behind it', [0, 9, 0x61], 0x81],
    ['properties that end behind it', [0, 1, 0x61, 9, 1], 0x81],
    ['a property that nobody knows', [0, 1, 0x61, 2, 0x7e, 0], 0x81],
    ['a property of CONNECT', [0, 1, 0x61, 3, 0x21, 0, 1], 0x81],
    ['a property twice', [0, 1, 0x61, 4, 1, 0, 1, 0], 0x82],
    ['a payload format of 2', [0, 1, 0x61, 2, 1, 2], 0x82],
    ['a wildcard in its response topic [MQTT-3.3.2-14]', [0, 1, 0x61, 4, 8, 0, 1, 0x23], 0x82],
    ['topic alias 0 [MQTT-3.3.2-8]', [0, 1, 0x61, 3, 0x23, 0, 0], 0x94],
  ] as const)('is refused with %s', (_, bytes, reasonCode) => {
    expect(() => readPublish(bodyOf(...bytes), 5)).toThrow(failsWith(reasonCode));
  });

  it('is refused at QoS 3, and with packet identifier 0 [MQTT-3.3.1-4, 2.2.1-3]', () => {
    const read =
      (first: number, ...bytes: readonly number[]) =>
      () =>
        readPublish(new PacketCursor(first, Buffer.from(bytes), 0, bytes.length), 4);
    expect(read(0x36, 0, 1, 0x61, 0, 1)).toThrow(failsWith(0x81));
    expect(read(0x32, 0, 1, 0x61, 0, 0)).toThrow(failsWith(0x82));
  });
});

describe('CONNECT', () => {
  const connect = {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    clientId: 'c',
  } as const;

  function read(bytes: Buffer) {
    const cursor = cursorOf(bytes);
    return readConnectRequest(cursor, readProtocolLevel(cursor));
  }

  it('is read with its will, user name and password', () => {
    const will = { topic: 'w', payload: Buffer.from('gone'), qos: 2, retain: true } as const;
    const bytes = mqttPacket.generate({ ...connect, will, username: 'u', password: Buffer.from('p') });
    const { password, ...request } = read(bytes);
    expect(request).toEqual({
      ...{ level: 4, clean: true, keepAlive: 0, clientId: 'c', username: 'u', properties: {} },
      will: { ...will, properties: {} },
    });
    expect(String(password)).toBe('p');
  });

  it.each([
    [
      'bytes behind its end',
      (bytes: Buffer) => Buffer.concat([bytes.fill(bytes.readUInt8(1) + 1, 1, 2), Buffer.of(0)]),
    ],
    ['its reserved flag set [MQTT-3.1.2-3]', (bytes: Buffer) => bytes.fill(3, 9, 10)],
    ['the QoS of a will and no will [MQTT-3.1.2-11]', (bytes: Buffer) => bytes.fill(0x0a, 9, 10)],
    ['a will at QoS 3 [MQTT-3.1.2-12]', (bytes: Buffer) => bytes.fill(0x1e, 9, 10)],
    ['a password and no user name', (bytes: Buffer) => bytes.fill(0x42, 9, 10)],
  ] as const)('is refused with %s', (_, spoil) => {
    expect(() => read(spoil(mqttPacket.generate(connect)))).toThrow(failsWith(0x81));
  });

  it('is refused at levels that are not known', () => {
    expect(() => read(mqttPacket.generate(connect).fill(6, 8, 9))).toThrow(
      expect.objectContaining({ name: 'PacketFault', reasonCode: 0x84, level: 6 }),
    );
  });
});

describe('SUBSCRIBE', () => {
  it.each([
    [4, 3, 0x81],
    [4, 4, 0x81],
    [5, 3, 0x82],
    [5, 0x30, 0x82],
    [5, 0x40, 0x81],
  ] as const)('is refused in version %i with the options %i [MQTT-3.8.3-4, -5]', (version, options, code) => {
    expect(() => readSubscribeEntry(bodyOf(0, 1, 0x61, options), version)).toThrow(failsWith(code));
  });
});

describe('DISCONNECT', () => {
  it('has a reason and an expiry in MQTT 5, and nothing before', () => {
    const given = { cmd: 'disconnect', reasonCode: 4, properties: { sessionExpiryInterval: 30 } } as const;
    expect(readDisconnect(packet(given), 5)).toEqual({
      reasonCode: 4,
      properties: { sessionExpiryInterval: 30 },
    });
    expect(() => readDisconnect(bodyOf(4), 4)).toThrow(failsWith(0x81));
  });
});
