import { Writable } from 'node:stream';
import fc from 'fast-check';
import { generate, type IPublishPacket, type Packet, parser } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { InternedTopics } from '../../src/mqtt/interned-topics.ts';
import { MAX_PACKET_BYTES } from '../../src/mqtt/packet-reader.ts';
import { Qos01Receiver } from '../../src/mqtt/qos01-receiver.ts';
import type { IncomingMessage } from '../../src/session.ts';

type Version = 4 | 5;

const CONTENT_TYPE = { contentType: 'application/json' };
const OTHERS = { ...CONTENT_TYPE, payloadFormatIndicator: true };

/** Each packet, and whether it goes past mqtt.js. */
const ROWS: readonly (readonly [name: string, version: Version, packet: Packet, past: boolean])[] = [
  ['PUBLISH', 4, publish({}), true],
  ['PUBLISH, retained', 4, publish({ retain: true }), true],
  ['PUBLISH without payload', 4, publish({ payload: '' }), true],
  ['PUBLISH, not in ASCII', 4, publish({ topic: 'Informática/室' }), true],
  ['PUBLISH, 127 bytes', 4, publish({ topic: 't', payload: 'x'.repeat(124) }), true],
  ['PUBLISH, 128 bytes', 4, publish({ topic: 't', payload: 'x'.repeat(125) }), true],
  ['PUBLISH, 20,000 bytes', 4, publish({ payload: 'x'.repeat(20_000) }), true],
  ['PUBLISH, larger', 4, publish({ payload: 'x'.repeat(MAX_PACKET_BYTES) }), false],
  ['PUBLISH without topic', 4, publish({ topic: '' }), false],
  ['PUBLISH, QoS 1', 4, publish({ qos: 1, messageId: 1 }), true],
  ['PUBLISH, QoS 1, again', 4, publish({ qos: 1, messageId: 0xffff, dup: true }), true],
  ['PUBLISH, QoS 2', 4, publish({ qos: 2, messageId: 7 }), false],
  ['PUBLISH of MQTT 5', 5, publish({}), true],
  ['PUBLISH of MQTT 5, QoS 1', 5, publish({ qos: 1, messageId: 513 }), true],
  ['PUBLISH with its content type', 5, publish({ properties: CONTENT_TYPE }), true],
  ['PUBLISH with a long content type', 5, publish({ properties: { contentType: 'x'.repeat(200) } }), false],
  ['PUBLISH with other properties', 5, publish({ properties: OTHERS }), false],
  ['PUBLISH with other properties, QoS 1', 5, publish({ qos: 1, messageId: 2, properties: OTHERS }), false],
  ['PUBLISH with a topic alias', 5, publish({ topic: '', properties: { topicAlias: 1 } }), false],
  ['PUBLISH that names its alias', 5, publish({ properties: { topicAlias: 1 } }), false],
  ['PUBACK', 4, { cmd: 'puback', messageId: 0x8000 }, true],
  ['PUBACK of no message of the receiver', 4, { cmd: 'puback', messageId: 0x7fff }, false],
  ['PUBACK of MQTT 5', 5, { cmd: 'puback', messageId: 0xffff, reasonCode: 0 }, true],
  ['PUBACK, nobody subscribed', 5, { cmd: 'puback', messageId: 0x8001, reasonCode: 16 }, true],
  ['PUBACK that refuses', 5, { cmd: 'puback', messageId: 0x8001, reasonCode: 135 }, false],
  [
    'PUBACK with properties',
    5,
    { cmd: 'puback', messageId: 0x8001, reasonCode: 0, properties: { reasonString: 'why' } },
    false,
  ],
  ['CONNACK', 4, { cmd: 'connack', returnCode: 0, sessionPresent: true }, false],
  ['SUBACK', 4, { cmd: 'suback', messageId: 3, granted: [0, 1] }, false],
  ['PUBREL', 4, { cmd: 'pubrel', messageId: 7 }, false],
  ['PINGRESP', 4, { cmd: 'pingresp' }, false],
];

function publish(more: Partial<IPublishPacket>): IPublishPacket {
  return {
    cmd: 'publish',
    topic: 'BUILDING/P_1/O/4/TEMP',
    payload: '{"value":21}',
    qos: 0,
    retain: false,
    dup: false,
    ...more,
  };
}

describe.each(ROWS)('%s', (_, version, packet, past) => {
  const bytes = generate(packet, { protocolVersion: version });

  it(`goes ${past ? 'past' : 'to'} mqtt.js, and is the same packet`, async () => {
    const receiver = openReceiver(version);
    await receiver.write(bytes);
    expect(receiver.seen).toEqual([seenOf(packet)]);
    expect(receiver.passedOn()).toEqual(past ? Buffer.alloc(0) : bytes);
  });

  it('may come in pieces', async () => {
    const receiver = openReceiver(version);
    for (const piece of cutUp(bytes, [1, 1, 1, 4, bytes.length])) await receiver.write(piece);
    expect(receiver.seen).toEqual([seenOf(packet)]);
  });
});

describe('the receiver', () => {
  it.each([4, 5] as const)(
    'keeps the order of all packets, however they are cut (MQTT %d)',
    async (version) => {
      const packets = ROWS.filter(([, of]) => of === version).map(([, , packet]) => packet);
      const cuts = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 });
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.constantFrom(...packets), { maxLength: 12 }),
          cuts,
          async (sent, sizes) => {
            const bytes = Buffer.concat(sent.map((packet) => generate(packet, { protocolVersion: version })));
            const receiver = openReceiver(version);
            for (const piece of cutUp(bytes, sizes)) await receiver.write(piece);
            expect(receiver.seen).toEqual(sent.map(seenOf));
            const ofQos1 = sent.filter(
              (packet) => packet.cmd === 'publish' && packet.qos === 1 && !packet.properties,
            );
            expect(receiver.acknowledged()).toEqual(ofQos1.map(({ messageId }) => messageId));
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  it('does the same with any bytes, however they are cut, and never stops the program', async () => {
    const valid = fc
      .constantFrom(...ROWS)
      .map(([, version, packet]) => generate(packet, { protocolVersion: version }));
    const some = fc.oneof(
      valid,
      fc.uint8Array({ maxLength: 12 }),
      fc.constant(Buffer.of(0x31, 0xff, 0xff, 0xff, 0xff)),
    );
    const cuts = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(fc.array(some, { maxLength: 8 }), cuts, async (parts, sizes) => {
        const bytes = Buffer.concat(parts);
        const whole = openReceiver(4, { parses: false });
        await whole.write(bytes);
        const cut = openReceiver(4, { parses: false });
        for (const piece of cutUp(bytes, sizes)) await cut.write(piece);
        expect(cut.seen).toEqual(whole.seen);
        expect(cut.acknowledged()).toEqual(whole.acknowledged());
        expect(cut.passedOn().equals(whole.passedOn())).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['a PUBLISH of QoS 3', [0x36, 6, 0, 1, 0x74, 0, 1, 0x78]],
    ['a topic longer than its packet', [0x30, 3, 0, 2, 0x74]],
    ['a packet without topic length', [0x30, 1, 0]],
    ['QoS 1 without identifier', [0x32, 3, 0, 1, 0x74]],
    ['identifier 0', [0x32, 5, 0, 1, 0x74, 0, 0]],
    ['an empty PUBACK', [0x40, 0]],
    ['a PUBACK with flags', [0x42, 2, 0x80, 0]],
  ])('leaves to mqtt.js what is malformed: %s', async (_, malformed) => {
    const receiver = openReceiver(4, { parses: false });
    await receiver.write(Buffer.from(malformed));
    await receiver.write(generate(publish({})));
    expect(receiver.passedOn()).toEqual(Buffer.from(malformed));
    expect(receiver.seen).toEqual([seenOf(publish({}))]);
  });

  it('leaves everything to mqtt.js behind a length without end', async () => {
    const receiver = openReceiver(4, { parses: false });
    const endless = Buffer.of(0x30, 0xff, 0xff, 0xff, 0xff);
    await receiver.write(Buffer.concat([endless, generate(publish({}))]));
    await receiver.write(generate(publish({})));
    expect(receiver.passedOn()).toEqual(
      Buffer.concat([endless, generate(publish({})), generate(publish({}))]),
    );
    expect(receiver.seen).toEqual([]);
  });

  it('keeps nothing of a packet that says it is very large', async () => {
    const receiver = openReceiver(4, { parses: false });
    const begin = Buffer.of(0x30, 0xff, 0xff, 0xff, 0x7f, 0, 1, 0x74);
    await receiver.write(begin);
    expect(receiver.passedOn()).toEqual(begin);
  });

  it('acknowledges in one write what came together and was taken', async () => {
    const receiver = openReceiver(4, { takes: ({ topic }) => topic !== 'unwanted' });
    const topics = ['a', 'unwanted', 'b', 'c'];
    await receiver.write(
      Buffer.concat(topics.map((topic, i) => generate(publish({ topic, qos: 1, messageId: i + 1 })))),
    );
    expect(receiver.acknowledged()).toEqual([1, 3, 4]);
    expect(receiver.writes()).toBe(1);
  });

  it('tells once that acknowledgements came together', async () => {
    const receiver = openReceiver(4);
    await receiver.write(
      Buffer.concat([1, 2].map((n) => generate({ cmd: 'puback', messageId: 0x8000 + n }))),
    );
    expect(receiver.seen).toEqual(['puback 32769', 'puback 32770']);
    expect(receiver.signsOfLife()).toBe(1);
  });

  it.each([
    ['mqtt.js has not dealt with what came before', generate({ cmd: 'pingresp' })],
    ['the broker does not read acknowledgements', generate(publish({ qos: 1, messageId: 1 }))],
  ])('takes nothing while %s', async (_, before) => {
    const receiver = openReceiver(4, { isHeldUp: true });
    void receiver.write(before);
    const written = receiver.write(generate(publish({ topic: 'after' })));
    await new Promise(setImmediate);
    expect(receiver.seen.filter((line) => line.includes('after'))).toEqual([]);
    receiver.release();
    await written;
    expect(receiver.seen.filter((line) => line.includes('after'))).toHaveLength(1);
  });
});

interface ReceiverOptions {
  /** True if the stand-in for mqtt.js parses the bytes it gets; otherwise it only keeps them. */
  readonly parses?: boolean;
  readonly takes?: (message: IncomingMessage) => boolean;
  /** Neither mqtt.js nor the broker deal with anything before `release`. */
  readonly isHeldUp?: boolean;
}

function openReceiver(
  version: Version,
  { parses = true, takes = () => true, isHeldUp = false }: ReceiverOptions = {},
) {
  const seen: string[] = [];
  const passedOn: Buffer[] = [];
  const sent: Buffer[] = [];
  let held: (() => void)[] | undefined = isHeldUp ? [] : undefined;
  let signsOfLife = 0;
  const settle = (done: () => void, whenFree: (done: () => void) => void): void => {
    if (held === undefined) whenFree(done);
    else held.push(done);
  };
  const mqttPacket = parser({ protocolVersion: version }).on('packet', (packet) => seen.push(seenOf(packet)));
  const mqttJs = new Writable({
    write: (bytes: Buffer, _, done) => {
      passedOn.push(bytes);
      if (parses) mqttPacket.parse(bytes);
      settle(done, setImmediate);
    },
  });
  const stream = new Writable({
    ...(isHeldUp && { highWaterMark: 1 }),
    write: (bytes: Buffer, _, done) => {
      sent.push(bytes);
      settle(done, (written) => written());
    },
  });
  const receiver = new Qos01Receiver(stream, mqttJs, new InternedTopics(), {
    hasProperties: version === 5,
    onMessage: (message) => {
      if (!takes(message)) return false;
      seen.push(messageLine(message));
      return true;
    },
    onAcknowledged: (id) => seen.push(`puback ${id}`),
    onAlive: () => signsOfLife++,
  });
  return {
    seen,
    write: (bytes: Uint8Array) => new Promise<void>((resolve) => receiver.write(bytes, () => resolve())),
    passedOn: () => Buffer.concat(passedOn),
    acknowledged: () => idsOf(Buffer.concat(sent)),
    writes: () => sent.length,
    signsOfLife: () => signsOfLife,
    release: () => {
      const callbacks = held ?? [];
      held = undefined;
      for (const done of callbacks) done();
    },
  };
}

function idsOf(bytes: Buffer): number[] {
  const ids: number[] = [];
  parser({ protocolVersion: 4 })
    .on('packet', (packet) => ids.push(packet.cmd === 'puback' ? (packet.messageId ?? 0) : Number.NaN))
    .parse(bytes);
  return ids;
}

function seenOf(packet: Packet): string {
  if (packet.cmd !== 'publish') return `${packet.cmd} ${packet.messageId ?? ''}`.trim();
  const { topic, payload, qos, retain, dup } = packet;
  return messageLine({ topic, payload: Buffer.from(payload), qos, retain, dup });
}

function messageLine({ topic, payload, qos, retain, dup }: IncomingMessage): string {
  return `publish ${topic} ${Buffer.from(payload).toString('hex')} ${qos} ${retain} ${dup}`;
}

function cutUp(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length] ?? 1;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}
