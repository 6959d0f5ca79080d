// Tests src/mqtt-sn/gateway/ as a whole: hostile clients.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode } from '../../../src/mqtt-sn/codec/encode.ts';
import { datagrams, FEW } from '../codec/arbitrary.ts';
import { longForm, octetsOf, ROWS } from '../codec/rows.ts';
import { say } from '../say.ts';
import { Testbed } from './testbed.ts';

/** Every message of the rows, cut off at each length, and with each length octet. */
function* malformedDatagrams(): Generator<Buffer> {
  yield Buffer.alloc(0);
  for (const [, , hex] of ROWS) {
    for (const good of [octetsOf(hex), longForm(octetsOf(hex))]) {
      const short = good.subarray(0, Math.min(good.length, 40));
      for (let end = 0; end < short.length; end++) yield short.subarray(0, end);
      for (let length = 0; length < 256; length++) {
        if (length === good[0]) continue;
        const wrong = Buffer.from(good);
        wrong[0] = length;
        yield wrong;
      }
      yield Buffer.concat([good, Buffer.from([0])]);
    }
  }
}

describe('malformed datagrams', () => {
  it('truncated at each length, with wrong lengths, of 0 octets: none ends a session', () => {
    const bed = new Testbed();
    const client = bed.connected('test', 1, { durationS: 0 });
    for (const datagram of malformedDatagrams()) {
      client.sendOctets(datagram);
    }
    expect(bed.count('malformed')).toBeGreaterThan(10_000);
    client.received();
    expect(client.ask(say.register('still here'))).toMatchObject([{ type: 'REGACK', returnCode: 0 }]);
  });

  it.each([0x03, 0x11, 0x19, ...Array.from({ length: 224 }, (_, i) => 0x1e + i), 0xff])(
    'the reserved type %d is dropped and counted',
    (code) => {
      const bed = new Testbed();
      const client = bed.connected();
      client.sendOctets(Buffer.from([2, code]));
      expect(client.received()).toEqual([]);
      expect(bed.count('malformed')).toBe(1);
      expect(client.ask(say.pingreq())).toEqual([say.pingresp]);
    },
  );

  it('random octets from strangers and from a client never stop the gateway', () => {
    const bed = new Testbed({ maxClients: 10 });
    const victim = bed.connected('victim', 1, { durationS: 0 });
    const message = fc.tuple(fc.nat(0x1f), fc.uint8Array({ maxLength: 20 })).map(([type, rest]) => {
      return Buffer.from([rest.length + 2, type, ...rest]);
    });
    const datagram = fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array)),
      message,
    );
    fc.assert(
      fc.property(
        fc.array(datagram, { maxLength: 20 }),
        fc.integer({ min: 2, max: 20 }),
        (datagrams, port) => {
          for (const octets of datagrams) bed.client(port).sendOctets(octets);
          bed.pass(1000, 1000);
        },
      ),
      { numRuns: 1000 },
    );
    expect(victim.ask(say.pingreq())).toEqual([say.pingresp]);
  });

  it('whatever clients say to each other through it, it goes on: none holds up the broker for good, and once they are gone, nothing of it is kept', () => {
    const deeds = fc.oneof(
      { weight: 8, arbitrary: fc.record({ port: fc.integer({ min: 1, max: 4 }), octets: datagrams(FEW) }) },
      { weight: 1, arbitrary: fc.record({ waitMs: fc.constantFrom(250, 3000, 30_000) }) },
      { weight: 1, arbitrary: fc.record({ topic: FEW.name, qos: fc.constantFrom(0, 1, 2) }) },
    );
    fc.assert(
      fc.property(fc.array(deeds, { minLength: 20, maxLength: 60 }), (all) => {
        const bed = new Testbed({ maxClients: 3, maxBuffered: 5 });
        bed.client(1).send(say.connect('one', { durationS: 0 }), say.subscribe('#', { qos: 2 }));
        for (const deed of all) {
          if ('octets' in deed) bed.client(deed.port).sendOctets(deed.octets);
          else if ('waitMs' in deed) bed.pass(deed.waitMs, 250);
          else if (!/[+#]/.test(deed.topic)) bed.publish(deed.topic, 'x', deed.qos as 0 | 1 | 2);
          expect(bed.gateway.clients).toBeLessThanOrEqual(3);
        }
        bed.pass(2500);
        const open = bed.broker.connections.filter(({ state }) => state === 'open');
        expect(open.filter(({ isHeld }) => isHeld)).toEqual([]);
        bed.gateway.close();
        expect(bed.gateway.clients).toBe(0);
        expect(bed.gateway.keptOctets).toMatchObject({ buffered: 0, uplinked: 0 });
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('no name that MQTT forbids reaches the broker, whatever a client sends', () => {
    const bed = new Testbed();
    const name = fc.string({ unit: fc.constantFrom('a', '/', '+', '#', '\0', 'é', '$'), maxLength: 5 });
    fc.assert(
      fc.property(name, name, name, (registered, subscribed, short) => {
        const client = bed.connected('test', 1, { durationS: 0 });
        if (registered) client.send(say.register(registered), say.publish(1, 'x'));
        if (subscribed) client.send(say.subscribe(subscribed), say.unsubscribe(subscribed));
        if (Buffer.byteLength(short) === 2) client.send(say.publish(say.short(short), 'x', { qos: -1 }));
        client.ask(say.disconnect());
      }),
      { numRuns: 1000 },
    );
    for (const line of bed.broker.published) expect(line.split('=')[0]).not.toMatch(/[+#\0]|^$/);
    for (const { deeds } of bed.broker.connections) {
      for (const deed of deeds) expect(deed).not.toMatch(/\0|#.|[^/ ][+#]|\+[^/]/);
    }
  });
});

describe('messages that only a gateway sends, from a connected client', () => {
  it.each([
    ['ADVERTISE', { type: 'ADVERTISE', gatewayId: 1, durationS: 1 }],
    ['GWINFO', { type: 'GWINFO', gatewayId: 1, gatewayAddress: Buffer.alloc(0) }],
    ['CONNACK', { type: 'CONNACK', returnCode: 0 }],
    ['WILLTOPICREQ', { type: 'WILLTOPICREQ' }],
    ['WILLMSGREQ', { type: 'WILLMSGREQ' }],
    ['SUBACK', say.suback(1)],
    ['UNSUBACK', say.unsuback()],
    ['PINGRESP', say.pingresp],
    ['WILLTOPICRESP', { type: 'WILLTOPICRESP', returnCode: 0 }],
    ['WILLMSGRESP', { type: 'WILLMSGRESP', returnCode: 0 }],
    ['PUBACK for nothing', say.puback(1, 1)],
    ['REGACK for nothing', say.regack(1, 1)],
    ['PUBREC for nothing', say.pubrec(1)],
    ['PUBCOMP for nothing', say.pubcomp(1)],
    ['a stray WILLTOPIC', say.willTopic('a')],
  ] as const)('%s is ignored', (_name, message) => {
    const client = new Testbed().connected();
    client.ask(say.pingreq());
    expect(client.ask(message)).toEqual([]);
    expect(client.ask(say.pingreq())).toEqual([say.pingresp]);
  });
});

describe('limits', () => {
  it('thousands of client ids meet "congestion"; those who are in stay', () => {
    const bed = new Testbed({ maxClients: 50 });
    const first = bed.connected('first', 1);
    for (let port = 2; port < 3000; port++) {
      const [answer] = bed.client(port).ask(say.connect(`id${port}`));
      expect(answer).toEqual(say.connack(port <= 50 ? 0 : 1));
    }
    expect(bed.gateway.clients).toBe(50);
    expect(first.ask(say.pingreq())).toEqual([say.pingresp]);
  });

  it('a full gateway lets its clients start anew', () => {
    const bed = new Testbed({ maxClients: 1 });
    const client = bed.connected('one', 1);
    client.ask(say.pingreq());
    expect(client.ask(say.connect('one'))).toEqual([say.connack()]);
    expect(client.ask(say.connect('two'))).toEqual([say.connack()]);
    expect(bed.client(2).ask(say.connect('three'))).toEqual([say.connack(1)]);
  });

  it('clients that never answer the question for their will make room again', () => {
    const bed = new Testbed({ maxClients: 5 });
    for (let port = 1; port <= 5; port++) bed.client(port).send(say.connect(`id${port}`, { will: true }));
    expect(bed.client(6).ask(say.connect('late'))).toEqual([say.connack(1)]);
    bed.pass(50_000);
    expect(bed.client(6).ask(say.connect('late'))).toEqual([say.connack()]);
  });

  it('endless topics meet "congestion", and the ids there are stay good', () => {
    const bed = new Testbed();
    const client = bed.connected('test', 1, { durationS: 0 });
    for (let i = 1; i <= 8192; i++) client.send(say.register(`t/${i}`, i));
    client.received();
    expect(client.ask(say.register('one too many', 9))).toEqual([say.regack(0, 9, 1)]);
    expect(client.ask(say.subscribe('another', { msgId: 10 }))).toEqual([say.suback(0, 10, 0, 1)]);
    expect(client.ask(say.register('t/8192', 11))).toEqual([say.regack(8192, 11)]);
    expect(client.ask(say.subscribe('wild/#', { msgId: 12 }))).toEqual([say.suback(0, 12)]);
  });
});

describe('behind a forwarder (§5.5)', () => {
  const node = (id: number) => Buffer.from([id]);
  const wrap = (id: number, inner: Buffer) =>
    encode({ type: 'ENCAPSULATED', ctrl: 1, nodeId: node(id), encapsulated: inner });

  it('each wireless node is a client of its own, and answers are wrapped for it', () => {
    const bed = new Testbed();
    const forwarder = bed.client();
    forwarder.sendOctets(wrap(5, encode(say.connect('five'))));
    forwarder.sendOctets(wrap(6, encode(say.connect('six'))));
    const connack = Buffer.from([3, 5, 0]);
    expect(forwarder.received()).toEqual([
      { type: 'ENCAPSULATED', ctrl: 0, nodeId: node(5), encapsulated: connack },
      { type: 'ENCAPSULATED', ctrl: 0, nodeId: node(6), encapsulated: connack },
    ]);
    expect(bed.gateway.clients).toBe(2);
  });

  it('a malformed inner message, an envelope in an envelope and an endless node id are dropped and counted', () => {
    const bed = new Testbed();
    const forwarder = bed.client();
    forwarder.sendOctets(wrap(5, Buffer.from([9, 9])));
    forwarder.sendOctets(wrap(5, wrap(6, encode(say.pingreq()))));
    const nodeId = Buffer.alloc(65);
    forwarder.sendOctets(
      encode({ type: 'ENCAPSULATED', ctrl: 0, nodeId, encapsulated: encode(say.pingreq()) }),
    );
    expect(forwarder.received()).toEqual([]);
    expect(bed.count('malformed')).toBe(3);
  });
});
