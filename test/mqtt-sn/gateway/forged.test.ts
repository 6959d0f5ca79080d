// Tests src/mqtt-sn/gateway/ as a whole: forged addresses, greedy hosts and strangers.
import { describe, expect, it } from 'vitest';
import { encode } from '../../../src/mqtt-sn/codec/encode.ts';
import { say } from '../say.ts';
import { RETRY_MS, Testbed } from './testbed.ts';

const VICTIM = '192.0.2.1';
const OTHER = '198.51.100.7';

/** 500 messages a second of 100 octets. */
function flood(bed: Testbed, seconds: number, qos: 0 | 1 = 0, topic = 'ab'): void {
  for (let i = 0; i < seconds * 10; i++) {
    for (let j = 0; j < 50; j++) bed.publish(topic, Buffer.alloc(100), qos);
    bed.pass(100, 100);
  }
}

describe('an address that never answers', () => {
  it.each([
    ['a short name at QoS 0', 'ab', 0, 'ab'],
    ['a short name at QoS 1', 'ab', 1, 'ab'],
    ['everything', '#', 0, 'a/long/topic/that/takes/a/register'],
    ['a name at QoS 0', 'a/b', 0, 'a/b'],
  ] as const)(
    'gets no more than three times what it sent, with a subscription to %s, and then nothing',
    (_, filter, qos, topic) => {
      const bed = new Testbed();
      const forged = bed.client(1, VICTIM);
      forged.send(say.connect('x', { durationS: 0 }), say.subscribe(filter, { qos }));
      flood(bed, 15, qos, topic);
      bed.pass(4 * RETRY_MS);
      expect(forged.receivedOctets()).toBeLessThanOrEqual(3 * forged.sentOctets);
      expect(bed.changes('x')).toEqual(['connected', 'lost']);
      flood(bed, 5, qos, topic);
      expect(forged.receivedOctets()).toBe(0);
    },
  );

  it('proves nothing with message ids that it guesses', () => {
    const bed = new Testbed({}, { firstMsgId: () => 40_000 });
    const forged = bed.client(1, VICTIM);
    forged.send(say.connect('x', { durationS: 0 }), say.subscribe('ab'));
    flood(bed, 1);
    for (let id = 1; id < 20; id++) forged.send(say.regack(0xfffe, id), say.puback(0x6162, id));
    flood(bed, 15);
    expect(forged.receivedOctets()).toBeLessThanOrEqual(3 * forged.sentOctets);
  });

  it('gets, as a sleeper that wakes, a kilobyte a minute besides, for all clients of a host', () => {
    const bed = new Testbed();
    const sleepers = Array.from({ length: 5 }, (_, i) => bed.client(i + 1, VICTIM));
    for (const [i, sleeper] of sleepers.entries()) {
      sleeper.send(say.connect(`s${i}`), say.subscribe('ab'), say.disconnect(600));
    }
    flood(bed, 1);
    for (const [i, sleeper] of sleepers.entries()) sleeper.send(say.pingreq(`s${i}`));
    bed.pass(4 * RETRY_MS);
    const sent = sleepers.reduce((sum, { sentOctets }) => sum + sentOctets, 0);
    const received = sleepers.reduce((sum, sleeper) => sum + sleeper.receivedOctets(), 0);
    expect(received).toBeGreaterThan(500);
    expect(received).toBeLessThanOrEqual(3 * sent + 1024);
  });
});

describe('an address that answers', () => {
  it('is asked for a proof by a REGISTER, and gets everything in order', () => {
    const bed = new Testbed();
    const client = bed.client(1, OTHER);
    client.ask(say.connect('x'), say.subscribe('ab'));
    const texts = Array.from({ length: 20 }, (_, i) => `${i}`.padStart(50, '.'));
    for (const text of texts) bed.publish('ab', text);
    expect(client.received()).toEqual([say.register('$', 1, 0xfffe)]);
    expect(client.ask(say.regack(0xfffe, 1))).toEqual(texts.map((text) => say.publish(1, text)));
  });

  it('is asked again if the question was lost, and may refuse the topic of the question', () => {
    const bed = new Testbed();
    const client = bed.client(1, OTHER);
    client.ask(say.connect('x', { durationS: 600 }), say.subscribe('ab'));
    bed.publish('ab', 'x'.repeat(200));
    expect(client.received()).toEqual([say.register('$', 1, 0xfffe)]);
    bed.pass(RETRY_MS);
    expect(client.received()).toEqual([say.register('$', 1, 0xfffe)]);
    expect(client.ask(say.regack(0xfffe, 1, 3))).toEqual([say.publish(1, 'x'.repeat(200))]);
  });
});

describe('a gateway without room', () => {
  it('got full by one host, behind a forwarder too, has room for other hosts', () => {
    const bed = new Testbed({ maxClients: 20, maxClientsPerHost: 10 });
    const forwarder = bed.client(1, VICTIM);
    for (let i = 0; i < 30; i++) {
      const encapsulated = encode(say.connect(`n${i}`, { durationS: 0 }));
      forwarder.sendOctets(encode({ type: 'ENCAPSULATED', ctrl: 0, nodeId: Buffer.from([i]), encapsulated }));
    }
    expect(bed.gateway.clients).toBe(10);
    expect(bed.client(2, VICTIM).ask(say.connect('same host'))).toEqual([say.connack(1)]);
    expect(bed.client(1, OTHER).ask(say.connect('other host'))).toEqual([say.connack()]);
    // And for the host itself, once its clients have been silent for long.
    bed.pass(10_000);
    expect(bed.client(2, VICTIM).ask(say.connect('same host'))).toEqual([say.connack()]);
    expect(bed.gateway.clients).toBe(11);
  });

  it('counts a client where it is, and no more when it has gone', () => {
    const bed = new Testbed({ maxClientsPerHost: 1, isRoaming: true });
    bed.client(1, VICTIM).ask(say.connect('a'), say.disconnect(60));
    expect(bed.client(2, VICTIM).ask(say.connect('b'))).toEqual([say.connack(1)]);
    bed.client(1, OTHER).ask(say.pingreq('a'));
    expect(bed.client(2, VICTIM).ask(say.connect('b'))).toEqual([say.connack()]);
    bed.client(2, VICTIM).ask(say.disconnect());
    expect(bed.client(3, VICTIM).ask(say.connect('c'))).toEqual([say.connack()]);
  });

  it('after 10 s lets clients without a near end of their keep-alive give way, the longest silent first', () => {
    const bed = new Testbed({ maxClients: 4 });
    const early = bed.client(1, '192.0.2.1');
    early.send(say.connect('proven', { durationS: 0 }), say.subscribe('#', { qos: 1 }));
    bed.publish('ab', 'x', 1);
    early.send(say.puback(0x6162, 1));
    bed.client(1, '192.0.2.2').send(say.connect('supervised', { durationS: 60 }));
    bed.client(1, '192.0.2.3').send(say.connect('first', { durationS: 0 }));
    bed.pass(1000);
    bed.client(1, '192.0.2.4').send(say.connect('second', { durationS: 65_535 }));
    const late = bed.client(1, OTHER);
    bed.pass(8000);
    expect(late.ask(say.connect('late', { durationS: 60 }))).toEqual([say.connack(1)]);
    bed.pass(1500);
    expect(late.ask(say.connect('late', { durationS: 60 }))).toEqual([say.connack()]);
    const later = bed.client(2, OTHER);
    bed.pass(1000);
    expect(later.ask(say.connect('later', { durationS: 60 }))).toEqual([say.connack()]);
    expect(bed.client(3, OTHER).ask(say.connect('latest'))).toEqual([say.connack(1)]);
    expect([bed.changes('first'), bed.changes('second')]).toEqual([
      ['connected', 'lost'],
      ['connected', 'lost'],
    ]);
    expect(bed.gateway.clients).toBe(4);
  });
});

describe('the messages of a sleeping client', () => {
  function sleeper(bed: Testbed, more: Parameters<typeof say.connect>[1] = {}) {
    const client = bed.client(1, VICTIM);
    client.ask(say.connect('test', more), say.subscribe('#', { qos: 1 }), say.disconnect(600));
    bed.publish('ab', 'x');
    return client;
  }
  const X = say.publish(say.short('ab'), 'x');

  it('stay where they are if another host asks for them', () => {
    const bed = new Testbed();
    const client = sleeper(bed);
    expect(bed.client(1, OTHER).ask(say.pingreq('test'))).toEqual([say.disconnect()]);
    expect(client.ask(say.pingreq('test'))).toEqual([X, say.pingresp]);
  });

  it('go to another host if clients may roam', () => {
    const bed = new Testbed({ isRoaming: true });
    sleeper(bed);
    expect(bed.client(1, OTHER).ask(say.pingreq('test'))).toEqual([X, say.pingresp]);
  });

  it('go to no client of another host that connects with the id', () => {
    const bed = new Testbed();
    sleeper(bed);
    const other = bed.client(1, OTHER);
    expect(other.ask(say.connect('test'))).toEqual([say.connack()]);
    expect(other.ask(say.pingreq())).toEqual([say.pingresp]);
    expect(bed.changes('test')).toEqual(['connected', 'asleep', 'replaced', 'connected']);
  });

  it('of a kept session keep even the id from a client of another host', () => {
    const bed = new Testbed();
    const client = sleeper(bed, { cleanSession: false });
    expect(bed.client(1, OTHER).ask(say.connect('test', { cleanSession: false }))).toEqual([say.connack(1)]);
    expect(client.ask(say.pingreq('test'))).toEqual([X, say.pingresp]);
  });
});
