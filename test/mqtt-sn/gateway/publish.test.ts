// Tests src/mqtt-sn/gateway/ as a whole: PUBLISH in both directions.
import { describe, expect, it } from 'vitest';
import { say } from '../say.ts';
import { Testbed } from './testbed.ts';

describe('REGISTER (§6.5)', () => {
  it('gives ids from 1, to each client its own (§7.3)', () => {
    const bed = new Testbed();
    const [one, two] = [bed.connected('one', 1), bed.connected('two', 2)];
    expect(one.ask(say.register('a', 1), say.register('b', 2))).toEqual([say.regack(1, 1), say.regack(2, 2)]);
    expect(two.ask(say.register('b', 1))).toEqual([say.regack(1, 1)]);
  });

  it('repeated is answered with the same id', () => {
    const client = new Testbed().connected();
    expect(client.ask(say.register('a', 1), say.register('a', 1))).toEqual([say.regack(1), say.regack(1)]);
    expect(client.ask(say.register('a', 2))).toEqual([say.regack(1, 2)]);
  });

  it('with message id 0 is answered with message id 0', () => {
    expect(new Testbed().connected().ask(say.register('a', 0))).toEqual([say.regack(1, 0)]);
  });

  it.each(['a/#', '#', '+', 'a/+/b', 'a\0b', 'a\x01', 'a\x7f', 'a\uffff'])(
    'of %j is refused: the broker would end the connection',
    (name) => {
      const client = new Testbed().connected();
      expect(client.ask(say.register(name))).toEqual([say.regack(0, 1, 3)]);
      expect(client.ask(say.pingreq())).toEqual([say.pingresp]);
    },
  );

  it('works for hundreds of topics and names of two octets (the 51st crashes another gateway)', () => {
    const client = new Testbed().connected();
    for (let id = 1; id <= 1000; id++) {
      expect(client.ask(say.register(`topic/${id}`, id))).toEqual([say.regack(id, id)]);
    }
    expect(client.ask(say.register('ab', 7))).toEqual([say.regack(1001, 7)]);
  });
});

describe('PUBLISH of a client (§6.6)', () => {
  it('QoS 0 goes to the broker and is not answered', () => {
    const bed = new Testbed();
    const client = bed.connected();
    client.ask(say.register('a'));
    expect(client.ask(say.publish(1, 'x', { retain: true }))).toEqual([]);
    expect(bed.broker.published).toEqual(['a=x qos 0 retain']);
  });

  it('QoS 1 is answered only after the broker has acknowledged, with topic id and message id', () => {
    const bed = new Testbed();
    const client = bed.connected();
    client.ask(say.register('a'));
    bed.broker.holds.add('publish');
    expect(client.ask(say.publish(1, 'x', { qos: 1, msgId: 9 }))).toEqual([]);
    bed.letGo();
    expect(client.received()).toEqual([say.puback(1, 9)]);
  });

  it('QoS 1 with message id 0 is accepted each time, as the notebook sends it', () => {
    const bed = new Testbed();
    const client = bed.connected();
    client.ask(say.register('a'));
    for (let i = 0; i < 3; i++) {
      expect(client.ask(say.publish(1, '20', { qos: 1 }))).toEqual([say.puback(1, 0)]);
    }
    expect(bed.broker.published).toHaveLength(3);
  });

  it('QoS 1 repeated with DUP because PUBACK was lost is answered alike and not published twice', () => {
    const bed = new Testbed();
    const client = bed.connected();
    client.ask(say.register('a'));
    client.ask(say.publish(1, 'x', { qos: 1, msgId: 9 }));
    expect(client.ask(say.publish(1, 'x', { qos: 1, msgId: 9, dup: true }))).toEqual([say.puback(1, 9)]);
    expect(bed.broker.published).toEqual(['a=x qos 1']);
  });

  it('QoS 1 repeated while the broker has it is answered once', () => {
    const bed = new Testbed();
    const client = bed.connected();
    client.ask(say.register('a'));
    bed.broker.holds.add('publish');
    client.send(say.publish(1, 'x', { qos: 1, msgId: 9 }));
    client.send(say.publish(1, 'x', { qos: 1, msgId: 9, dup: true }));
    bed.letGo();
    expect(client.received()).toEqual([say.puback(1, 9)]);
    expect(bed.broker.published).toEqual(['a=x qos 1']);
  });

  it('QoS 2 is published once, whatever is repeated', () => {
    const bed = new Testbed();
    const client = bed.connected();
    client.ask(say.register('a'));
    const message = say.publish(1, 'x', { qos: 2, msgId: 9 });
    expect(client.ask(message)).toEqual([say.pubrec(9)]);
    expect(client.ask({ ...message, dup: true } as typeof message)).toEqual([say.pubrec(9)]);
    expect(client.ask(say.pubrel(9))).toEqual([say.pubcomp(9)]);
    expect(client.ask(say.pubrel(9))).toEqual([say.pubcomp(9)]);
    expect(bed.broker.published).toEqual(['a=x qos 2']);
  });

  it('QoS 2 gets PUBREC only after the broker has acknowledged', () => {
    const bed = new Testbed();
    const client = bed.connected();
    bed.broker.holds.add('publish');
    expect(client.ask(say.publish(say.short('ab'), 'x', { qos: 2, msgId: 9 }))).toEqual([]);
    bed.letGo();
    expect(client.received()).toEqual([say.pubrec(9)]);
  });

  it('QoS 2 with the same message id is a new message once the old one is complete', () => {
    const bed = new Testbed();
    const client = bed.connected();
    const message = say.publish(say.short('ab'), 'x', { qos: 2, msgId: 1 });
    for (let i = 0; i < 2; i++) client.ask(message, say.pubrel(1));
    expect(bed.broker.published).toHaveLength(2);
  });

  it.each([0, 1, 2] as const)(
    'to an unknown topic id is answered with PUBACK "invalid topic id", QoS %d too',
    (qos) => {
      const bed = new Testbed();
      const client = bed.connected();
      const msgId = qos === 0 ? 0 : 5;
      for (const id of [0, 1, 7, 0xffff]) {
        expect(client.ask(say.publish(id, 'x', { qos, msgId }))).toEqual([say.puback(id, msgId, 2)]);
      }
      expect(client.ask(say.register('a'), say.publish(1, 'x', { qos: 1, msgId: 6 }))).toEqual([
        say.regack(1),
        say.puback(1, 6),
      ]);
    },
  );

  it('to a short topic name needs no REGISTER; PUBACK repeats its two octets', () => {
    const bed = new Testbed();
    const client = bed.connected();
    expect(client.ask(say.publish(say.short('TE'), 'x', { qos: 1, msgId: 3 }))).toEqual([
      say.puback(0x5445, 3),
    ]);
    expect(bed.broker.published).toEqual(['TE=x qos 1']);
  });

  it.each(['a#', '+a', 'a\0'])('to the short name %j is refused', (name) => {
    const bed = new Testbed();
    const [answer] = bed.connected().ask(say.publish(say.short(name), 'x', { qos: 1, msgId: 3 }));
    expect(answer).toMatchObject({ type: 'PUBACK', returnCode: 2 });
    expect(bed.broker.published).toEqual([]);
  });

  it('to a predefined id needs no REGISTER; an unknown one is refused (§6.7)', () => {
    const bed = new Testbed();
    const client = bed.connected();
    expect(client.ask(say.publish(say.predefined(1), 'x', { qos: 1, msgId: 3 }))).toEqual([say.puback(1, 3)]);
    expect(client.ask(say.publish(say.predefined(9), 'x', { qos: 1, msgId: 4 }))).toEqual([
      say.puback(9, 4, 2),
    ]);
    expect(bed.broker.published).toEqual(['predefined/one=x qos 1']);
  });

  it('the number of a predefined id is no normal id', () => {
    const client = new Testbed().connected();
    expect(client.ask(say.publish(1, 'x', { qos: 1, msgId: 3 }))).toEqual([say.puback(1, 3, 2)]);
  });

  it('an empty payload and one of 60,000 octets go through as they are', () => {
    const bed = new Testbed();
    const client = bed.connected();
    bed.connected('other', 2).send(say.subscribe('ab', { qos: 0 }));
    const long = Buffer.alloc(60_000, 7);
    client.ask(say.publish(say.short('ab'), ''), say.publish(say.short('ab'), long));
    expect(bed.broker.published).toEqual(['ab= qos 0', `ab=${long} qos 0`]);
  });

  it('the three-octet Length is taken for messages below 256 octets', () => {
    const bed = new Testbed();
    const client = bed.connected();
    client.sendOctets(Buffer.from('010b0c22544500037a7a7a'.replace('010b', '01000c'), 'hex'));
    expect(client.received()).toEqual([say.puback(0x5445, 3)]);
    expect(bed.broker.published).toEqual(['TE=zzz qos 1']);
  });

  it('is answered with "congestion" while the broker takes no more', () => {
    const bed = new Testbed();
    const client = bed.connected();
    bed.broker.congested = true;
    expect(client.ask(say.publish(say.short('ab'), 'x', { qos: 1, msgId: 1 }))).toEqual([
      say.puback(0x6162, 1, 1),
    ]);
    expect(client.ask(say.publish(say.short('ab'), 'x'))).toEqual([]);
    expect(bed.broker.published).toEqual([]);
    expect(bed.count('dropped')).toBe(1);
  });

  it('is answered with "congestion" when hundreds await the broker under one and the same message id', () => {
    const bed = new Testbed();
    const client = bed.connected();
    bed.broker.holds.add('publish');
    for (let i = 0; i < 256; i++) client.send(say.publish(say.short('ab'), `${i}`, { qos: 1, msgId: 1 }));
    expect(client.received()).toEqual([]);
    expect(client.ask(say.publish(say.short('ab'), 'more', { qos: 1, msgId: 1 }))).toEqual([
      say.puback(0x6162, 1, 1),
    ]);
    bed.letGo();
    expect(client.received()).toHaveLength(256);
    expect(bed.gateway.keptOctets.uplinked).toBe(0);
  });

  it('of QoS 2 that is never released is limited in octets, which are free again after the end', () => {
    const bed = new Testbed();
    const clients = Array.from({ length: 10 }, (_, i) => bed.connected(`c${i}`, 100 + i));
    const large = Buffer.alloc(65_000);
    const send = (client: (typeof clients)[0]) =>
      Array.from({ length: 200 }, (_, i) =>
        say.publish(say.short('ab'), large, { qos: 2, msgId: i + 1 }),
      ).flatMap((message) => client.ask(message));
    const answers = clients.flatMap(send);
    expect(answers.filter(({ type }) => type === 'PUBREC').length).toBeLessThanOrEqual(1033);
    expect(answers.at(-1)).toEqual(say.puback(0x6162, 200, 1));
    for (const client of clients) client.send(say.disconnect());
    expect(bed.gateway.keptOctets.uplinked).toBe(0);
  });

  it('is answered with "congestion" when hundreds await the broker', () => {
    const bed = new Testbed();
    const client = bed.connected();
    bed.broker.holds.add('publish');
    for (let msgId = 1; msgId <= 256; msgId++)
      client.send(say.publish(say.short('ab'), 'x', { qos: 1, msgId }));
    expect(client.ask(say.publish(say.short('ab'), 'x', { qos: 1, msgId: 257 }))).toEqual([
      say.puback(0x6162, 257, 1),
    ]);
    bed.letGo();
    expect(client.received()).toHaveLength(256);
  });
});

describe('PUBLISH of QoS -1 (§6.8)', () => {
  const PREDEFINED = say.publish(say.predefined(1), 'x', { qos: -1 });

  it('needs no CONNECT, has a broker connection of its own, and is never answered', () => {
    const bed = new Testbed();
    const client = bed.client();
    expect(client.ask(PREDEFINED, say.publish(say.short('TE'), 'y', { qos: -1, retain: true }))).toEqual([]);
    expect(bed.broker.published).toEqual(['predefined/one=x qos 0', 'TE=y qos 0 retain']);
    expect(bed.broker.connections.map(({ request }) => request.clientId)).toEqual(['anonymous']);
    expect(bed.gateway.clients).toBe(0);
  });

  it.each([
    ['a normal id', say.publish(1, 'x', { qos: -1 }), /a predefined id or a short topic name/],
    ['an unknown predefined id', say.publish(say.predefined(9), 'x', { qos: -1 }), /--predefined 9=TOPIC/],
    ['a wildcard', say.publish(say.short('a#'), 'x', { qos: -1 }), /not a topic to publish to/],
  ])('to %s is dropped; the client hears nothing, the operator the reason', (_name, message, reason) => {
    const bed = new Testbed();
    expect(bed.client().ask(message)).toEqual([]);
    expect(bed.broker.connections).toEqual([]);
    expect(bed.events.at(-1)).toEqual({ kind: 'anonymous', reason: expect.stringMatching(reason) });
  });

  it('works from a client that is connected too', () => {
    const bed = new Testbed();
    expect(bed.connected().ask(PREDEFINED)).toEqual([]);
    expect(bed.broker.published).toEqual(['predefined/one=x qos 0']);
  });

  it('keeps what comes before the broker has accepted, up to a limit', () => {
    const bed = new Testbed();
    bed.broker.holds.add('open');
    const client = bed.client();
    for (let i = 0; i < 2000; i++) client.send(PREDEFINED);
    bed.letGo();
    expect(bed.broker.published).toHaveLength(1000);
  });

  it('is given up while the broker is not there, and tried again later', () => {
    const bed = new Testbed();
    bed.broker.refusal = { busy: true, reason: 'ECONNREFUSED' };
    const client = bed.client();
    client.send(PREDEFINED, PREDEFINED);
    expect(bed.broker.connections).toHaveLength(1);
    bed.broker.refusal = undefined;
    bed.pass(1000);
    client.send(PREDEFINED);
    expect(bed.broker.published).toEqual(['predefined/one=x qos 0']);
  });
});
