import { describe, expect, it } from 'vitest';
import { dissect } from '../../../src/trace/mqtt/dissect.ts';
import { type ConnectionVersion, MqttStream } from '../../../src/trace/mqtt/stream.ts';
import type { Facts, Sender } from '../../../src/trace/packet.ts';

interface Row {
  readonly title: string;
  readonly hex: string;
  readonly from: Sender;
  /** Protocol level of the version. */
  readonly level?: number;
  readonly name: string;
  readonly facts: Facts;
}

const text = (value: string) => new Uint8Array(Buffer.from(value));
const hexOf = (value: string) => Buffer.from(value).toString('hex');

const rows: readonly Row[] = [
  {
    title: 'CONNECT of MQTT 3.1',
    hex: '10 10 0006 4d514973647003 02 003c 0002 6b31',
    from: 'client',
    name: 'connect',
    facts: { protocol: 'MQTT 3.1', clientId: 'k1', keepAlive: 60, cleanSession: true },
  },
  {
    title: 'CONNECT with will, user name and password',
    hex: `10 23 0004 4d515454 04 ee 0000 0002 6b31 0003 ${hexOf('a/w')} 0004 ${hexOf('gone')} 0002 ${hexOf('me')} 0004 ${hexOf('xyzt')}`,
    from: 'client',
    name: 'connect',
    facts: {
      protocol: 'MQTT 3.1.1',
      clientId: 'k1',
      keepAlive: 0,
      cleanSession: true,
      will: { topic: 'a/w', payload: text('gone'), qos: 1, retain: true },
      username: 'me',
      password: true,
    },
  },
  {
    title: 'CONNECT of MQTT 5 with properties',
    hex: '10 1c 0004 4d515454 05 00 000a 0f 11 00000e10 26 0001 61 0001 62 21 000a 0000',
    from: 'client',
    name: 'connect',
    facts: {
      protocol: 'MQTT 5.0',
      clientId: '',
      keepAlive: 10,
      cleanSession: false,
      properties: [
        { name: 'session expiry interval', value: 3600 },
        { name: 'user property', value: ['a', 'b'] },
        { name: 'receive maximum', value: 10 },
      ],
    },
  },
  {
    title: 'CONNACK refused',
    hex: '20 02 00 05',
    from: 'broker',
    name: 'connack',
    facts: { sessionPresent: false, codes: [{ value: 5, words: 'refused: not authorized', isError: true }] },
  },
  {
    title: 'CONNACK of MQTT 5',
    hex: '20 06 01 00 03 22 000a',
    from: 'broker',
    level: 5,
    name: 'connack',
    facts: {
      sessionPresent: true,
      codes: [{ value: 0, words: 'success', isError: false }],
      properties: [{ name: 'topic alias maximum', value: 10 }],
    },
  },
  {
    title: 'CONNACK of a broker that does not speak MQTT 5',
    hex: '20 02 00 01',
    from: 'broker',
    level: 5,
    name: 'connack',
    facts: {
      sessionPresent: false,
      codes: [{ value: 1, words: 'refused: unacceptable protocol version', isError: true }],
    },
  },
  {
    title: 'PUBLISH QoS 0',
    hex: `30 08 0003 ${hexOf('a/b')} ${hexOf('yes')}`,
    from: 'client',
    name: 'publish',
    facts: { dup: false, qos: 0, retain: false, topic: 'a/b', payload: text('yes') },
  },
  {
    title: 'PUBLISH QoS 2, sent again, retained, empty',
    hex: `3d 07 0003 ${hexOf('a/b')} 1234`,
    from: 'broker',
    name: 'publish',
    facts: {
      dup: true,
      qos: 2,
      retain: true,
      topic: 'a/b',
      packetId: 0x1234,
      payload: new Uint8Array(0),
    },
  },
  {
    title: 'PUBLISH of MQTT 5 with a topic alias',
    hex: `30 08 0000 03 23 0001 ${hexOf('ok')}`,
    from: 'client',
    level: 5,
    name: 'publish',
    facts: {
      dup: false,
      qos: 0,
      retain: false,
      topic: '',
      properties: [{ name: 'topic alias', value: 1 }],
      payload: text('ok'),
    },
  },
  { title: 'PUBACK', hex: '40 02 0007', from: 'broker', name: 'puback', facts: { packetId: 7 } },
  {
    title: 'PUBACK of MQTT 5 with a reason',
    hex: '40 03 0007 10',
    from: 'broker',
    level: 5,
    name: 'puback',
    facts: { packetId: 7, codes: [{ value: 0x10, words: 'no matching subscribers', isError: false }] },
  },
  { title: 'PUBREC', hex: '50 02 0007', from: 'broker', name: 'pubrec', facts: { packetId: 7 } },
  { title: 'PUBREL', hex: '62 02 0007', from: 'client', name: 'pubrel', facts: { packetId: 7 } },
  { title: 'PUBCOMP', hex: '70 02 0007', from: 'broker', name: 'pubcomp', facts: { packetId: 7 } },
  {
    title: 'SUBSCRIBE to two filters',
    hex: `82 0c 0001 0003 ${hexOf('a/#')} 01 0001 ${hexOf('b')} 02`,
    from: 'client',
    name: 'subscribe',
    facts: {
      packetId: 1,
      filters: [
        { filter: 'a/#', qos: 1 },
        { filter: 'b', qos: 2 },
      ],
    },
  },
  {
    title: 'SUBSCRIBE of MQTT 5 with options',
    hex: `82 07 0001 00 0001 ${hexOf('b')} 2d`,
    from: 'client',
    level: 5,
    name: 'subscribe',
    facts: {
      packetId: 1,
      properties: [],
      filters: [{ filter: 'b', qos: 1, options: ['no local', 'retain as published', 'retain handling 2'] }],
    },
  },
  {
    title: 'SUBACK',
    hex: '90 04 0001 01 80',
    from: 'broker',
    name: 'suback',
    facts: {
      packetId: 1,
      codes: [
        { value: 1, words: 'granted QoS 1', isError: false },
        { value: 0x80, words: 'failure', isError: true },
      ],
    },
  },
  {
    title: 'UNSUBSCRIBE',
    hex: `a2 07 0002 0003 ${hexOf('a/#')}`,
    from: 'client',
    name: 'unsubscribe',
    facts: { packetId: 2, filters: [{ filter: 'a/#' }] },
  },
  { title: 'UNSUBACK', hex: 'b0 02 0002', from: 'broker', name: 'unsuback', facts: { packetId: 2 } },
  {
    title: 'UNSUBACK of MQTT 5',
    hex: 'b0 04 0002 00 11',
    from: 'broker',
    level: 5,
    name: 'unsuback',
    facts: {
      packetId: 2,
      properties: [],
      codes: [{ value: 0x11, words: 'no subscription existed', isError: false }],
    },
  },
  { title: 'PINGREQ', hex: 'c0 00', from: 'client', name: 'pingreq', facts: {} },
  { title: 'PINGRESP', hex: 'd0 00', from: 'broker', name: 'pingresp', facts: {} },
  { title: 'DISCONNECT', hex: 'e0 00', from: 'client', name: 'disconnect', facts: {} },
  {
    title: 'DISCONNECT of MQTT 5 from the broker',
    hex: 'e0 01 8e',
    from: 'broker',
    level: 5,
    name: 'disconnect',
    facts: { codes: [{ value: 0x8e, words: 'session taken over', isError: true }] },
  },
  {
    title: 'AUTH',
    hex: `f0 0e 18 0c 15 0003 ${hexOf('abc')} 16 0003 ${hexOf('123')}`,
    from: 'client',
    level: 5,
    name: 'auth',
    facts: {
      codes: [{ value: 0x18, words: 'continue authentication', isError: false }],
      properties: [
        { name: 'authentication method', value: 'abc' },
        { name: 'authentication data', value: undefined },
      ],
    },
  },
];

const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

describe.each(rows)('$title', ({ hex, from, level, name, facts }) => {
  const bytes = bytesOf(hex);

  it('is read', () => {
    expect(dissect(bytes, level)).toMatchObject({ name, facts, length: bytes.length });
    expect(dissect(bytes, level)).not.toHaveProperty('fault');
  });

  it('has a field for every byte, in order', () => {
    let at = 0;
    for (const field of dissect(bytes, level).fields) {
      expect(field.offset).toBe(at);
      at += field.length;
    }
    expect(at).toBe(bytes.length);
  });

  it('is read from a stream of single bytes', () => {
    const version: ConnectionVersion = { level: undefined };
    const stream = new MqttStream(from, version);
    const first = from === 'client' ? '10 0d 0004 4d515454 04 00 0000 0001 78' : '20 02 00 00';
    if (name !== 'connect' && name !== 'connack') stream.push(bytesOf(first));
    version.level = level;
    const items = [...bytes].flatMap((byte) => stream.push(Uint8Array.of(byte)));
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ kind: 'packet', packet: { name, length: bytes.length, facts } });
  });

  it('is read as far as it goes when it is cut short', () => {
    for (let length = 2; length < bytes.length; length++) {
      const cut = bytes.slice(0, length);
      cut[1] = length - 2;
      const packet = dissect(cut, level);
      expect(packet.name).toBe(name);
      const covered = packet.fields.reduce((sum, field) => sum + field.length, 0);
      expect(covered).toBe(length);
    }
  });
});
