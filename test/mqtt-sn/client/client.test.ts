import { describe, expect, it } from 'vitest';
import type { SnMessage } from '../../../src/mqtt-sn/codec/messages.ts';
import { say } from '../say.ts';
import { ClientBed, RETRY_MS } from './testbed.ts';

const CONNECT = say.connect('test', { durationS: 0 });

describe('CONNECT (§6.2)', () => {
  it('is repeated unchanged, N_RETRY times, then the gateway is lost', () => {
    const bed = new ClientBed();
    bed.client.connect();
    bed.pass(3 * RETRY_MS);
    expect(bed.sent()).toEqual([CONNECT, CONNECT, CONNECT, CONNECT]);
    bed.pass(RETRY_MS);
    expect(bed.sent()).toEqual([]);
    expect(bed.events).toEqual([{ kind: 'lost', unanswered: 'CONNECT' }]);
  });

  it.each([1, 2, 3, 99])('refused with %d is told', (returnCode) => {
    const bed = new ClientBed();
    bed.client.connect();
    bed.say(say.connack(returnCode));
    expect(bed.events).toEqual([{ kind: 'refused', returnCode }]);
    bed.sent();
    bed.pass(10 * RETRY_MS);
    expect(bed.sent()).toEqual([]);
  });

  it('carries clean session, keep-alive and client id', () => {
    const bed = new ClientBed({ cleanSession: false, keepAliveS: 30, clientId: 'me' });
    bed.client.connect();
    expect(bed.sent()).toEqual([say.connect('me', { cleanSession: false, durationS: 30 })]);
  });

  it('answers the questions for the will, repeated ones too', () => {
    const will = { topic: 'w', payload: Buffer.from('gone'), qos: 1, retain: true } as const;
    const bed = new ClientBed({ will });
    bed.client.connect();
    expect(bed.sent()).toEqual([say.connect('test', { durationS: 0, will: true })]);
    const topicReq: SnMessage = { type: 'WILLTOPICREQ' };
    const messageReq: SnMessage = { type: 'WILLMSGREQ' };
    expect(bed.say(topicReq)).toEqual([say.willTopic('w', 1, true)]);
    expect(bed.say(topicReq)).toEqual([say.willTopic('w', 1, true)]);
    expect(bed.say(messageReq)).toEqual([say.willMessage('gone')]);
    expect(bed.say(messageReq)).toEqual([say.willMessage('gone')]);
    bed.say(say.connack());
    expect(bed.kinds()).toEqual(['connected']);
  });

  it('without a will answers no question for it', () => {
    const bed = new ClientBed();
    bed.client.connect();
    bed.sent();
    expect(bed.say({ type: 'WILLTOPICREQ' })).toEqual([]);
  });

  it('what was wished for before waits for CONNACK', () => {
    const bed = new ClientBed();
    bed.client.connect();
    bed.publish('ab', 'x');
    expect(bed.sent()).toEqual([CONNECT]);
    expect(bed.say(say.connack())).toEqual([say.publish(say.short('ab'), 'x')]);
  });
});

describe('PUBLISH (§6.5, §6.6)', () => {
  it('QoS 0: REGISTER once, then PUBLISH with the id', () => {
    const bed = ClientBed.connected();
    bed.publish('a/b', 'x');
    expect(bed.sent()).toEqual([say.register('a/b', 1)]);
    expect(bed.say(say.regack(7, 1))).toEqual([say.publish(7, 'x')]);
    bed.publish('a/b', 'y');
    expect(bed.sent()).toEqual([say.publish(7, 'y')]);
    expect(bed.outcomes).toEqual(['x done', 'y done']);
  });

  it('QoS 1 is done with PUBACK, and the next one waits for that', () => {
    const bed = ClientBed.connected();
    bed.publish('ab', 'x', 1);
    bed.publish('ab', 'y', 1);
    expect(bed.sent()).toEqual([say.publish(say.short('ab'), 'x', { qos: 1, msgId: 1 })]);
    expect(bed.outcomes).toEqual([]);
    expect(bed.say(say.puback(0x6162, 1))).toEqual([say.publish(say.short('ab'), 'y', { qos: 1, msgId: 2 })]);
    expect(bed.outcomes).toEqual(['x done']);
  });

  it('QoS 1 is repeated with DUP and the same message id, then the gateway is lost', () => {
    const bed = ClientBed.connected();
    bed.publish('ab', 'x', 1);
    bed.pass(4 * RETRY_MS);
    const again = say.publish(say.short('ab'), 'x', { qos: 1, msgId: 1, dup: true });
    expect(bed.sent()).toEqual([
      say.publish(say.short('ab'), 'x', { qos: 1, msgId: 1 }),
      again,
      again,
      again,
    ]);
    expect(bed.events.at(-1)).toEqual({ kind: 'lost', unanswered: 'PUBLISH' });
    expect(bed.outcomes).toEqual(['x: no answer to PUBLISH']);
  });

  it.each([
    ['another message id', say.puback(0x6162, 2)],
    ['PUBCOMP', say.pubcomp(1)],
    ['PUBREC', say.pubrec(1)],
    ['REGACK', say.regack(0x6162, 1)],
  ])('QoS 1 is not answered by %s', (_name, stray) => {
    const bed = ClientBed.connected();
    bed.publish('ab', 'x', 1);
    bed.sent();
    expect(bed.say(stray)).toEqual([]);
    expect(bed.outcomes).toEqual([]);
  });

  it('PUBACK with topic id 0 counts: some gateways send it', () => {
    const bed = ClientBed.connected();
    bed.publish('ab', 'x', 1);
    bed.say(say.puback(0, 1));
    expect(bed.outcomes).toEqual(['x done']);
  });

  it('QoS 2: PUBREC, PUBREL repeated until PUBCOMP', () => {
    const bed = ClientBed.connected();
    bed.publish('ab', 'x', 2);
    expect(bed.sent()).toEqual([say.publish(say.short('ab'), 'x', { qos: 2, msgId: 1 })]);
    expect(bed.say(say.pubrec(1))).toEqual([say.pubrel(1)]);
    bed.pass(RETRY_MS);
    expect(bed.sent()).toEqual([say.pubrel(1)]);
    bed.say(say.pubcomp(1));
    expect(bed.outcomes).toEqual(['x done']);
  });

  it('rc "invalid topic id": registers again and publishes, once', () => {
    const bed = ClientBed.connected();
    bed.publish('a/b', 'x', 1);
    bed.sent();
    bed.say(say.regack(7, 1));
    expect(bed.say(say.puback(7, 2, 2))).toEqual([say.register('a/b', 3)]);
    expect(bed.say(say.regack(8, 3))).toEqual([say.publish(8, 'x', { qos: 1, msgId: 4 })]);
    expect(bed.say(say.puback(8, 4, 2))).toEqual([]);
    expect(bed.outcomes).toEqual(["x: the gateway refused the message to 'a/b': invalid topic id"]);
  });

  it('rc "invalid topic id" for QoS 0: registers again and publishes', () => {
    const bed = ClientBed.connected();
    bed.publish('a/b', 'x');
    bed.sent();
    bed.say(say.regack(7, 1));
    expect(bed.say(say.puback(7, 0, 2))).toEqual([say.register('a/b', 2)]);
    expect(bed.say(say.regack(8, 2))).toEqual([say.publish(8, 'x')]);
  });

  it.each([
    ['ab', say.short('ab')],
    ['predefined/one', say.predefined(1)],
  ])('a gateway that refuses the well-known %s is asked to register it', (topic, wellKnown) => {
    const bed = ClientBed.connected();
    bed.publish(topic, 'x', 1);
    expect(bed.sent()).toEqual([say.publish(wellKnown, 'x', { qos: 1, msgId: 1 })]);
    expect(bed.say(say.puback(0, 1, 2))).toEqual([say.register(topic, 2)]);
  });

  it.each([0, 1, 2] as const)(
    'rc "congestion" for QoS %d: nothing for five minutes, then the message',
    (qos) => {
      const bed = ClientBed.connected();
      bed.publish('ab', 'x', qos);
      bed.sent();
      bed.say(say.puback(0x6162, qos === 0 ? 0 : 1, 1));
      bed.publish('ab', 'next');
      bed.pass(300_000);
      expect(bed.sent()).toEqual([]);
      bed.pass(2000);
      const first = bed.sent()[0];
      expect(first).toMatchObject({ type: 'PUBLISH', dup: false });
      expect(bed.kinds()).toContain('congested');
    },
  );

  it('rc "not supported": the message failed, the next one goes', () => {
    const bed = ClientBed.connected();
    bed.publish('ab', 'x', 1);
    bed.publish('ab', 'y');
    bed.sent();
    expect(bed.say(say.puback(0x6162, 1, 3))).toEqual([say.publish(say.short('ab'), 'y')]);
    expect(bed.outcomes).toEqual(["x: the gateway refused the message to 'ab': not supported", 'y done']);
  });

  it('REGISTER refused: the message failed', () => {
    const bed = ClientBed.connected();
    bed.publish('a/b', 'x');
    bed.sent();
    bed.say(say.regack(0, 1, 3));
    expect(bed.outcomes).toEqual(["x: the gateway refused to register 'a/b': not supported"]);
  });

  it.each([0, 0xffff])('REGACK with the reserved id %d gives no id', (id) => {
    const bed = ClientBed.connected();
    bed.publish('a/b', 'x');
    bed.sent();
    expect(bed.say(say.regack(id, 1))).toEqual([]);
    expect(bed.outcomes).toEqual([expect.stringMatching(/the reserved id/)]);
  });

  it("an id that the gateway gives to another topic is no longer the first one's", () => {
    const bed = ClientBed.connected();
    bed.publish('a/b', 'x');
    bed.say(say.regack(7, 1));
    expect(bed.say(say.register('c/d', 5, 7))).toEqual([say.regack(7, 5)]);
    bed.publish('a/b', 'y');
    expect(bed.sent()).toEqual([say.register('a/b', 2)]);
  });

  it('REGISTER with congestion: waits and asks again', () => {
    const bed = ClientBed.connected();
    bed.publish('a/b', 'x');
    bed.sent();
    bed.say(say.regack(0, 1, 1));
    bed.pass(302_000);
    expect(bed.sent()).toEqual([say.register('a/b', 2)]);
  });

  it('QoS -1 needs no connection, and only well-known topics have it (§6.8)', () => {
    const bed = new ClientBed();
    bed.publish('ab', 'x', -1);
    bed.publish('predefined/one', 'y', -1);
    bed.publish('a/b', 'z', -1);
    expect(bed.sent()).toEqual([
      say.publish(say.short('ab'), 'x', { qos: -1 }),
      say.publish(say.predefined(1), 'y', { qos: -1 }),
    ]);
    expect(bed.outcomes.slice(0, 2)).toEqual(['x done', 'y done']);
    expect(bed.outcomes[2]).toMatch(/needs a topic of two octets or a predefined id/);
  });

  it('a payload that fits no datagram is refused; the longest that does is sent', () => {
    const bed = ClientBed.connected();
    bed.client.publish(
      { topic: 'ab', payload: Buffer.alloc(65_499), qos: 1, retain: false },
      bed.note('long'),
    );
    bed.client.publish(
      { topic: 'ab', payload: Buffer.alloc(65_498), qos: 0, retain: false },
      bed.note('fits'),
    );
    expect(bed.outcomes[0]).toMatch(/more than the 65498 octets that fit a UDP datagram/);
    expect(bed.sent()).toHaveLength(1);
    expect(bed.outcomes[1]).toBe('fits done');
  });

  it.each([65_500, 65_535])('a topic of %d octets, which fits no REGISTER, is refused at once', (octets) => {
    const bed = ClientBed.connected();
    bed.client.publish(
      { topic: 't'.repeat(octets), payload: Buffer.from('x'), qos: 1, retain: false },
      bed.note('long'),
    );
    expect(bed.outcomes).toEqual([
      'long: REGISTER does not fit a UDP datagram of 65507 octets: use a shorter topic or payload',
    ]);
    bed.pass(10 * RETRY_MS);
    expect(bed.sent()).toEqual([]);
    expect(bed.client.isIdle).toBe(true);
  });

  it('a topic of 65,499 octets, the longest that fits a REGISTER, is sent', () => {
    const bed = ClientBed.connected();
    bed.publish('t'.repeat(65_499), 'x', 1);
    expect(bed.sent()).toEqual([say.register('t'.repeat(65_499))]);
  });

  it('payloads beyond 248 octets use the long form of Length', () => {
    const bed = ClientBed.connected();
    bed.publish('ab', 'x'.repeat(1000), 0);
    expect(bed.sent()).toEqual([say.publish(say.short('ab'), 'x'.repeat(1000))]);
  });
});

describe('SUBSCRIBE (§6.9) and what comes then (§6.10)', () => {
  it('a name: PUBLISHes carry the id of SUBACK', () => {
    const bed = ClientBed.connected();
    bed.subscribe('a/b', 1);
    expect(bed.sent()).toEqual([say.subscribe('a/b', { qos: 1 })]);
    bed.say(say.suback(5, 1, 1));
    expect(bed.say(say.publish(5, 'x', { qos: 1, msgId: 9 }))).toEqual([say.puback(5, 9)]);
    expect(bed.events.at(-1)).toMatchObject({ kind: 'message', message: { topic: 'a/b', qos: 1 } });
  });

  it('a filter that fits no SUBSCRIBE is refused at once, and what waits behind it goes on', () => {
    const bed = ClientBed.connected();
    bed.subscribe(`${'t'.repeat(65_533)}/#`);
    bed.subscribe('a/b');
    expect(bed.outcomes).toEqual([expect.stringMatching(/SUBSCRIBE does not fit a UDP datagram/)]);
    expect(bed.sent()).toMatchObject([{ type: 'SUBSCRIBE', topic: { name: 'a/b' } }]);
  });

  it('wildcards: REGISTER is answered, then PUBLISH is understood', () => {
    const bed = ClientBed.connected();
    bed.subscribe('a/#');
    bed.sent();
    bed.say(say.suback(0));
    expect(bed.say(say.register('a/c', 3, 12))).toEqual([say.regack(12, 3)]);
    expect(bed.say(say.publish(12, 'x'))).toEqual([]);
    expect(bed.events.at(-1)).toMatchObject({ kind: 'message', message: { topic: 'a/c' } });
  });

  it.each([0, 1, 2] as const)('PUBLISH of QoS %d with an unknown id is refused with rc 2', (qos) => {
    const bed = ClientBed.connected();
    expect(bed.say(say.publish(99, 'x', { qos, msgId: qos }))).toEqual([say.puback(99, qos, 2)]);
    expect(bed.kinds()).toEqual(['connected']);
  });

  it('QoS 2 is delivered once, whatever is repeated', () => {
    const bed = ClientBed.connected();
    const message = say.publish(say.short('ab'), 'x', { qos: 2, msgId: 4 });
    expect(bed.say(message, message)).toEqual([say.pubrec(4), say.pubrec(4)]);
    expect(bed.say(say.pubrel(4), say.pubrel(4))).toEqual([say.pubcomp(4), say.pubcomp(4)]);
    expect(bed.kinds().filter((kind) => kind === 'message')).toHaveLength(1);
    bed.say(message);
    expect(bed.kinds().filter((kind) => kind === 'message')).toHaveLength(2);
  });

  it.each([1, 2] as const)('QoS %d that is not wanted now is left with the gateway', (qos) => {
    const bed = ClientBed.connected();
    bed.takes = false;
    const message = say.publish(say.short('ab'), 'x', { qos, msgId: 4 });
    expect(bed.say(message)).toEqual([]);
    expect(bed.kinds()).not.toContain('message');
    bed.takes = true;
    bed.say(message);
    expect(bed.kinds()).toContain('message');
  });

  it('a short name is subscribed to as such, and in full where the gateway refuses that', () => {
    const bed = ClientBed.connected();
    bed.subscribe('TE');
    expect(bed.sent()).toEqual([say.subscribe(say.short('TE'))]);
    expect(bed.say(say.suback(0, 1, 0, 2))).toEqual([say.subscribe('TE', { msgId: 2 })]);
  });

  it('refused: the subscription failed', () => {
    const bed = ClientBed.connected();
    bed.subscribe('a/b');
    bed.sent();
    bed.say(say.suback(0, 1, 0, 3));
    expect(bed.outcomes).toEqual(["a/b: the gateway refused the subscription 'a/b': not supported"]);
  });

  it('is repeated unchanged until SUBACK', () => {
    const bed = ClientBed.connected();
    bed.subscribe('a/b');
    bed.pass(RETRY_MS);
    expect(bed.sent()).toEqual([say.subscribe('a/b'), say.subscribe('a/b')]);
    bed.say(say.suback(1, 99));
    expect(bed.outcomes).toEqual([]);
  });

  it('UNSUBSCRIBE is answered, and not subscribed to again', () => {
    const bed = ClientBed.connected();
    bed.subscribe('a/#');
    bed.say(say.suback(0));
    bed.client.unsubscribe('a/#', bed.note('unsubscribe'));
    expect(bed.sent()).toEqual([say.unsubscribe('a/#', 2)]);
    bed.say(say.unsuback(2));
    expect(bed.outcomes).toEqual(['a/# done', 'unsubscribe done']);
    bed.say(say.disconnect());
    expect(bed.say(say.connack())).toEqual([]);
  });

  it('announced topics with names without end are refused', () => {
    const bed = ClientBed.connected();
    for (let id = 1; id <= 69; id++) bed.say(say.register(`${id}`.padEnd(60_000, '/'), id, id));
    expect(bed.say(say.register('x'.repeat(60_000), 1, 70))).toEqual([say.regack(70, 1, 1)]);
    expect(bed.say(say.register('x'.repeat(60_000), 2, 69))).toEqual([say.regack(69, 2, 1)]);
    expect(bed.say(say.register('short', 3, 69))).toEqual([say.regack(69, 3)]);
  });

  it('an announced topic that is no topic, and too many of them, are refused', () => {
    const bed = ClientBed.connected();
    expect(bed.say(say.register('a/#', 1, 1))).toEqual([say.regack(1, 1, 3)]);
    for (let id = 1; id <= 16_384; id++) bed.say(say.register(`t/${id}`, id, id));
    expect(bed.say(say.register('one too many', 1, 20_000))).toEqual([say.regack(20_000, 1, 1)]);
  });
});

describe('keep-alive (§6.11)', () => {
  it('PINGREQ comes within each period, whatever else is sent and received', () => {
    const bed = ClientBed.connected({ keepAliveS: 10 });
    let pings = 0;
    for (let i = 0; i < 60; i++) {
      bed.publish('ab', 'x');
      bed.pass(1000);
      for (const { type } of bed.sent()) {
        if (type !== 'PINGREQ') continue;
        pings++;
        bed.say(say.pingresp);
      }
    }
    expect(pings).toBeGreaterThanOrEqual(6);
  });

  it('PINGREQ without answer is repeated, then the gateway is lost', () => {
    const bed = ClientBed.connected({ keepAliveS: 60 });
    bed.pass(45_000 + 4 * RETRY_MS);
    expect(bed.sent()).toEqual([say.pingreq(), say.pingreq(), say.pingreq(), say.pingreq()]);
    expect(bed.events.at(-1)).toEqual({ kind: 'lost', unanswered: 'PINGREQ' });
  });

  it('the question of the gateway is answered', () => {
    expect(ClientBed.connected().say(say.pingreq())).toEqual([say.pingresp]);
  });

  it('before CONNACK it is not: that is not our gateway yet', () => {
    const bed = new ClientBed();
    bed.client.connect();
    bed.sent();
    expect(bed.say(say.pingreq())).toEqual([]);
  });
});

describe('DISCONNECT of the gateway (§6.12)', () => {
  it('is followed by CONNECT, the subscriptions, and what was under way, with DUP', () => {
    const bed = ClientBed.connected();
    bed.subscribe('a/#', 1);
    bed.say(say.suback(0, 1, 1));
    bed.publish('a/b', 'x', 1);
    bed.say(say.regack(7, 2));
    expect(bed.say(say.disconnect())).toEqual([CONNECT]);
    expect(bed.say(say.connack())).toEqual([say.subscribe('a/#', { qos: 1, msgId: 4 })]);
    expect(bed.say(say.suback(0, 4, 1))).toEqual([say.register('a/b', 5)]);
    expect(bed.say(say.regack(1, 5))).toEqual([say.publish(1, 'x', { qos: 1, msgId: 6, dup: true })]);
    bed.say(say.puback(1, 6));
    expect(bed.outcomes).toEqual(['a/# done', 'x done']);
    expect(bed.events.filter(({ kind }) => kind === 'connected')).toEqual([
      { kind: 'connected', again: false },
      { kind: 'connected', again: true },
    ]);
  });

  it('a message of QoS 2 that the gateway has is not published again', () => {
    const bed = ClientBed.connected();
    bed.publish('ab', 'x', 2);
    bed.sent();
    bed.say(say.pubrec(1), say.disconnect());
    expect(bed.say(say.connack())).toEqual([]);
    expect(bed.outcomes).toEqual(['x done']);
  });

  it('again and again at once: the client slows down', () => {
    const bed = ClientBed.connected();
    for (let i = 0; i < 20; i++) {
      bed.say(say.disconnect());
      bed.say(say.connack());
    }
    expect(bed.kinds().filter((kind) => kind === 'connected').length).toBeLessThan(6);
    bed.pass(RETRY_MS);
    expect(bed.sent()).toEqual([CONNECT]);
  });
});

describe('sleep (§6.14)', () => {
  it('DISCONNECT with duration; PINGREQ with client id fetches what waits, until PINGRESP', () => {
    const bed = ClientBed.connected({ keepAliveS: 10 });
    bed.client.sleep(60, bed.note('sleep'));
    expect(bed.sent()).toEqual([say.disconnect(60)]);
    bed.say(say.disconnect());
    bed.pass(50_000);
    expect(bed.sent()).toEqual([]);
    bed.client.wake(bed.note('wake'));
    expect(bed.sent()).toEqual([say.pingreq('test')]);
    expect(bed.say(say.publish(say.short('ab'), 'x', { qos: 1, msgId: 3 }))).toEqual([say.puback(0x6162, 3)]);
    bed.say(say.pingresp);
    expect(bed.outcomes).toEqual(['sleep done', 'wake done']);
    expect(bed.say(say.publish(say.short('ab'), 'too late'))).toEqual([]);
  });

  it('CONNECT from sleep keeps the topic ids', () => {
    const bed = ClientBed.connected();
    bed.publish('a/b', 'x');
    bed.say(say.regack(7, 1));
    bed.client.sleep(60, bed.note('sleep'));
    bed.say(say.disconnect());
    bed.client.connect();
    bed.say(say.connack());
    bed.publish('a/b', 'y');
    expect(bed.sent()).toEqual([say.publish(7, 'y')]);
  });

  it('a gateway that forgot the sleeper says DISCONNECT: CONNECT follows', () => {
    const bed = ClientBed.connected();
    bed.client.sleep(60, bed.note('sleep'));
    bed.say(say.disconnect());
    bed.client.wake(bed.note('wake'));
    bed.sent();
    expect(bed.say(say.disconnect())).toEqual([CONNECT]);
  });
});

describe('the end', () => {
  it('DISCONNECT after what was wished for, and then nothing', () => {
    const bed = ClientBed.connected({ keepAliveS: 1 });
    bed.publish('ab', 'x', 1);
    bed.client.disconnect(bed.note('end'));
    expect(bed.sent()).toHaveLength(1);
    expect(bed.say(say.puback(0x6162, 1))).toEqual([say.disconnect()]);
    bed.say(say.disconnect());
    expect(bed.outcomes).toEqual(['x done', 'end done']);
    bed.pass(60_000);
    expect(bed.sent()).toEqual([]);
  });

  it('without an answer to DISCONNECT it is the end too, and nothing was lost', () => {
    const bed = ClientBed.connected();
    bed.client.disconnect(bed.note('end'));
    bed.pass(5 * RETRY_MS);
    expect(bed.kinds()).toEqual(['connected']);
    expect(bed.outcomes).toEqual(['end: no answer to DISCONNECT']);
  });
});

describe('other procedures', () => {
  it('SEARCHGW finds a gateway, without a connection (§6.1)', () => {
    const bed = new ClientBed();
    bed.client.search(1, bed.note('search'));
    expect(bed.sent()).toEqual([{ type: 'SEARCHGW', radius: 1 }]);
    bed.say({ type: 'GWINFO', gatewayId: 7, gatewayAddress: Buffer.alloc(0) });
    expect(bed.outcomes).toEqual(['search done']);
  });

  it('ADVERTISE is told', () => {
    const bed = new ClientBed();
    bed.say({ type: 'ADVERTISE', gatewayId: 7, durationS: 900 });
    expect(bed.events).toEqual([{ kind: 'gateway', gatewayId: 7 }]);
  });

  it('the will is changed in two steps (§6.4), and a refusal is told', () => {
    const bed = ClientBed.connected();
    const will = { topic: 'w', payload: Buffer.from('m'), qos: 0, retain: false } as const;
    bed.client.updateWill(will, bed.note('will'));
    bed.client.updateWill(undefined, bed.note('no will'));
    expect(bed.sent()).toEqual([{ type: 'WILLTOPICUPD', qos: 0, retain: false, willTopic: 'w' }]);
    expect(bed.say({ type: 'WILLTOPICRESP', returnCode: 0 })).toEqual([
      { type: 'WILLMSGUPD', willMessage: Buffer.from('m') },
    ]);
    expect(bed.say({ type: 'WILLMSGRESP', returnCode: 0 })).toEqual([{ type: 'WILLTOPICUPD' }]);
    bed.say({ type: 'WILLTOPICRESP', returnCode: 3 });
    expect(bed.outcomes).toEqual(['will done', 'no will: the gateway refused the will topic: not supported']);
  });

  it('malformed datagrams are told and change nothing', () => {
    const bed = ClientBed.connected();
    bed.publish('ab', 'x', 1);
    bed.client.receive(Buffer.alloc(0));
    bed.client.receive(Buffer.from([7, 0x0d, 0]));
    bed.say(say.puback(0x6162, 1));
    expect(bed.kinds()).toEqual(['connected', 'malformed', 'malformed']);
    expect(bed.outcomes).toEqual(['x done']);
  });
});
