// Tests src/mqtt-sn/gateway/ as a whole: slow clients and brokers.
import { describe, expect, it } from 'vitest';
import type { SnMessage } from '../../../src/mqtt-sn/codec/messages.ts';
import { say } from '../say.ts';
import { type Client, prove, RETRY_MS, Testbed } from './testbed.ts';

const MAX_BUFFERED = 100;

/** A client subscribed to `#`. It does not answer by itself. */
function subscribed(maxBuffered = MAX_BUFFERED) {
  const bed = new Testbed({ maxBuffered });
  const client = bed.connected('test', 1, { durationS: 0 });
  client.ask(say.subscribe('#', { qos: 1 }));
  return { bed, client, broker: bed.broker.of('test') };
}

/** Publishes number after number, to so many topics in turn. */
function burst(bed: Testbed, count: number, topics: number, qos: 0 | 1 = 0): void {
  for (let i = 0; i < count; i++) bed.publish(`topic/${i % topics}`, `${i}`, qos);
}

function registers(messages: readonly SnMessage[]): string[] {
  return messages.flatMap((message) => (message.type === 'REGISTER' ? [message.topicName] : []));
}

/** Answers every message until no more come, and gives the published payloads. */
function answerAll(bed: Testbed, client: Client): string[] {
  const payloads: string[] = [];
  for (let silent = 0; silent < 3; silent++) {
    for (const message of client.received()) {
      silent = 0;
      if (message.type === 'REGISTER') client.send(say.regack(message.topicId, message.msgId));
      if (message.type !== 'PUBLISH') continue;
      payloads.push(`${message.data}`);
      if (message.qos === 1) client.send(say.puback(0, message.msgId));
    }
    bed.pass(20, 20);
  }
  return payloads;
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => `${i}`);

describe('a burst of more than the client has room for', () => {
  it.each([
    [0, 1],
    [0, 300],
    [1, 300],
  ] as const)('at QoS %d, to %d topics: the broker waits, and all of it arrives in order', (qos, topics) => {
    const { bed, client, broker } = subscribed();
    burst(bed, 2000, topics, qos);
    expect(broker.isHeld).toBe(true);
    expect(answerAll(bed, client)).toEqual(numbers(2000));
    expect(broker.isHeld).toBe(false);
    expect(bed.count('dropped')).toBe(0);
  });

  it('of large messages: the broker waits before the room that clients share is used up', () => {
    const { bed, broker } = subscribed();
    for (let i = 0; i < 20; i++) bed.publish('a/b', Buffer.alloc(60_000));
    expect(broker.isHeld).toBe(true);
  });

  it('for a client that says nothing the broker goes on after two seconds, and the oldest are dropped', () => {
    const { bed, client, broker } = subscribed();
    burst(bed, 300, 300);
    expect(bed.count('dropped')).toBe(0);
    bed.pass(2250);
    expect(broker.isHeld).toBe(false);
    // One more is on its way than waits.
    expect(bed.count('dropped')).toBe(300 - MAX_BUFFERED - 1);
    expect(answerAll(bed, client)).toEqual(['0', ...numbers(300).slice(-MAX_BUFFERED)]);
  });

  it('the broker does not wait again for that client before it has caught up', () => {
    const { bed, client, broker } = subscribed();
    burst(bed, 300, 300);
    bed.pass(2250);
    burst(bed, 10, 10);
    expect(broker.isHeld).toBe(false);
    answerAll(bed, client);
    burst(bed, 300, 300);
    expect(answerAll(bed, client)).toEqual(numbers(300));
  });

  it('the broker never waits for a client that sleeps', () => {
    const { bed, client, broker } = subscribed();
    client.ask(say.disconnect(60));
    burst(bed, 2 * MAX_BUFFERED, 1);
    expect(broker.isHeld).toBe(false);
    expect(bed.count('dropped')).toBe(MAX_BUFFERED);
  });

  it('a client that falls asleep meanwhile frees the broker', () => {
    const { bed, client, broker } = subscribed();
    burst(bed, 300, 300);
    expect(broker.isHeld).toBe(true);
    client.ask(say.disconnect(60));
    bed.pass(250);
    expect(broker.isHeld).toBe(false);
  });

  it('a client that says "congestion" frees the broker', () => {
    const { bed, client, broker } = subscribed();
    burst(bed, 300, 1, 1);
    const register = client.received()[0] as Extract<SnMessage, { type: 'REGISTER' }>;
    const publish = client.ask(say.regack(1, register.msgId))[0] as Extract<SnMessage, { type: 'PUBLISH' }>;
    expect(broker.isHeld).toBe(true);
    client.send(say.puback(1, publish.msgId, 1));
    expect(broker.isHeld).toBe(false);
  });

  it.each([
    [0, 1],
    [0, 300],
    [1, 300],
  ] as const)('at QoS %d, to %d topics, in front of a SUBACK: all of it arrives in order', (qos, topics) => {
    const { bed, client, broker } = subscribed();
    bed.broker.holds.add('subscribe');
    expect(client.ask(say.subscribe('other/#', { msgId: 2 }))).toEqual([]);
    burst(bed, 2000, topics, qos);
    const before = answerAll(bed, client);
    expect(before.length).toBeGreaterThan(2000 - MAX_BUFFERED);
    bed.broker.letGo();
    bed.settle();
    expect([...before, ...answerAll(bed, client)]).toEqual(numbers(2000));
    expect(broker.isHeld).toBe(false);
    expect(bed.count('dropped')).toBe(0);
  });

  it('one client that is behind makes no other wait', () => {
    const { bed, client } = subscribed();
    prove(bed, client);
    const other = bed.connected('other', 2, { durationS: 0 });
    other.ask(say.subscribe('#', { qos: 1 }));
    prove(bed, other);
    client.received();
    other.ask(say.register('topic/0'));
    burst(bed, 150, 1);
    bed.pass(20, 20);
    expect(other.received().filter(({ type }) => type === 'PUBLISH')).toHaveLength(150);
    expect(bed.broker.of('other').isHeld).toBe(false);
  });
});

describe('topics are registered', () => {
  it('one after the other, as long as few messages wait', () => {
    const { bed, client } = subscribed();
    burst(bed, 75, 75);
    expect(registers(client.received())).toEqual(['topic/0']);
    expect(registers(client.ask(say.regack(1, 1)))).toEqual(['topic/1']);
  });

  it('up to 64 at a time when many wait, and no message before its topic is known', () => {
    const { bed, client } = subscribed();
    burst(bed, 200, 200);
    client.received();
    const next = client.ask(say.regack(1, 1));
    expect(next[0]).toEqual(say.publish(1, '0'));
    expect(registers(next)).toEqual(Array.from({ length: 65 }, (_, i) => `topic/${i + 1}`));
    expect(next.filter(({ type }) => type === 'PUBLISH')).toHaveLength(1);
  });

  it('again when their message is next, if the first REGISTER was lost', () => {
    const { bed, client } = subscribed();
    burst(bed, 200, 200);
    client.received();
    const lost = client.ask(say.regack(1, 1)).slice(1);
    expect(registers(lost)).toHaveLength(65);
    bed.pass(RETRY_MS);
    expect(client.received()).toEqual([lost[0]]);
    client.send(say.regack(2, 2));
    expect(answerAll(bed, client)).toContain('199');
  });

  it('not, if the client refused one of them while another was waited for', () => {
    const { bed, client } = subscribed();
    burst(bed, 200, 200);
    client.received();
    for (const message of client.ask(say.regack(1, 1))) {
      if (message.type !== 'REGISTER') continue;
      client.send(say.regack(message.topicId, message.msgId, message.topicName === 'topic/3' ? 3 : 0));
    }
    expect(answerAll(bed, client)).not.toContain('3');
    burst(bed, 4, 4);
    expect(registers(client.received())).toEqual([]);
  });
});

describe('QoS 0 to a client', () => {
  it('goes out at 20,000 a second, beyond what a timer can tell', () => {
    const { bed, client } = subscribed(10_000);
    prove(bed, client);
    client.ask(say.register('topic/0'));
    burst(bed, 1000, 1);
    const atOnce = client.received().length;
    expect(atOnce).toBeLessThanOrEqual(220);
    bed.pass(10, 5);
    expect(atOnce + client.received().length).toBeLessThanOrEqual(420);
    bed.pass(40, 5);
    client.received();
    bed.publish('topic/0', 'last');
    expect(client.received()).toEqual([say.publish(1, 'last')]);
  });
});
