// Tests src/mqtt-sn/gateway/ as a whole: SUBSCRIBE and UNSUBSCRIBE.
import { describe, expect, it } from 'vitest';
import { say } from '../say.ts';
import { prove, RETRY_MS, Testbed } from './testbed.ts';

describe('SUBSCRIBE (§6.9)', () => {
  it('to a name is answered with its id, which PUBLISHes carry without REGISTER', () => {
    const bed = new Testbed();
    const client = bed.connected();
    expect(client.ask(say.subscribe('a/b'))).toEqual([say.suback(1)]);
    bed.publish('a/b', 'x');
    expect(client.received()).toEqual([say.publish(1, 'x')]);
  });

  it.each([0, 1, 2] as const)('is answered with the QoS granted, %d', (qos) => {
    expect(new Testbed().connected().ask(say.subscribe('a', { qos, msgId: 7 }))).toEqual([
      say.suback(1, 7, qos),
    ]);
  });

  it('is answered only after the broker', () => {
    const bed = new Testbed();
    const client = bed.connected();
    bed.broker.holds.add('subscribe');
    expect(client.ask(say.subscribe('a'))).toEqual([]);
    bed.letGo();
    expect(client.received()).toEqual([say.suback(1)]);
  });

  it('to wildcards is answered with id 0; then REGISTER, a wait for REGACK, and PUBLISH', () => {
    const bed = new Testbed();
    const client = bed.connected();
    expect(client.ask(say.subscribe('a/#'))).toEqual([say.suback(0)]);
    bed.publish('a/b', 'x');
    expect(client.received()).toEqual([say.register('a/b', 1, 1)]);
    expect(client.ask(say.regack(1, 1))).toEqual([say.publish(1, 'x')]);
    bed.publish('a/b', 'y');
    expect(client.received()).toEqual([say.publish(1, 'y')]);
  });

  it('to a short name is answered with id 0; its PUBLISHes carry the name', () => {
    const bed = new Testbed();
    const client = bed.connected();
    expect(client.ask(say.subscribe(say.short('TE')))).toEqual([say.suback(0)]);
    bed.publish('TE', 'x');
    expect(client.received()).toEqual([say.publish(say.short('TE'), 'x')]);
  });

  it('to a predefined id is answered with it; its PUBLISHes carry it as such', () => {
    const bed = new Testbed();
    const client = bed.connected();
    expect(client.ask(say.subscribe(say.predefined(2)))).toEqual([say.suback(2)]);
    bed.publish('predefined/two', 'x');
    expect(client.received()).toEqual([say.publish(say.predefined(2), 'x')]);
  });

  it('to an unknown predefined id is refused with "invalid topic id"', () => {
    expect(new Testbed().connected().ask(say.subscribe(say.predefined(9)))).toEqual([say.suback(0, 1, 0, 2)]);
  });

  it.each(['a/#/b', 'a#', '+a', 'a/b+', 'a\0', '##'])(
    'to %j is refused and never reaches the broker',
    (filter) => {
      const bed = new Testbed();
      const client = bed.connected();
      expect(client.ask(say.subscribe(filter))).toEqual([say.suback(0, 1, 0, 3)]);
      expect(bed.broker.of('test').deeds).toEqual([]);
    },
  );

  it('with QoS -1 is refused', () => {
    expect(new Testbed().connected().ask(say.subscribe('a', { qos: -1 }))).toEqual([say.suback(0, 1, 0, 3)]);
  });

  it('that the broker denies is refused', () => {
    const bed = new Testbed();
    bed.broker.denied.add('secret');
    expect(bed.connected().ask(say.subscribe('secret'))).toEqual([say.suback(0, 1, 0, 3)]);
  });

  it('repeated because SUBACK was lost is answered alike', () => {
    const client = new Testbed().connected();
    const message = say.subscribe('a', { qos: 1, msgId: 3 });
    expect(client.ask(message, message)).toEqual([say.suback(1, 3, 1), say.suback(1, 3, 1)]);
  });

  it('repeated while the broker has it is answered once', () => {
    const bed = new Testbed();
    const client = bed.connected();
    bed.broker.holds.add('subscribe');
    client.send(say.subscribe('a'), say.subscribe('a', { dup: true }));
    bed.letGo();
    expect(client.received()).toEqual([say.suback(1)]);
  });

  it('to a topic already registered keeps its id', () => {
    const client = new Testbed().connected();
    expect(client.ask(say.register('a'), say.subscribe('a'))).toEqual([say.regack(1), say.suback(1)]);
  });

  it('brings the retained message, after SUBACK, marked as such', () => {
    const bed = new Testbed();
    bed.publish('a', 'kept', 0, true);
    expect(bed.connected().ask(say.subscribe('a'))).toEqual([
      say.suback(1),
      say.publish(1, 'kept', { retain: true }),
    ]);
  });

  it('one after the other: own messages come back', () => {
    const client = new Testbed().connected();
    client.ask(say.subscribe('a', { qos: 1 }));
    expect(client.ask(say.publish(1, 'x', { qos: 1, msgId: 5 }))).toEqual(
      expect.arrayContaining([say.puback(1, 5), say.publish(1, 'x', { qos: 1, msgId: 1 })]),
    );
  });
});

describe('UNSUBSCRIBE', () => {
  it.each([
    ['a name', 'a/b', 'a/b'],
    ['wildcards', 'a/#', 'a/b'],
    ['a short name', say.short('TE'), 'TE'],
    ['a predefined id', say.predefined(1), 'predefined/one'],
  ])('from %s is answered, and nothing more comes', (_name, topic, published) => {
    const bed = new Testbed();
    const client = bed.connected();
    client.ask(say.subscribe(topic));
    expect(client.ask(say.unsubscribe(topic, 9))).toEqual([say.unsuback(9)]);
    bed.publish(published, 'x');
    expect(client.received()).toEqual([]);
  });

  it.each([
    ['a filter that is none', 'a/#/b'],
    ['an unknown predefined id', say.predefined(9)],
  ])('from %s is answered without asking the broker', (_name, topic) => {
    const bed = new Testbed();
    const client = bed.connected();
    expect(client.ask(say.unsubscribe(topic))).toEqual([say.unsuback()]);
    expect(bed.broker.of('test').deeds).toEqual([]);
  });
});

/** A client subscribed to `#`, at QoS 2 by default. */
function subscriber(bed: Testbed, qos: 0 | 1 | 2 = 2) {
  const client = bed.connected('test', 1, { durationS: 0 });
  client.ask(say.subscribe('#', { qos }));
  return client;
}

describe('the downlink (§6.10)', () => {
  it('keeps the order while it waits for REGACK: nothing is overtaken', () => {
    const bed = new Testbed();
    const client = subscriber(bed);
    for (let i = 0; i < 10; i++) bed.publish('a/b', `${i}`);
    bed.publish('ab', 'short');
    expect(client.received()).toEqual([say.register('a/b', 1, 1)]);
    expect(client.ask(say.regack(1, 1)).map((message) => 'data' in message && `${message.data}`)).toEqual([
      ...'0123456789',
      'short',
    ]);
  });

  it.each([2, 3])('sends no message of a topic whose REGISTER was refused with %d', (returnCode) => {
    const bed = new Testbed();
    const client = subscriber(bed);
    bed.publish('a/b', 'x');
    bed.publish('a/b', 'y');
    client.received();
    expect(client.ask(say.regack(1, 1, returnCode))).toEqual([]);
    bed.publish('a/b', 'z', 1);
    bed.publish('cd', 'goes on');
    expect(client.received()).toEqual([say.publish(say.short('cd'), 'goes on')]);
    expect(bed.broker.of('test').acknowledged).toContain('a/b=z');
  });

  it('asks again after a REGISTER refused for congestion, but not for five minutes', () => {
    const bed = new Testbed();
    const client = subscriber(bed);
    bed.publish('a/b', 'x');
    client.received();
    client.ask(say.regack(1, 1, 1));
    bed.publish('a/b', 'y');
    expect(client.received()).toEqual([]);
    bed.pass(302_000);
    bed.publish('a/b', 'z');
    expect(client.received()).toEqual([say.register('a/b', 2, 1)]);
  });

  it('a topic once refused is wanted when the client registers it', () => {
    const bed = new Testbed();
    const client = subscriber(bed);
    bed.publish('a/b', 'x');
    client.ask(say.regack(1, 1, 3));
    client.ask(say.register('a/b', 4));
    bed.publish('a/b', 'y');
    expect(client.received()).toEqual([say.publish(1, 'y')]);
  });

  it('matches REGACK by message id, whatever topic id it names', () => {
    const bed = new Testbed();
    const client = subscriber(bed);
    bed.publish('a/b', 'x');
    client.received();
    expect(client.ask(say.regack(1, 99))).toEqual([]);
    expect(client.ask(say.regack(0, 1))).toEqual([say.publish(1, 'x')]);
  });

  it('repeats REGISTER unchanged, and gives the client up after the last', () => {
    const bed = new Testbed();
    const client = subscriber(bed);
    client.ask(say.pingreq());
    bed.publish('a/b', 'x');
    bed.pass(3 * RETRY_MS);
    expect(client.received()).toEqual(Array(4).fill(say.register('a/b', 1, 1)));
    bed.pass(RETRY_MS);
    expect(client.received()).toEqual([say.disconnect()]);
    expect(bed.broker.of('test').state).toBe('dropped');
  });

  it('QoS 1 waits for PUBACK, one at a time, and the broker is acknowledged then', () => {
    const bed = new Testbed();
    const client = subscriber(bed);
    bed.publish('ab', 'x', 1);
    bed.publish('ab', 'y', 1);
    bed.publish('ab', 'z', 0);
    expect(client.received()).toEqual([say.publish(say.short('ab'), 'x', { qos: 1, msgId: 1 })]);
    expect(bed.broker.of('test').acknowledged).toEqual([]);
    expect(client.ask(say.puback(0x6162, 1))).toEqual([
      say.publish(say.short('ab'), 'y', { qos: 1, msgId: 2 }),
    ]);
    expect(bed.broker.of('test').acknowledged).toEqual(['ab=x']);
    expect(client.ask(say.puback(0, 2))).toEqual([say.publish(say.short('ab'), 'z')]);
  });

  it('QoS 1 is repeated with DUP and the same message id', () => {
    const bed = new Testbed();
    const client = subscriber(bed);
    bed.publish('ab', 'x', 1);
    bed.pass(2 * RETRY_MS);
    const again = say.publish(say.short('ab'), 'x', { qos: 1, msgId: 1, dup: true });
    expect(client.received()).toEqual([
      say.publish(say.short('ab'), 'x', { qos: 1, msgId: 1 }),
      again,
      again,
    ]);
    client.send(say.puback(0x6162, 1));
    bed.pass(10 * RETRY_MS);
    expect(client.received()).toEqual([]);
    expect(bed.broker.of('test').state).toBe('open');
  });

  it('QoS 2: PUBREC acknowledges to the broker, PUBREL is repeated until PUBCOMP', () => {
    const bed = new Testbed();
    const client = subscriber(bed);
    bed.publish('ab', 'x', 2);
    bed.publish('ab', 'y', 0);
    expect(client.received()).toEqual([say.publish(say.short('ab'), 'x', { qos: 2, msgId: 1 })]);
    expect(client.ask(say.pubrec(1))).toEqual([say.pubrel(1)]);
    expect(bed.broker.of('test').acknowledged).toEqual(['ab=x']);
    expect(client.ask(say.pubrec(1))).toEqual([say.pubrel(1)]);
    bed.pass(RETRY_MS);
    expect(client.received()).toEqual([say.pubrel(1)]);
    expect(client.ask(say.pubcomp(1))).toEqual([say.publish(say.short('ab'), 'y')]);
  });

  it.each([
    ['PUBACK of another message', say.puback(0x6162, 99)],
    ['PUBREC for QoS 1', say.pubrec(1)],
    ['PUBCOMP', say.pubcomp(1)],
    ['REGACK', say.regack(1, 1)],
  ])('%s is not the answer to a PUBLISH of QoS 1', (_name, stray) => {
    const bed = new Testbed();
    const client = subscriber(bed);
    bed.publish('ab', 'x', 1);
    client.received();
    expect(client.ask(stray)).toEqual([]);
    expect(bed.broker.of('test').acknowledged).toEqual([]);
  });

  it.each([0, 1, 2] as const)(
    'PUBACK "invalid topic id" for QoS %d: registers again and repeats the message',
    (qos) => {
      const bed = new Testbed();
      const client = bed.connected('test', 1, { durationS: 0 });
      client.ask(say.subscribe('a/b', { qos }));
      bed.publish('a/b', 'x', qos);
      const [first] = client.received();
      const msgId = first && 'msgId' in first ? first.msgId : -1;
      const [register] = client.ask(say.puback(1, msgId, 2));
      expect(register).toMatchObject({ type: 'REGISTER', topicId: 1, topicName: 'a/b' });
      const registerId = register && 'msgId' in register ? register.msgId : -1;
      expect(client.ask(say.regack(1, registerId))).toMatchObject([{ type: 'PUBLISH', qos, dup: false }]);
      // Once is enough: the client refuses it for good.
      expect(client.ask(say.puback(1, qos === 0 ? 0 : registerId + 1, 2))).toEqual([]);
    },
  );

  it('PUBACK "congestion": the client is left alone for five minutes, then gets the message', () => {
    const bed = new Testbed();
    const client = subscriber(bed);
    bed.publish('ab', 'x', 1);
    client.received();
    client.send(say.puback(0x6162, 1, 1));
    bed.publish('ab', 'y', 1);
    bed.pass(300_000);
    expect(client.received()).toEqual([]);
    bed.pass(2000);
    expect(client.received()).toEqual([say.publish(say.short('ab'), 'x', { qos: 1, msgId: 2 })]);
  });

  it('PUBACK "not supported": the message is acknowledged and the next one comes', () => {
    const bed = new Testbed();
    const client = subscriber(bed);
    bed.publish('ab', 'x', 1);
    bed.publish('ab', 'y', 1);
    client.received();
    expect(client.ask(say.puback(0x6162, 1, 3))).toMatchObject([{ type: 'PUBLISH', msgId: 2 }]);
    expect(bed.broker.of('test').acknowledged).toEqual(['ab=x']);
  });

  it('a message too long for UDP is acknowledged, dropped and told; the next one comes', () => {
    const bed = new Testbed();
    const client = subscriber(bed);
    prove(bed, client);
    bed.publish('ab', Buffer.alloc(70_000), 1);
    bed.publish('ab', Buffer.alloc(65_499), 0);
    bed.publish('ab', 'y', 0);
    expect(client.received()).toEqual([say.publish(say.short('ab'), 'y')]);
    expect(bed.broker.of('test').acknowledged[0]).toMatch(/^ab=/);
    expect(bed.count('dropped')).toBe(2);
  });

  it('a message that just fits UDP arrives', () => {
    const bed = new Testbed();
    const client = subscriber(bed);
    prove(bed, client);
    bed.publish('ab', Buffer.alloc(65_498), 0);
    expect(client.received()).toHaveLength(1);
  });

  it('a topic name too long for a REGISTER in UDP is dropped and told', () => {
    const bed = new Testbed();
    const client = subscriber(bed);
    prove(bed, client);
    bed.publish('t'.repeat(65_530), 'x', 1);
    bed.publish('ab', 'y');
    expect(client.received()).toEqual([say.publish(say.short('ab'), 'y')]);
  });

  it('after a reconnection to a kept session topics are registered again before PUBLISH', () => {
    const bed = new Testbed();
    const kept = { cleanSession: false };
    const client = bed.connected('test', 1, kept);
    client.ask(say.subscribe('a/b', { qos: 1 }), say.disconnect());
    client.ask(say.connect('test', kept));
    bed.broker.of('test').subscriptions.set('a/b', 1);
    bed.publish('a/b', 'x', 1);
    expect(client.received()).toEqual([say.register('a/b', 1, 1)]);
    expect(client.ask(say.regack(1, 1))).toEqual([say.publish(1, 'x', { qos: 1, msgId: 2 })]);
  });

  it('messages that come before SUBACK wait for it', () => {
    const bed = new Testbed();
    const client = bed.connected();
    client.ask(say.subscribe('a/b'));
    bed.broker.holds.add('subscribe');
    client.send(say.subscribe('c/d', { msgId: 2 }));
    bed.publish('a/b', 'x');
    expect(client.received()).toEqual([]);
    bed.letGo();
    expect(client.received()).toEqual([say.suback(2, 2), say.publish(1, 'x')]);
  });
});
