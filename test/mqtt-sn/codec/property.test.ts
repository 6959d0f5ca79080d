import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decode } from '../../../src/mqtt-sn/codec/decode.ts';
import { encode } from '../../../src/mqtt-sn/codec/encode.ts';
import { MESSAGE_TYPES, type Message, type MessageType } from '../../../src/mqtt-sn/codec/messages.ts';
import { octetsOf, ROWS } from './rows.ts';

const u8 = fc.nat(0xff);
const u16 = fc.nat(0xffff);
const bytes = fc.uint8Array({ maxLength: 600 }).map((array) => Buffer.from(array));
const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 });
const shortName = fc.oneof(fc.string({ unit: 'binary-ascii', minLength: 2, maxLength: 2 }), fc.constant('é'));
const qos = fc.constantFrom(0, 1, 2, -1);
const bool = fc.boolean();
const predefined = fc.record({ kind: fc.constant('predefined'), id: u16 });
const short = fc.record({ kind: fc.constant('short'), name: shortName });
const topicId = fc.oneof(fc.record({ kind: fc.constant('normal'), id: u16 }), predefined, short);
const topicFilter = fc.oneof(fc.record({ kind: fc.constant('name'), name }), predefined, short);

const will = fc.oneof(fc.constant({}), fc.record({ qos, retain: bool, willTopic: name }));
const acknowledged = { topicId: u16, msgId: u16, returnCode: u8 };
const VALUES: Readonly<Record<MessageType, fc.Arbitrary<object>>> = {
  ADVERTISE: fc.record({ gatewayId: u8, durationS: u16 }),
  SEARCHGW: fc.record({ radius: u8 }),
  GWINFO: fc.record({ gatewayId: u8, gatewayAddress: bytes }),
  CONNECT: fc.record({ will: bool, cleanSession: bool, protocolId: u8, durationS: u16, clientId: name }),
  CONNACK: fc.record({ returnCode: u8 }),
  WILLTOPICREQ: fc.constant({}),
  WILLTOPIC: will,
  WILLMSGREQ: fc.constant({}),
  WILLMSG: fc.record({ willMessage: bytes }),
  REGISTER: fc.record({ topicId: u16, msgId: u16, topicName: name }),
  REGACK: fc.record(acknowledged),
  PUBLISH: fc.record({ dup: bool, qos, retain: bool, topic: topicId, msgId: u16, data: bytes }),
  PUBACK: fc.record(acknowledged),
  PUBCOMP: fc.record({ msgId: u16 }),
  PUBREC: fc.record({ msgId: u16 }),
  PUBREL: fc.record({ msgId: u16 }),
  SUBSCRIBE: fc.record({ dup: bool, qos, msgId: u16, topic: topicFilter }),
  SUBACK: fc.record({ qos, ...acknowledged }),
  UNSUBSCRIBE: fc.record({ msgId: u16, topic: topicFilter }),
  UNSUBACK: fc.record({ msgId: u16 }),
  PINGREQ: fc.oneof(fc.constant({}), fc.record({ clientId: name })),
  PINGRESP: fc.constant({}),
  DISCONNECT: fc.oneof(fc.constant({}), fc.record({ durationS: u16 })),
  WILLTOPICUPD: will,
  WILLTOPICRESP: fc.record({ returnCode: u8 }),
  WILLMSGUPD: fc.record({ willMessage: bytes }),
  WILLMSGRESP: fc.record({ returnCode: u8 }),
  ENCAPSULATED: fc.record({
    ctrl: u8,
    nodeId: bytes,
    encapsulated: bytes.filter((inner) => inner.length > 0),
  }),
};

const message = fc
  .constantFrom(...MESSAGE_TYPES)
  .chain((type) => VALUES[type].map((values) => ({ type, ...values }) as Message));

it('decoding what was encoded gives the message back, in either form of Length', () => {
  fc.assert(
    fc.property(message, bool, (original, longForm) => {
      expect(decode(encode(original, { longForm }))).toEqual({ message: original });
    }),
    { numRuns: 2000 },
  );
});

it('any octets are a message or malformed, and never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (array) => {
      const decoded = decode(Buffer.from(array));
      expect('message' in decoded !== 'malformed' in decoded).toBe(true);
    }),
    { numRuns: 5000 },
  );
});

it('a good message with any one octet changed is a message or malformed', () => {
  const datagrams = ROWS.map(([, , hex]) => octetsOf(hex));
  fc.assert(
    fc.property(fc.constantFrom(...datagrams), fc.nat(), u8, (good, at, value) => {
      const changed = Buffer.from(good);
      changed[at % changed.length] = value;
      const decoded = decode(changed);
      expect('message' in decoded !== 'malformed' in decoded).toBe(true);
    }),
    { numRuns: 5000 },
  );
});

it('what decodes is encoded to the same octets, but for the form of Length and flags that mean nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 2, maxLength: 30 }), u8, (array, type) => {
      const datagram = Buffer.from(array);
      datagram[0] = datagram.length;
      datagram[1] = type;
      const decoded = decode(datagram);
      if (!('message' in decoded)) return;
      expect(decode(encode(decoded.message))).toEqual(decoded);
    }),
    { numRuns: 5000 },
  );
});
