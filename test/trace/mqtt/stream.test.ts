import fc from 'fast-check';
import { generate } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { MqttStream } from '../../../src/trace/mqtt/stream.ts';
import type { Packet } from '../../../src/trace/packet.ts';
import type { WireItem } from '../../../src/trace/wire-item.ts';

const connect = (level: 3 | 4 | 5) =>
  generate({
    cmd: 'connect',
    protocolId: level === 3 ? 'MQIsdp' : 'MQTT',
    protocolVersion: level,
    clientId: 'k',
    clean: true,
    keepalive: 60,
  });

const publish = (topic: string, payload: string | Buffer, qos: 0 | 1 | 2 = 0, level = 4) =>
  generate(
    { cmd: 'publish', topic, payload, qos, dup: false, retain: false, ...(qos > 0 && { messageId: 5 }) },
    { protocolVersion: level },
  );

function packetsOf(items: readonly WireItem[]): Packet[] {
  return items.flatMap((item) => (item.kind === 'packet' ? [item.packet] : []));
}

function reasonsOf(items: readonly WireItem[]): string[] {
  return items.flatMap((item) => (item.kind === 'unreadable' ? [item.reason] : []));
}

const fromClient = (limit?: number) => new MqttStream('client', { level: undefined }, limit);

describe('a stream of MQTT', () => {
  it('reads what another implementation writes, however it is split', () => {
    const message = fc.record({
      topic: fc
        .string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
        .filter((topic) => !topic.includes('\0')),
      payload: fc.uint8Array({ maxLength: 300 }),
      qos: fc.constantFrom(0 as const, 1 as const, 2 as const),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(3 as const, 4 as const, 5 as const),
        fc.array(message, { maxLength: 10 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
        (level, messages, cuts) => {
          const all = Buffer.concat([
            connect(level),
            ...messages.map(({ topic, payload, qos }) => publish(topic, Buffer.from(payload), qos, level)),
          ]);
          const stream = fromClient();
          const items: WireItem[] = [];
          for (let at = 0, cut = 0; at < all.length; cut++) {
            const length = cuts[cut % cuts.length] ?? 1;
            items.push(...stream.push(all.subarray(at, at + length)));
            at += length;
          }
          const [first, ...published] = packetsOf(items);
          expect(first?.name).toBe('connect');
          expect(
            published.map(({ facts }) => ({ topic: facts.topic, payload: facts.payload, qos: facts.qos })),
          ).toEqual(messages);
          expect(stream.end()).toEqual([]);
        },
      ),
    );
  });

  it('survives any bytes, and fields never reach beyond the packet', () => {
    const stream = () => {
      const fresh = fromClient();
      fresh.push(connect(5));
      return fresh;
    };
    const almostMqtt = fc
      .tuple(fc.integer({ min: 0x10, max: 0xff }), fc.uint8Array({ maxLength: 100 }))
      .map(([first, body]) => Uint8Array.of(first, body.length, ...body));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), almostMqtt), (bytes) => {
        for (const packet of packetsOf(stream().push(bytes))) {
          for (const { offset, length } of packet.fields) {
            expect(offset + length).toBeLessThanOrEqual(packet.skipped ? packet.bytes.length : packet.length);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['an HTTP request', Buffer.from('PUT / HTTP/1.1\r\n\r\n'), /^not MQTT: no packet begins with 50 55 54/],
    ['zeros', Buffer.alloc(20), /^not MQTT: no packet begins with 00 00/],
    ['a packet that is not CONNECT', Buffer.from('c000', 'hex'), /^not MQTT: no packet begins with c0 00/],
    [
      'a length that never ends',
      Buffer.from('10ffffffffff', 'hex'),
      /^a remaining length of more than four bytes/,
    ],
  ])('says once why %s is not read', (_title, bytes, reason) => {
    const stream = fromClient();
    const items = [...stream.push(bytes), ...stream.push(bytes), ...stream.end()];
    expect(reasonsOf(items)).toEqual([expect.stringMatching(reason)]);
    expect(items).toHaveLength(1);
  });

  it('says where garbage begins behind good packets', () => {
    const stream = fromClient();
    const items = stream.push(Buffer.concat([connect(4), Buffer.from('0102', 'hex')]));
    expect(packetsOf(items).map(({ name }) => name)).toEqual(['connect']);
    expect(reasonsOf(items)).toEqual([expect.stringContaining('01 02')]);
  });

  it('lets a packet above the limit pass, shows its header and reads on', () => {
    const stream = fromClient(100);
    const items = stream.push(
      Buffer.concat([connect(4), publish('long', 'x'.repeat(500)), publish('short', 'y')]),
    );
    const [, long, short] = packetsOf(items);
    expect(long).toMatchObject({ name: 'publish', length: 509, skipped: true, facts: { qos: 0 } });
    expect(long?.bytes).toHaveLength(3);
    expect(short?.facts.topic).toBe('short');
  });

  it('keeps no more than arrived of a packet that announces 256 MiB', () => {
    const stream = fromClient(Number.POSITIVE_INFINITY);
    stream.push(connect(4));
    const before = process.memoryUsage().arrayBuffers;
    stream.push(Buffer.from('30ffffff7f0001', 'hex'));
    stream.push(Buffer.alloc(10_000));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
    expect(reasonsOf(stream.end())).toEqual([expect.stringContaining('ended within a packet')]);
  });

  it.each([
    ['flags that must be 0010', '80 05 0001 0000 00', /flags 0000 instead of 0010/],
    ['QoS 3', '36 05 0001 61 0001', /QoS 3/],
    ['packet identifier 0', '32 05 0001 61 0000', /packet identifier 0/],
    ['a topic that is not UTF-8', '30 03 0001 ff', /topic name is not valid UTF-8/],
    ['a topic behind the end', '30 03 00ff 61', /ends within topic name: 255 bytes needed, 1 left/],
    ['bytes behind the last field', '40 04 0001 0000', /2 bytes more than the packet has fields/],
  ])('goes on after %s', (_title, hex, fault) => {
    const stream = fromClient();
    stream.push(connect(4));
    const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex');
    const [bad, good] = packetsOf(stream.push(Buffer.concat([bytes, publish('a', 'b')])));
    expect(bad?.fault).toMatch(fault);
    expect(good).toMatchObject({ name: 'publish', facts: { topic: 'a' } });
  });

  it('never keeps a password among the facts, nor shows it where CONNECT is broken', () => {
    const whole = generate({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clientId: 'k',
      clean: true,
      keepalive: 60,
      username: 'u',
      password: Buffer.from('s3cret'),
    });
    const broken = Buffer.from(whole);
    broken.writeUInt16BE(60_000, 12); // the client identifier's length
    for (const bytes of [whole, broken]) {
      const [packet] = packetsOf(fromClient().push(bytes));
      expect(JSON.stringify(packet?.facts)).not.toContain('s3cret');
      const hidden = packet?.fields.filter((field) => field.secret) ?? [];
      const at = bytes.indexOf('s3cret');
      expect(hidden.some(({ offset, length }) => offset <= at && offset + length >= at + 6)).toBe(true);
    }
  });
});
