import { describe, expect, it } from 'vitest';
import { say } from '../say.ts';
import { RETRY_MS, Testbed } from './testbed.ts';

/** A client that subscribed to everything and sleeps. */
function sleeper(bed: Testbed, durationS = 60, more: Parameters<typeof say.connect>[1] = {}) {
  const client = bed.connected('test', 1, { durationS: 10, ...more });
  client.ask(say.subscribe('#', { qos: 2 }));
  expect(client.ask(say.disconnect(durationS))).toEqual([say.disconnect()]);
  return client;
}

const short = (data: string, more = {}) => say.publish(say.short('ab'), data, more);

describe('sleep (§6.14)', () => {
  it('DISCONNECT with a duration is answered with DISCONNECT without, and the MQTT connection stays', () => {
    const bed = new Testbed();
    sleeper(bed);
    expect(bed.broker.of('test').state).toBe('open');
    expect(bed.changes('test')).toEqual(['connected', 'asleep']);
  });

  it('DISCONNECT with duration 0 is the end', () => {
    const bed = new Testbed();
    const client = bed.connected();
    expect(client.ask(say.disconnect(0))).toEqual([say.disconnect()]);
    expect(bed.broker.of('test').state).toBe('disconnected');
  });

  it('nothing is sent to a sleeper; everything is buffered, QoS 0 too', () => {
    const bed = new Testbed();
    const client = sleeper(bed);
    for (let i = 0; i < 50; i++) bed.publish('ab', `${i}`);
    bed.pass(20_000);
    expect(client.received()).toEqual([]);
    const woken = client.ask(say.pingreq('test'));
    expect(woken).toEqual([...Array.from({ length: 50 }, (_, i) => short(`${i}`)), say.pingresp]);
  });

  it('PINGRESP comes after the last acknowledgement', () => {
    const bed = new Testbed();
    const client = sleeper(bed);
    bed.publish('ab', 'x', 1);
    bed.publish('ab', 'y', 2);
    expect(client.ask(say.pingreq('test'))).toEqual([short('x', { qos: 1, msgId: 1 })]);
    expect(client.ask(say.puback(0x6162, 1))).toEqual([short('y', { qos: 2, msgId: 2 })]);
    expect(client.ask(say.pubrec(2))).toEqual([say.pubrel(2)]);
    expect(client.ask(say.pubcomp(2))).toEqual([say.pingresp]);
  });

  it('messages of new topics: REGISTER, REGACK, PUBLISH, for each topic, then PINGRESP', () => {
    const bed = new Testbed();
    const client = sleeper(bed);
    bed.publish('a/b', 'x');
    bed.publish('c/d', 'y');
    expect(client.ask(say.pingreq('test'))).toEqual([say.register('a/b', 1, 1)]);
    expect(client.ask(say.regack(1, 1))).toEqual([say.publish(1, 'x'), say.register('c/d', 2, 2)]);
    expect(client.ask(say.regack(2, 2))).toEqual([say.publish(2, 'y'), say.pingresp]);
  });

  it('all that the broker holds comes in one wake, though it sends only 20 before they are acknowledged', () => {
    const bed = new Testbed();
    bed.broker.window = 20;
    const client = sleeper(bed);
    for (let i = 0; i < 70; i++) bed.publish('ab', `${i}`, 1);
    const got: string[] = [];
    let answers = client.ask(say.pingreq('test'));
    while (answers[0]?.type === 'PUBLISH') {
      got.push(`${answers[0].data}`);
      answers = client.ask(say.puback(0x6162, answers[0].msgId));
    }
    expect(answers).toEqual([say.pingresp]);
    expect(got).toEqual(Array.from({ length: 70 }, (_, i) => `${i}`));
  });

  it('a broker that does not say that it has sent all is waited for no longer than a second', () => {
    const bed = new Testbed();
    const client = sleeper(bed);
    bed.publish('ab', 'x');
    bed.broker.holds.add('flush');
    expect(client.ask(say.pingreq('test'))).toEqual([short('x')]);
    bed.pass(1000);
    expect(client.received()).toEqual([say.pingresp]);
    bed.letGo();
    expect(client.received()).toEqual([]);
  });

  it('asleep again after PINGRESP: nothing is sent, and nothing is delivered twice', () => {
    const bed = new Testbed();
    const client = sleeper(bed);
    bed.publish('ab', 'x');
    expect(client.ask(say.pingreq('test'))).toEqual([short('x'), say.pingresp]);
    bed.publish('ab', 'y');
    expect(client.received()).toEqual([]);
    expect(client.ask(say.pingreq('test'))).toEqual([short('y'), say.pingresp]);
    expect(client.ask(say.pingreq('test'))).toEqual([say.pingresp]);
  });

  it('PINGREQ repeated while messages are on their way brings them once', () => {
    const bed = new Testbed();
    const client = sleeper(bed);
    bed.publish('ab', 'x', 1);
    expect(client.ask(say.pingreq('test'), say.pingreq('test'))).toEqual([short('x', { qos: 1, msgId: 1 })]);
    expect(client.ask(say.puback(0x6162, 1))).toEqual([say.pingresp]);
  });

  it('a woken client that does not answer sleeps on and gets the message, with DUP, at the next wake', () => {
    const bed = new Testbed();
    const client = sleeper(bed, 600);
    bed.publish('ab', 'x', 1);
    client.send(say.pingreq('test'));
    bed.pass(4 * RETRY_MS);
    expect(client.received()).toHaveLength(4);
    bed.pass(10 * RETRY_MS);
    expect(client.received()).toEqual([]);
    expect(client.ask(say.pingreq('test'))).toEqual([short('x', { qos: 1, msgId: 1, dup: true })]);
    expect(client.ask(say.puback(0x6162, 1))).toEqual([say.pingresp]);
  });

  it('a message in flight when the client goes to sleep is sent again when it wakes', () => {
    const bed = new Testbed();
    const client = bed.connected();
    client.ask(say.subscribe('#', { qos: 1 }));
    bed.publish('ab', 'x', 1);
    client.ask(say.disconnect(60));
    bed.pass(RETRY_MS * 2);
    expect(client.received()).toEqual([]);
    expect(client.ask(say.pingreq('test'))).toEqual([short('x', { qos: 1, msgId: 1, dup: true })]);
  });

  it('is supervised by the sleep duration, not by the keep-alive', () => {
    const bed = new Testbed();
    const client = sleeper(bed, 60);
    bed.pass(65_000);
    expect(client.ask(say.pingreq('test'))).toEqual([say.pingresp]);
    bed.pass(65_000);
    expect(bed.broker.of('test').state).toBe('open');
    bed.pass(2000);
    expect(bed.broker.of('test').state).toBe('dropped');
    expect(bed.changes('test').at(-1)).toBe('lost while asleep');
  });

  it('a sleeper that publishes is there: any message counts', () => {
    const bed = new Testbed();
    const client = sleeper(bed, 10);
    for (let msgId = 1; msgId <= 5; msgId++) {
      bed.pass(10_000);
      expect(client.ask(short('x', { qos: 1, msgId }))).toEqual([say.puback(0x6162, msgId)]);
    }
    bed.pass(16_000);
    expect(bed.changes('test').at(-1)).toBe('lost while asleep');
  });

  it('an awake client that acknowledges slowly gets all, however long that takes', () => {
    const bed = new Testbed();
    const client = sleeper(bed, 10);
    for (let i = 0; i < 10; i++) bed.publish('ab', `${i}`, 1);
    let answers = client.ask(say.pingreq('test'));
    for (let msgId = 1; msgId <= 10; msgId++) {
      expect(answers).toEqual([short(`${msgId - 1}`, { qos: 1, msgId })]);
      bed.pass(3000);
      answers = client.ask(say.puback(0x6162, msgId));
    }
    expect(answers).toEqual([say.pingresp]);
  });

  it('a client that oversleeps leaves its will', () => {
    const bed = new Testbed();
    const client = bed.client();
    client.ask(say.connect('test', { will: true }), say.willTopic('w'), say.willMessage('gone'));
    client.ask(say.disconnect(10));
    bed.pass(16_000);
    expect(bed.broker.published).toEqual(['w=gone qos 0']);
    client.received();
    expect(client.ask(say.pingreq('test'))).toEqual([say.disconnect()]);
  });

  it('a new duration while asleep is taken', () => {
    const bed = new Testbed();
    const client = sleeper(bed, 20);
    expect(client.ask(say.disconnect(600))).toEqual([say.disconnect()]);
    bed.pass(500_000);
    expect(client.ask(say.pingreq('test'))).toEqual([say.pingresp]);
  });

  it('DISCONNECT while asleep is the end', () => {
    const bed = new Testbed();
    const client = sleeper(bed);
    expect(client.ask(say.disconnect())).toEqual([say.disconnect()]);
    expect(bed.broker.of('test').state).toBe('disconnected');
  });

  it('CONNECT while asleep wakes: messages come, ids and subscriptions stay, flags are not looked at', () => {
    const bed = new Testbed();
    const client = sleeper(bed);
    client.send(say.connect('test'));
    client.received();
    client.ask(say.register('a/b'), say.disconnect(60));
    bed.publish('ab', 'x');
    expect(client.ask(say.connect('test', { cleanSession: true }))).toEqual([say.connack(), short('x')]);
    expect(client.ask(say.publish(1, 'y', { qos: 1, msgId: 7 }))).toContainEqual(say.puback(1, 7));
    expect(bed.broker.connections).toHaveLength(1);
  });

  it('after CONNECT the keep-alive supervises again', () => {
    const bed = new Testbed();
    const client = sleeper(bed, 600);
    client.ask(say.connect('test', { durationS: 10 }));
    bed.pass(16_000);
    expect(bed.broker.of('test').state).toBe('dropped');
  });

  it('comes back from another port by its client id, with PINGREQ', () => {
    const bed = new Testbed();
    const old = sleeper(bed);
    bed.publish('ab', 'x');
    const moved = bed.client(2);
    expect(moved.ask(say.pingreq('test'))).toEqual([short('x'), say.pingresp]);
    expect(old.received()).toEqual([]);
    expect(old.ask(say.pingreq())).toEqual([say.disconnect()]);
    expect(moved.ask(say.disconnect(60))).toEqual([say.disconnect()]);
  });

  it('comes back from another port by its client id, with CONNECT', () => {
    const bed = new Testbed();
    sleeper(bed);
    bed.publish('ab', 'x');
    const moved = bed.client(2);
    expect(moved.ask(say.connect('test'))).toEqual([say.connack(), short('x')]);
    expect(moved.ask(say.pingreq())).toEqual([say.pingresp]);
    expect(bed.broker.connections).toHaveLength(1);
  });

  it.each([
    ['the same address', 1, ['connected']],
    ['another address', 2, ['moved', 'connected']],
  ])('CONNECT from %s is told as what it is', (_, port, changes) => {
    const bed = new Testbed();
    sleeper(bed);
    expect(bed.client(port).ask(say.connect('test'))).toEqual([say.connack()]);
    expect(bed.changes('test')).toEqual(['connected', 'asleep', ...changes]);
  });

  it('PINGREQ with the id of a client that does not sleep moves nothing', () => {
    const bed = new Testbed();
    const active = bed.connected('test', 1);
    expect(bed.client(2).ask(say.pingreq('test'))).toEqual([say.disconnect()]);
    expect(active.ask(say.pingreq())).toEqual([say.pingresp]);
  });

  it('a sleeper may publish without waking', () => {
    const bed = new Testbed();
    const client = sleeper(bed);
    expect(client.ask(short('x', { qos: 1, msgId: 4 }))).toEqual([say.puback(0x6162, 4)]);
  });

  it('PINGREQ without client id while asleep is answered and delivers nothing', () => {
    const bed = new Testbed();
    const client = sleeper(bed);
    bed.publish('ab', 'x');
    expect(client.ask(say.pingreq())).toEqual([say.pingresp]);
  });

  it('what is too much for the buffer drops the oldest of QoS 0 and is told', () => {
    const bed = new Testbed({ maxBuffered: 5 });
    const client = sleeper(bed);
    for (let i = 0; i < 8; i++) bed.publish('ab', `${i}`);
    const woken = client.ask(say.pingreq('test'));
    expect(woken).toEqual([...[3, 4, 5, 6, 7].map((i) => short(`${i}`)), say.pingresp]);
    expect(bed.count('dropped')).toBe(3);
  });

  it('QoS 1 is kept in preference to QoS 0, and acknowledged when dropped at last', () => {
    const bed = new Testbed({ maxBuffered: 2 });
    sleeper(bed);
    bed.publish('ab', 'a', 1);
    bed.publish('ab', 'b', 0);
    bed.publish('ab', 'c', 1);
    bed.publish('ab', 'd', 1);
    expect(bed.broker.of('test').acknowledged).toEqual(['ab=b', 'ab=d']);
  });
});
