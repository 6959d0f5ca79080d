import type { SnMessage } from '../../../src/mqtt-sn/codec/messages.ts';

/** Name, object, octets in hex: a message of each type, written by hand from the tables of MQTT-SN 1.2 §5.4. */
export const ROWS: readonly (readonly [name: string, message: SnMessage, hex: string])[] = [
  ['ADVERTISE', { type: 'ADVERTISE', gatewayId: 1, durationS: 900 }, '05 00 01 0384'],
  ['SEARCHGW', { type: 'SEARCHGW', radius: 1 }, '03 01 01'],
  ['GWINFO of a gateway', { type: 'GWINFO', gatewayId: 7, gatewayAddress: Buffer.alloc(0) }, '03 02 07'],
  [
    'GWINFO of a client',
    { type: 'GWINFO', gatewayId: 7, gatewayAddress: Buffer.from([127, 0, 0, 1]) },
    '07 02 07 7f000001',
  ],
  [
    'CONNECT clean',
    { type: 'CONNECT', will: false, cleanSession: true, protocolId: 1, durationS: 30, clientId: 'test' },
    '0a 04 04 01 001e 74657374',
  ],
  [
    'CONNECT with will, kept session',
    { type: 'CONNECT', will: true, cleanSession: false, protocolId: 1, durationS: 65535, clientId: 'a' },
    '07 04 08 01 ffff 61',
  ],
  ['CONNACK', { type: 'CONNACK', returnCode: 0 }, '03 05 00'],
  ['CONNACK congestion', { type: 'CONNACK', returnCode: 1 }, '03 05 01'],
  ['WILLTOPICREQ', { type: 'WILLTOPICREQ' }, '02 06'],
  ['WILLTOPIC', { type: 'WILLTOPIC', qos: 1, retain: true, willTopic: 'will' }, '07 07 30 77696c6c'],
  ['WILLTOPIC empty', { type: 'WILLTOPIC' }, '02 07'],
  ['WILLMSGREQ', { type: 'WILLMSGREQ' }, '02 08'],
  ['WILLMSG', { type: 'WILLMSG', willMessage: Buffer.from('gone') }, '06 09 676f6e65'],
  ['WILLMSG empty', { type: 'WILLMSG', willMessage: Buffer.alloc(0) }, '02 09'],
  ['REGISTER', { type: 'REGISTER', topicId: 0, msgId: 1, topicName: 'a/b' }, '09 0a 0000 0001 612f62'],
  [
    'REGISTER of two-octet characters',
    { type: 'REGISTER', topicId: 2, msgId: 0, topicName: 'é' },
    '08 0a 0002 0000 c3a9',
  ],
  ['REGACK', { type: 'REGACK', topicId: 1, msgId: 1, returnCode: 0 }, '07 0b 0001 0001 00'],
  [
    'PUBLISH QoS 0',
    {
      type: 'PUBLISH',
      dup: false,
      qos: 0,
      retain: false,
      topic: { kind: 'normal', id: 1 },
      msgId: 0,
      data: Buffer.from('20'),
    },
    '09 0c 00 0001 0000 3230',
  ],
  [
    'PUBLISH QoS 1 again, retained, predefined',
    {
      type: 'PUBLISH',
      dup: true,
      qos: 1,
      retain: true,
      topic: { kind: 'predefined', id: 256 },
      msgId: 2,
      data: Buffer.from('x'),
    },
    '08 0c b1 0100 0002 78',
  ],
  [
    'PUBLISH QoS -1, short name, empty',
    {
      type: 'PUBLISH',
      dup: false,
      qos: -1,
      retain: false,
      topic: { kind: 'short', name: 'TE' },
      msgId: 0,
      data: Buffer.alloc(0),
    },
    '07 0c 62 5445 0000',
  ],
  [
    'PUBLISH QoS 2, 248 octets: the last in the short form',
    {
      type: 'PUBLISH',
      dup: false,
      qos: 2,
      retain: false,
      topic: { kind: 'normal', id: 1 },
      msgId: 1,
      data: Buffer.alloc(248, 'a'),
    },
    `ff 0c 40 0001 0001 ${'61'.repeat(248)}`,
  ],
  [
    'PUBLISH, 249 octets: the first in the long form',
    {
      type: 'PUBLISH',
      dup: false,
      qos: 0,
      retain: false,
      topic: { kind: 'normal', id: 1 },
      msgId: 0,
      data: Buffer.alloc(249, 'a'),
    },
    `01 0102 0c 00 0001 0000 ${'61'.repeat(249)}`,
  ],
  ['PUBACK', { type: 'PUBACK', topicId: 3, msgId: 4, returnCode: 2 }, '07 0d 0003 0004 02'],
  ['PUBCOMP', { type: 'PUBCOMP', msgId: 1 }, '04 0e 0001'],
  ['PUBREC', { type: 'PUBREC', msgId: 1 }, '04 0f 0001'],
  ['PUBREL', { type: 'PUBREL', msgId: 1 }, '04 10 0001'],
  [
    'SUBSCRIBE to a filter',
    { type: 'SUBSCRIBE', dup: false, qos: 1, msgId: 3, topic: { kind: 'name', name: 'a/#' } },
    '08 12 20 0003 612f23',
  ],
  [
    'SUBSCRIBE predefined, again',
    { type: 'SUBSCRIBE', dup: true, qos: 0, msgId: 3, topic: { kind: 'predefined', id: 9 } },
    '07 12 81 0003 0009',
  ],
  [
    'SUBSCRIBE short',
    { type: 'SUBSCRIBE', dup: false, qos: 2, msgId: 3, topic: { kind: 'short', name: 'TE' } },
    '07 12 42 0003 5445',
  ],
  ['SUBACK', { type: 'SUBACK', qos: 1, topicId: 0, msgId: 3, returnCode: 0 }, '08 13 20 0000 0003 00'],
  ['UNSUBSCRIBE', { type: 'UNSUBSCRIBE', msgId: 4, topic: { kind: 'name', name: 'a' } }, '06 14 00 0004 61'],
  ['UNSUBACK', { type: 'UNSUBACK', msgId: 4 }, '04 15 0004'],
  ['PINGREQ', { type: 'PINGREQ' }, '02 16'],
  ['PINGREQ of a sleeper', { type: 'PINGREQ', clientId: 'test' }, '06 16 74657374'],
  ['PINGRESP', { type: 'PINGRESP' }, '02 17'],
  ['DISCONNECT', { type: 'DISCONNECT' }, '02 18'],
  ['DISCONNECT to sleep', { type: 'DISCONNECT', durationS: 30 }, '04 18 001e'],
  ['WILLTOPICUPD', { type: 'WILLTOPICUPD', qos: 2, retain: false, willTopic: 'w' }, '04 1a 40 77'],
  ['WILLTOPICUPD empty', { type: 'WILLTOPICUPD' }, '02 1a'],
  ['WILLTOPICRESP', { type: 'WILLTOPICRESP', returnCode: 3 }, '03 1b 03'],
  ['WILLMSGUPD', { type: 'WILLMSGUPD', willMessage: Buffer.from('x') }, '03 1c 78'],
  ['WILLMSGRESP', { type: 'WILLMSGRESP', returnCode: 0 }, '03 1d 00'],
  [
    'ENCAPSULATED',
    { type: 'ENCAPSULATED', ctrl: 1, nodeId: Buffer.from([5, 6]), encapsulated: Buffer.from([2, 0x16]) },
    '05 fe 01 0506 02 16',
  ],
];

export function octetsOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex');
}

/** The same octets with a three-octet Length. */
export function longForm(datagram: Buffer): Buffer {
  if (datagram[0] === 0x01) return datagram;
  const length = (datagram[0] ?? 0) + 2;
  return Buffer.concat([Buffer.from([0x01, length >> 8, length & 0xff]), datagram.subarray(1)]);
}
