import { generate } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../../../src/trace/event.ts';
import { dissect } from '../../../src/trace/mqtt/dissect.ts';
import { explain } from '../../../src/trace/view/explain.ts';
import { toJson } from '../../../src/trace/view/json.ts';
import { formatLine } from '../../../src/trace/view/line.ts';
import { decodeAsText, plainStyle } from '../plain-style.ts';

function seen(bytes: Uint8Array, level = 4): TraceEvent {
  const packet = dissect(new Uint8Array(bytes), level);
  return { kind: 'seen', connection: 1, timeMs: 1000, from: 'client', item: { kind: 'packet', packet } };
}

const connect = generate({
  cmd: 'connect',
  protocolId: 'MQTT',
  protocolVersion: 5,
  clientId: 'lamp',
  clean: true,
  keepalive: 30,
  username: 'jane',
  password: Buffer.from('s3cret'),
  properties: { userProperties: { room: '4' }, receiveMaximum: 9 },
  will: { topic: 'gone', payload: Buffer.from('Disconnected'), qos: 1, retain: true, properties: {} },
});

const publish = generate({
  cmd: 'publish',
  topic: 'a/b',
  payload: '{"value":1}',
  qos: 1,
  messageId: 7,
  dup: true,
  retain: true,
});

describe('a line', () => {
  it.each([
    [
      connect,
      5,
      'CONNECT        92 B  MQTT 5.0  id "lamp"  keep-alive 30 s  clean session  user "jane"  password ••••  will gone QoS 1 retain Disconnected  user property room=4  receive maximum 9',
    ],
    [publish, 4, 'PUBLISH        20 B  QoS 1  DUP  retain  id 7  a/b  {"value":1}'],
    [
      Buffer.from('20020005', 'hex'),
      4,
      'CONNACK         4 B  5 refused: not authorized  session present: no',
    ],
    [Buffer.from('c000', 'hex'), 4, 'PINGREQ         2 B'],
    [
      Buffer.from('300100', 'hex'),
      4,
      'PUBLISH         3 B  QoS 0  malformed: ends within topic name length: 2 bytes needed, 1 left',
    ],
  ])('says what there is to say', (bytes, level, text) => {
    const line = formatLine(seen(bytes, level), plainStyle, decodeAsText) ?? '';
    expect(
      line.replace(/^1000 #1 client → broker /, '').replace(/^CONNECT +\d+ B/, 'CONNECT        92 B'),
    ).toBe(text);
  });

  it('is one line, whatever came over the network', () => {
    const bytes = generate({
      cmd: 'publish',
      topic: 'a',
      payload: 'x\n\u001b[2J',
      qos: 0,
      dup: false,
      retain: false,
    });
    expect(formatLine(seen(bytes), plainStyle, decodeAsText)).toMatch(/ x\?\?\[2J$/);
  });
});

it('a line stays readable for a packet with thousands of filters', () => {
  const bytes = generate({
    cmd: 'subscribe',
    messageId: 1,
    subscriptions: Array.from({ length: 5000 }, (_, index) => ({
      topic: `${index}/${'x'.repeat(1000)}`,
      qos: 0,
    })),
  });
  const line = formatLine(seen(bytes), plainStyle, decodeAsText) ?? '';
  expect(line.length).toBeLessThan(15_000);
  expect(line).toMatch(/… and 4961 more$/);
});

describe('an object', () => {
  it('has what the line has, by name', () => {
    expect(toJson(seen(publish), decodeAsText)).toEqual({
      type: 'packet',
      time: '1970-01-01T00:00:01.000Z',
      connection: 1,
      from: 'client',
      packet: 'publish',
      bytes: 20,
      dup: true,
      qos: 1,
      retain: true,
      packet_id: 7,
      topic: 'a/b',
      payload: '{"value":1}',
      format: 'text',
      payload_bytes: 11,
    });
  });

  it('has no password', () => {
    const object = toJson(seen(connect, 5), decodeAsText);
    expect(object).toMatchObject({
      protocol: 'MQTT 5.0',
      client_id: 'lamp',
      password: true,
      properties: { receive_maximum: 9, user_properties: [['room', '4']] },
      will: { topic: 'gone', qos: 1, retain: true, payload: 'Disconnected' },
    });
    expect(JSON.stringify(object)).not.toContain('s3cret');
  });

  it.each([
    ['20020005', { code: 5, reason: 'refused: not authorized' }],
    ['900400010180', { codes: [{ code: 1 }, { code: 128, reason: 'failure' }] }],
  ])('has codes in words (%s)', (hex, codes) => {
    expect(toJson(seen(Buffer.from(hex, 'hex')), decodeAsText)).toMatchObject(codes);
  });
});

describe('a hint', () => {
  it.each(Array.from({ length: 15 }, (_, type) => (type + 1) << 4))(
    'is there for packet type 0x%s',
    (first) => {
      expect(explain(dissect(Uint8Array.of(first, 0), 5))).toMatch(/\w+ \w+/);
    },
  );

  it('says what becomes of the will', () => {
    expect(explain(dissect(Uint8Array.of(0xe0, 0), 5))).toContain('throws the will away');
    expect(explain(dissect(Uint8Array.of(0xe0, 1, 4), 5))).toContain('publishes the will');
  });
});
