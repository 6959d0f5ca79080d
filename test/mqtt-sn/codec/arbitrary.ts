import fc from 'fast-check';
import { encode } from '../../../src/mqtt-sn/codec/encode.ts';
import { MESSAGE_TYPES, type MessageType, type SnMessage } from '../../../src/mqtt-sn/codec/messages.ts';

/** The values for the fields of arbitrary messages. */
export interface Alphabet {
  readonly octet: fc.Arbitrary<number>;
  readonly id: fc.Arbitrary<number>;
  readonly name: fc.Arbitrary<string>;
  readonly clientId: fc.Arbitrary<string>;
  readonly data: fc.Arbitrary<Buffer>;
}

const anyName = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 });

/** Every value a field may hold. */
export const ANY: Alphabet = {
  octet: fc.nat(0xff),
  id: fc.nat(0xffff),
  name: anyName,
  clientId: anyName,
  data: fc.uint8Array({ maxLength: 600 }).map((array) => Buffer.from(array)),
};

/** Few values, so messages relate to each other. */
export const FEW: Alphabet = {
  octet: fc.nat(3),
  id: fc.nat(4),
  name: fc.constantFrom('a', 'ab', 'a/b', 'c/d', '#', '+/b', 'a/#/b', 'predefined/one'),
  clientId: fc.constantFrom('one', 'two', 'three'),
  data: fc.nat(40).map((size) => Buffer.alloc(size, 'x')),
};

type Plain = Exclude<MessageType, 'ENCAPSULATED'>;
const PLAIN = MESSAGE_TYPES.filter((type): type is Plain => type !== 'ENCAPSULATED');

/** Well-formed messages of all types. */
export function messages(alphabet: Alphabet): fc.Arbitrary<SnMessage> {
  const values = valuesOf(alphabet);
  const plain = fc
    .constantFrom(...PLAIN)
    .chain((type) => values[type].map((fields) => ({ type, ...fields }) as SnMessage));
  const { octet: ctrl, data: nodeId } = alphabet;
  const encapsulated = plain.map((message) => encode(message));
  const envelope = fc
    .record({ ctrl, nodeId, encapsulated })
    .map((fields): SnMessage => ({ type: 'ENCAPSULATED', ...fields }));
  return fc.oneof({ weight: 9, arbitrary: plain }, { weight: 1, arbitrary: envelope });
}

/** Random octets, and messages with one changed octet. */
export function datagrams(alphabet: Alphabet): fc.Arbitrary<Buffer> {
  const good = messages(alphabet).map((message) => encode(message));
  const changed = fc.tuple(good, fc.nat(), fc.nat(0xff)).map(([octets, at, value]) => {
    octets[at % octets.length] = value;
    return octets;
  });
  const noise = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
  return fc.oneof(
    { weight: 6, arbitrary: good },
    { weight: 1, arbitrary: changed },
    { weight: 1, arbitrary: noise },
  );
}

function valuesOf(alphabet: Alphabet): Readonly<Record<Plain, fc.Arbitrary<object>>> {
  const { octet: u8, id: u16, name, clientId, data: bytes } = alphabet;
  const shortName = fc.oneof(
    fc.string({ unit: 'binary-ascii', minLength: 2, maxLength: 2 }),
    fc.constant('é'),
  );
  const qos = fc.constantFrom(0, 1, 2, -1);
  const bool = fc.boolean();
  const predefined = fc.record({ kind: fc.constant('predefined'), id: u16 });
  const short = fc.record({ kind: fc.constant('short'), name: shortName });
  const topicId = fc.oneof(fc.record({ kind: fc.constant('normal'), id: u16 }), predefined, short);
  const topicFilter = fc.oneof(fc.record({ kind: fc.constant('name'), name }), predefined, short);

  const will = fc.oneof(fc.constant({}), fc.record({ qos, retain: bool, willTopic: name }));
  const acknowledged = { topicId: u16, msgId: u16, returnCode: u8 };
  return {
    ADVERTISE: fc.record({ gatewayId: u8, durationS: u16 }),
    SEARCHGW: fc.record({ radius: u8 }),
    GWINFO: fc.record({ gatewayId: u8, gatewayAddress: bytes }),
    CONNECT: fc.record({ will: bool, cleanSession: bool, protocolId: u8, durationS: u16, clientId }),
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
    PINGREQ: fc.oneof(fc.constant({}), fc.record({ clientId })),
    PINGRESP: fc.constant({}),
    DISCONNECT: fc.oneof(fc.constant({}), fc.record({ durationS: u16 })),
    WILLTOPICUPD: will,
    WILLTOPICRESP: fc.record({ returnCode: u8 }),
    WILLMSGUPD: fc.record({ willMessage: bytes }),
    WILLMSGRESP: fc.record({ returnCode: u8 }),
  };
}
