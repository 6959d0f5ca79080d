// Tests src/mqtt-sn/gateway/ as a whole: CONNECT and the will prompt.
import { describe, expect, it } from 'vitest';
import { say } from '../say.ts';
import { RETRY_MS, Testbed } from './testbed.ts';

describe('CONNECT', () => {
  it('opens an MQTT connection of its own with the client id and the clean flag (§4.2)', () => {
    const bed = new Testbed();
    bed.connected('a', 1, { cleanSession: true });
    bed.connected('b', 2, { cleanSession: false });
    expect(bed.broker.connections.map(({ request }) => request)).toEqual([
      { clientId: 'a', clean: true, will: undefined },
      { clientId: 'b', clean: false, will: undefined },
    ]);
  });

  it('is answered only once the broker has accepted', () => {
    const bed = new Testbed();
    bed.broker.holds.add('open');
    const client = bed.client();
    expect(client.ask(say.connect('test'))).toEqual([]);
    bed.letGo();
    expect(client.received()).toEqual([say.connack()]);
  });

  it('is answered with "congestion" when the broker is not there', () => {
    const bed = new Testbed();
    bed.broker.refusal = { busy: true, reason: 'ECONNREFUSED' };
    const client = bed.client();
    expect(client.ask(say.connect('test'))).toEqual([say.connack(1)]);
    expect(bed.gateway.clients).toBe(0);
    bed.broker.refusal = undefined;
    expect(client.ask(say.connect('test'))).toEqual([say.connack(0)]);
  });

  it('is answered with "not supported" when the broker refuses the client', () => {
    const bed = new Testbed();
    bed.broker.refusal = { busy: false, reason: 'not authorized' };
    expect(bed.client().ask(say.connect('test'))).toEqual([say.connack(3)]);
  });

  it.each([
    ['another protocol id', { protocolId: 2 }],
    ['a client id of 24 characters', { clientId: 'x'.repeat(24) }],
    ['a client id with NUL', { clientId: 'a\0b' }],
    ['a client id with a control character', { clientId: 'a\x01' }],
  ])('with %s is answered with "not supported", and harms no session at that address', (_name, more) => {
    const bed = new Testbed();
    const client = bed.connected();
    expect(client.ask(say.connect('test', more))).toEqual([say.connack(3)]);
    expect(client.ask(say.pingreq())).toEqual([say.pingresp]);
  });

  it('takes a client id of 23 characters, whatever their size in octets', () => {
    const bed = new Testbed();
    expect(bed.client().ask(say.connect('é'.repeat(23)))).toEqual([say.connack()]);
  });

  it('with keep-alive 0 is accepted, and the client is never lost', () => {
    const bed = new Testbed();
    const client = bed.connected('test', 1, { durationS: 0 });
    bed.pass(24 * 3_600_000, 60_000);
    expect(client.ask(say.pingreq())).toEqual([say.pingresp]);
  });

  it('with keep-alive 0: a client that gets messages, and says nothing for ten minutes, is asked for a sign of life', () => {
    const bed = new Testbed();
    const client = bed.connected('test', 1, { durationS: 0 });
    client.ask(say.subscribe('ab'));
    const publishFor10Minutes = () => {
      bed.pass(1000);
      bed.publish('ab', 'x');
      bed.pass(600_000);
      return client.received().at(-1);
    };
    expect(publishFor10Minutes()).toEqual(say.pingreq());
    client.send(say.pingresp);
    expect(publishFor10Minutes()).toEqual(say.pingreq());
    bed.pass(3 * RETRY_MS);
    expect(client.received()).toEqual(Array(3).fill(say.pingreq()));
    expect(bed.gateway.clients).toBe(1);
    bed.pass(RETRY_MS);
    expect(bed.gateway.clients).toBe(0);
    expect(bed.changes('test')).toEqual(['connected', 'lost']);
  });

  it('with keep-alive 0: a client that is silent for a day is asked, and lost without an answer', () => {
    const bed = new Testbed();
    const client = bed.connected('test', 1, { durationS: 0 });
    bed.pass(24 * 3_600_000 + 60_000, 60_000);
    expect(client.received()).toEqual([say.pingreq()]);
    bed.pass(4 * RETRY_MS);
    expect(bed.gateway.clients).toBe(0);
  });

  it('repeated because CONNACK was lost is answered alike, on the same MQTT connection', () => {
    const bed = new Testbed();
    const client = bed.connected();
    expect(client.ask(say.connect('test'))).toEqual([say.connack()]);
    expect(bed.broker.connections).toHaveLength(1);
  });

  it('repeated while the broker has not answered yet opens no second connection', () => {
    const bed = new Testbed();
    bed.broker.holds.add('open');
    const client = bed.client();
    client.send(say.connect('test'), say.connect('test'));
    bed.letGo();
    expect(client.received()).toEqual([say.connack()]);
    expect(bed.broker.connections).toHaveLength(1);
  });

  it('clean, after other messages, starts a new session and forgets topic ids', () => {
    const bed = new Testbed();
    const client = bed.connected();
    client.ask(say.register('a'));
    expect(client.ask(say.connect('test'))).toEqual([say.connack()]);
    expect(bed.broker.connections.map(({ state }) => state)).toEqual(['disconnected', 'open']);
    expect(client.ask(say.publish(1, 'x', { qos: 1, msgId: 1 }))).toEqual([say.puback(1, 1, 2)]);
  });

  it('to a kept session keeps topic ids, also over DISCONNECT', () => {
    const bed = new Testbed();
    const kept = { cleanSession: false };
    const client = bed.connected('test', 1, kept);
    client.ask(say.register('a'));
    expect(client.ask(say.disconnect())).toEqual([say.disconnect()]);
    expect(client.ask(say.connect('test', kept))).toEqual([say.connack()]);
    expect(client.ask(say.publish(1, 'x', { qos: 1, msgId: 1 }))).toEqual([say.puback(1, 1)]);
    expect(bed.broker.published).toEqual(['a=x qos 1']);
  });

  it('with another client id from an address in use ends the session that was there, without its will', () => {
    const bed = new Testbed();
    const client = bed.connected('test');
    expect(client.ask(say.connect('client-test'))).toEqual([say.connack()]);
    expect(bed.broker.of('test').state).toBe('disconnected');
    expect(client.ask(say.register('a'))).toEqual([say.regack(1)]);
  });

  it('with a client id in use from another address takes the session over and tells the old address', () => {
    const bed = new Testbed();
    const old = bed.connected('test', 1);
    const young = bed.client(2);
    expect(young.ask(say.connect('test'))).toEqual([say.connack()]);
    expect(old.received()).toEqual([say.disconnect()]);
    expect(old.ask(say.register('a'))).toEqual([say.disconnect()]);
    expect(young.ask(say.register('a'))).toEqual([say.regack(1)]);
  });
});

describe('DISCONNECT', () => {
  it('is answered alike, and the broker gets DISCONNECT', () => {
    const bed = new Testbed();
    const client = bed.connected();
    expect(client.ask(say.disconnect())).toEqual([say.disconnect()]);
    expect(bed.broker.of('test').state).toBe('disconnected');
    expect(bed.gateway.clients).toBe(0);
  });

  it('repeated because the answer was lost is answered again', () => {
    const bed = new Testbed();
    const client = bed.connected();
    client.ask(say.disconnect());
    expect(client.ask(say.disconnect())).toEqual([say.disconnect()]);
  });
});

describe('a message of a client that the gateway does not know', () => {
  it.each([
    ['REGISTER', say.register('a')],
    ['PUBLISH', say.publish(1, 'x')],
    ['PUBLISH of QoS 1', say.publish(1, 'x', { qos: 1, msgId: 1 })],
    ['PUBREL', say.pubrel(1)],
    ['SUBSCRIBE', say.subscribe('a')],
    ['UNSUBSCRIBE', say.unsubscribe('a')],
    ['PINGREQ', say.pingreq()],
    ['PINGREQ with a client id', say.pingreq('test')],
    ['DISCONNECT', say.disconnect()],
    ['DISCONNECT with a duration', say.disconnect(30)],
  ])('%s is answered with DISCONNECT (§6.12)', (_name, message) => {
    const bed = new Testbed();
    expect(bed.client().ask(message)).toEqual([say.disconnect()]);
    expect(bed.broker.connections).toEqual([]);
  });

  it.each([
    ['PUBACK', say.puback(1, 1)],
    ['REGACK', say.regack(1)],
    ['PINGRESP', say.pingresp],
    ['PUBREC', say.pubrec(1)],
    ['PUBCOMP', say.pubcomp(1)],
    ['CONNACK', say.connack()],
    ['SUBACK', say.suback(1)],
    ['GWINFO', { type: 'GWINFO', gatewayId: 1, gatewayAddress: Buffer.alloc(0) } as const],
  ])('%s is an answer to nothing and not answered', (_name, message) => {
    expect(new Testbed().client().ask(message)).toEqual([]);
  });
});

describe('the broker goes away', () => {
  it('the client is told with DISCONNECT at once, and can connect again', () => {
    const bed = new Testbed();
    const client = bed.connected();
    bed.broker.of('test').close();
    bed.settle();
    expect(client.received()).toEqual([say.disconnect()]);
    expect(client.ask(say.publish(1, 'x'))).toEqual([say.disconnect()]);
    expect(client.ask(say.connect('test'))).toEqual([say.connack()]);
  });

  it('a sleeping client is told when it asks for its messages', () => {
    const bed = new Testbed();
    const client = bed.connected();
    client.ask(say.disconnect(60));
    bed.broker.of('test').close();
    bed.settle();
    client.received();
    expect(client.ask(say.pingreq('test'))).toEqual([say.disconnect()]);
  });
});

it('two gateways that hear of each other do not say DISCONNECT to each other for ever', () => {
  const [one, two] = [new Testbed(), new Testbed()];
  const [toOne, toTwo] = [one.client(2), two.client(1)];
  let exchanged = 0;
  toOne.send(say.disconnect());
  for (let answers = toOne.received(); answers.length > 0 && exchanged < 1000; exchanged++) {
    toTwo.send(...answers);
    toOne.send(...toTwo.received());
    answers = toOne.received();
  }
  expect(exchanged).toBeLessThan(50);
});

describe('discovery (§6.1)', () => {
  it('SEARCHGW is answered with GWINFO without an address', () => {
    const bed = new Testbed({ gatewayId: 7 });
    const answer = bed.client().ask({ type: 'SEARCHGW', radius: 1 });
    expect(answer).toEqual([{ type: 'GWINFO', gatewayId: 7, gatewayAddress: Buffer.alloc(0) }]);
  });

  it('ADVERTISE is broadcast at once and then in each period, which it names', () => {
    const bed = new Testbed({ gatewayId: 7, advertiseMs: 900_000 });
    bed.pass(2 * 900_000 + 1000, 1000);
    expect(bed.broadcasts).toEqual(['0500070384', '0500070384', '0500070384']);
  });

  it('a gateway that is not asked to advertise itself does not', () => {
    const bed = new Testbed();
    bed.pass(3_600_000, 60_000);
    expect(bed.broadcasts).toEqual([]);
  });
});

it('a gateway that ends tells its clients and leaves no will behind', () => {
  const bed = new Testbed();
  const [one, two] = [bed.connected('one', 1), bed.connected('two', 2)];
  bed.gateway.close();
  expect([...one.received(), ...two.received()]).toEqual([say.disconnect(), say.disconnect()]);
  expect(bed.broker.connections.map(({ state }) => state)).toEqual(['disconnected', 'disconnected']);
});
