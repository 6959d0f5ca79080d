// Tests src/mqtt-sn/codec/ row by row: encode.ts and decode.ts.
import { describe, expect, it } from 'vitest';
import { decode } from '../../../src/mqtt-sn/codec/decode.ts';
import { encode } from '../../../src/mqtt-sn/codec/encode.ts';
import { MESSAGE_TYPES } from '../../../src/mqtt-sn/codec/messages.ts';
import { longForm, octetsOf, ROWS } from './rows.ts';

describe.each(ROWS)('%s', (_name, message, hex) => {
  const octets = octetsOf(hex);

  it('is encoded to these octets', () => {
    expect(encode(message).toString('hex')).toBe(octets.toString('hex'));
  });

  it('is decoded from these octets', () => {
    expect(decode(octets)).toEqual({ message });
  });

  it('survives the long form of Length both ways', () => {
    const long = longForm(octets);
    expect(decode(long)).toEqual({ message });
    expect(encode(message, { longForm: true }).toString('hex')).toBe(long.toString('hex'));
  });

  it('is malformed when cut off anywhere or given an octet too many', () => {
    for (let end = 0; end < octets.length; end++) {
      const cut = decode(octets.subarray(0, end));
      if (message.type === 'ENCAPSULATED' && end > octetsOf(hex).readUInt8(0))
        expect(cut).toHaveProperty('message');
      else expect(cut).toHaveProperty('malformed');
    }
    if (message.type !== 'ENCAPSULATED') {
      expect(decode(Buffer.concat([octets, Buffer.alloc(1)]))).toHaveProperty('malformed');
    }
  });
});

it('has a row for every message type', () => {
  expect(new Set(ROWS.map(([, message]) => message.type))).toEqual(new Set(MESSAGE_TYPES));
  expect(MESSAGE_TYPES).toHaveLength(28);
});

describe('what is malformed', () => {
  it.each([
    ['nothing at all', '', 'a datagram of 0 octets is no message'],
    ['one octet', '02', 'a datagram of 1 octet is no message'],
    ['Length 0', '00 17', 'Length says 0'],
    ['Length 0 in the long form', '01 0000 17', 'Length says 0'],
    ['a long form cut off', '01 00 03', 'the header is cut off'],
    ['a reserved type', '02 03', 'message type 0x03 is reserved'],
    ['another one', '02 ff', 'message type 0xff is reserved'],
    ['a header alone where fields belong', '02 0c', 'PUBLISH is cut off at flags'],
    ['fields cut off', '05 0b 0001 00', 'REGACK is cut off at msgId'],
    ['an octet too many', '03 17 00', 'PINGRESP has 1 octet too many'],
    ['no client id', '06 04 04 01 001e', 'CONNECT is cut off at clientId'],
    ['an empty topic name', '06 0a 0000 0001', 'REGISTER is cut off at topicName'],
    ['will flags without a topic', '03 07 00', 'WILLTOPIC is cut off at willTopic'],
    ['half a sleep duration', '03 18 00', 'DISCONNECT is cut off at durationS'],
    ['an overlong UTF-8 name', '08 0a 0000 0001 c0af', 'topicName is not valid UTF-8'],
    ['a surrogate in UTF-8', '09 0a 0000 0001 eda080', 'topicName is not valid UTF-8'],
    ['a client id of stray octets', '07 04 04 01 001e ff', 'clientId is not valid UTF-8'],
    ['a filter of stray octets', '06 12 00 0001 ff', 'topic name is not valid UTF-8'],
    ['a short name of stray octets', '07 0c 02 ffff 0000', 'short topic name is not valid UTF-8'],
    ['the reserved topic id type in PUBLISH', '07 0c 03 0001 0000', 'topic id type 3 is reserved'],
    ['the reserved topic id type in SUBSCRIBE', '07 12 03 0001 0001', 'topic id type 3 is reserved'],
    ['a predefined id of one octet', '06 12 01 0001 61', 'a topic id has 2 octets, not 1'],
    ['a short name of three octets', '08 14 02 0001 616263', 'a topic id has 2 octets, not 3'],
    ['an envelope with nothing in it', '05 fe 01 0506', 'Length says 5, the datagram has 5 octets'],
    ['an envelope shorter than its header', '01 0003 fe 02 16', 'Length 3 is shorter than the header'],
  ])('%s', (_name, hex, reason) => {
    const decoded = decode(octetsOf(hex));
    expect('malformed' in decoded && decoded.malformed).toContain(reason);
  });
});

describe('the DISCONNECT of Scapy, with a duration of 0 beyond its Length', () => {
  it('is a plain DISCONNECT, and told', () => {
    expect(decode(octetsOf('02 18 0000'))).toEqual({
      message: { type: 'DISCONNECT' },
      oddity: 'Length says 2, the datagram has 4 octets; both mean a plain DISCONNECT',
    });
  });

  it.each([
    ['another duration: sleep, or not?', '02 18 001e'],
    ['an octet beyond Length', '02 18 00'],
    ['three octets beyond it', '02 18 000000'],
    ['another message', '02 16 0000'],
  ])('%s is malformed', (_name, hex) => {
    expect(decode(octetsOf(hex))).toHaveProperty('malformed');
  });
});

describe('what the encoder refuses', () => {
  it.each([
    ['an id beyond 16 bits', { type: 'PUBREL', msgId: 65_536 }],
    ['a return code below 0', { type: 'CONNACK', returnCode: -1 }],
    ['a message beyond 65535 octets', { type: 'WILLMSG', willMessage: Buffer.alloc(65_535) }],
    [
      'a short name of one octet',
      { type: 'SUBSCRIBE', dup: false, qos: 0, msgId: 1, topic: { kind: 'short', name: 'a' } },
    ],
  ] as const)('%s', (_name, message) => {
    expect(() => encode(message)).toThrow(RangeError);
  });
});
