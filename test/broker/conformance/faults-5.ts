import { answerTo, connectPeer5 } from './peer.ts';
import { outcomeOf, type Row } from './row.ts';

type Outcome = number | 'closed' | 'goes on';

/** Faulty properties of a CONNECT: the fault, its reason code, and mosquitto's answer. */
const BAD_CONNECTS: readonly (readonly [what: string, code: number, properties: Uint8Array])[] = [
  ['a Receive Maximum of 0 (§3.1.2.11.3)', 0x82, Buffer.of(0x21, 0, 0)],
  ['a Maximum Packet Size of 0 (§3.1.2.11.4)', 0x82, Buffer.of(0x27, 0, 0, 0, 0)],
  ['Request Problem Information 2 (§3.1.2.11.7)', 0x82, Buffer.of(0x17, 2)],
  ['Request Response Information 2 (§3.1.2.11.6)', 0x82, Buffer.of(0x19, 2)],
  ['a property that is there twice (§3.1.2.11)', 0x82, Buffer.of(0x22, 0, 1, 0x22, 0, 1)],
  ['a property of another packet (§2.2.2.2)', 0x81, Buffer.of(0x23, 0, 1)],
  ['a property that is unknown (§2.2.2.2)', 0x81, Buffer.of(0x7f, 0)],
];

/** Faulty packets: the fault, the bytes, the reason code, and mosquitto's outcome if it differs. */
const BAD_PACKETS: readonly (readonly [
  what: string,
  bytes: Uint8Array,
  code: number,
  mosquitto?: Outcome,
])[] = [
  ['SUBSCRIBE: a malformed filter [4.7.1-1]', subscribeBytes('#/a', 1), 0x8f, 0x81],
  ['SUBSCRIBE: an empty filter [4.7.3-1]', subscribeBytes('', 1), 0x8f, 0x81],
  ['SUBSCRIBE: reserved bits in the options [3.8.3-5]', subscribeBytes('f', 0x41), 0x81],
  ['SUBSCRIBE: QoS 3 (§3.8.3.1)', subscribeBytes('f', 3), 0x82, 0x81],
  ['SUBSCRIBE: Retain Handling 3 (§3.8.3.1)', subscribeBytes('f', 0x31), 0x82, 0x81],
  ['SUBSCRIBE: no filter [3.8.3-2]', Buffer.of(0x82, 3, 0, 1, 0), 0x82, 0x81],
  ['SUBSCRIBE: packet id 0 [2.2.1-3]', Buffer.of(0x82, 7, 0, 0, 0, 0, 1, 0x61, 0), 0x82, 0x81],
  [
    'SUBSCRIBE: Subscription Identifier 0 (§3.8.2.1.2)',
    Buffer.of(0x82, 9, 0, 1, 2, 0x0b, 0, 0, 1, 0x61, 1),
    0x82,
    0x81,
  ],
  ['SUBSCRIBE: reserved flags [3.8.1-1]', Buffer.of(0x80, 7, 0, 1, 0, 0, 1, 0x61, 0), 0x81],
  [
    'SUBSCRIBE: No Local on a shared subscription [3.8.3-4]',
    subscribeBytes('$share/g/f', 5),
    0x82,
    'goes on',
  ],
  ['SUBSCRIBE: $share without a name [4.8.2-1]', subscribeBytes('$share//f', 0), 0x8f, 'goes on'],
  ['SUBSCRIBE: $share with a wildcard in its name [4.8.2-2]', subscribeBytes('$share/g+/f', 0), 0x8f, 0x81],
  ['SUBSCRIBE: $share without a filter [4.8.2-2]', subscribeBytes('$share/g', 0), 0x8f, 'goes on'],
  ['UNSUBSCRIBE: no filter [3.10.3-2]', Buffer.of(0xa2, 3, 0, 1, 0), 0x82, 0x81],
  ['UNSUBSCRIBE: reserved flags [3.10.1-1]', Buffer.of(0xa0, 6, 0, 1, 0, 0, 1, 0x61), 0x81],
  ['UNSUBSCRIBE: a malformed filter [4.7.1-1]', Buffer.of(0xa2, 7, 0, 1, 0, 0, 2, 0x61, 0x23), 0x8f, 0x81],
  ['PUBLISH: a wildcard in its topic [3.3.2-2]', publishBytes('a/+'), 0x90, 0x82],
  ['PUBLISH: no topic and no alias (§3.3.2.1)', publishBytes(''), 0x82],
  ['PUBLISH: topic alias 0 [3.3.2-8]', publishBytes('a', [0x23, 0, 0]), 0x94, 0x81],
  ['PUBLISH: QoS 3 [3.3.1-4]', publishBytes('a', [], 0x36), 0x81],
  ['PUBLISH: packet id 0 [2.2.1-3]', Buffer.of(0x32, 6, 0, 1, 0x61, 0, 0, 0), 0x82],
  [
    'PUBLISH: a Response Topic with a wildcard [3.3.2-14]',
    publishBytes('a', [8, 0, 1, 0x2b]),
    0x82,
    'goes on',
  ],
  ['PUBLISH: a Subscription Identifier [3.3.4-6]', publishBytes('a', [0x0b, 1]), 0x81, 'goes on'],
  ['PUBLISH: Payload Format Indicator 2 (§3.3.2.3.2)', publishBytes('a', [1, 2]), 0x82, 'goes on'],
  ['PUBLISH: a property twice (§2.2.2.2)', publishBytes('a', [1, 1, 1, 1]), 0x82, 'closed'],
  ['PUBLISH: properties longer than the packet (§2.2.2.1)', Buffer.of(0x30, 4, 0, 1, 0x61, 9), 0x81],
  ['PUBLISH: U+0000 in its topic [1.5.4-2]', publishBytes('a\0b'), 0x81],
  ['PUBLISH: an unpaired surrogate in its topic [1.5.4-1]', publishBytes(Buffer.of(0xed, 0xa0, 0x80)), 0x81],
  [
    'PUBLISH: U+0000 in a user property [1.5.4-2]',
    publishBytes('a', [0x26, 0, 1, 0, 0, 1, 0x61]),
    0x81,
    'closed',
  ],
  ['PUBREL: reserved flags [3.6.1-1]', Buffer.of(0x60, 2, 0, 1), 0x81, 'closed'],
  ['PUBACK: bytes behind it (§2.1.4)', Buffer.of(0x40, 5, 0, 1, 0, 0, 9), 0x81, 'goes on'],
  ['CONNECT for the second time [3.1.0-2]', connectBytes([]), 0x82, 'closed'],
  ['AUTH without an authentication method (§4.12)', Buffer.of(0xf0, 0), 0x82, 'closed'],
  ['a packet that only brokers send (§2.1.2)', Buffer.of(0xd0, 0), 0x81, 'goes on'],
  ['packet type 0 (§2.1.2)', Buffer.of(0x00, 0), 0x81, 0x82],
  [
    'a remaining length of five bytes (§1.5.5)',
    Buffer.of(0x30, 0x80, 0x80, 0x80, 0x80, 0x01),
    0x81,
    'closed',
  ],
];

/** Packets a client of MQTT 5 may not send, and the reason its connection ends with: §2, §4.13, and each packet's own section. */
export const FAULTS_5: readonly Row[] = [
  ...BAD_CONNECTS.map(([what, code, properties]) => ({
    name: `refuses a CONNECT with ${what}: ${code}`,
    happens: (port: number) => answerTo(port, connectBytes(properties), 5),
    expected: `connack ${code}`,
    mosquitto: { expected: 'closed', why: 'it refuses without CONNACK' },
  })),
  ...BAD_PACKETS.map(([what, bytes, code, mosquitto = code]) => ({
    name: `ends a connection with ${code}: ${what}`,
    happens: async (port: number) => outcomeOf(await connectPeer5(port), bytes),
    expected: code,
    mosquitto: { expected: mosquitto, why: 'it gives a more general reason, or none' },
  })),
];

/** CONNECT of MQTT 5 with these properties. */
function connectBytes(properties: Iterable<number>): Buffer {
  const list = Buffer.from([...properties]);
  const head = Buffer.from('\0\x04MQTT\x05\x02\0\x3c');
  const body = Buffer.concat([head, Buffer.of(list.length), list, Buffer.from('\0\x03raw')]);
  return Buffer.concat([Buffer.of(0x10, body.length), body]);
}

/** SUBSCRIBE with packet id 1, one filter and these options. */
function subscribeBytes(filter: string, options: number): Buffer {
  const text = Buffer.from(filter);
  return Buffer.concat([Buffer.of(0x82, 6 + text.length, 0, 1, 0, 0, text.length), text, Buffer.of(options)]);
}

/** PUBLISH at QoS 0 with these properties. */
function publishBytes(topic: string | Buffer, properties: readonly number[] = [], first = 0x30): Buffer {
  const name = Buffer.from(topic);
  const body = Buffer.concat([Buffer.of(0, name.length), name, Buffer.of(properties.length, ...properties)]);
  return Buffer.concat([Buffer.of(first, body.length), body]);
}
