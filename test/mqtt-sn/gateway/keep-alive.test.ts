// Tests src/mqtt-sn/gateway/ as a whole: keep-alive.
import { expect, it } from 'vitest';
import { say } from '../say.ts';
import { Testbed } from './testbed.ts';

it.each([
  [30, 45],
  [59, 88.5],
  [60, 66],
  [600, 660],
])(
  'a client with keep-alive %d s is lost after %d s of silence (§7.2), with its will',
  (durationS, lostS) => {
    const bed = new Testbed();
    const client = bed.connected('test', 1, { durationS });
    bed.pass(lostS * 1000 - 500);
    expect(client.ask(say.pingreq())).toEqual([say.pingresp]);
    bed.pass(lostS * 1000 - 500);
    expect(bed.broker.of('test').state).toBe('open');
    bed.pass(500);
    expect(bed.broker.of('test').state).toBe('dropped');
    expect(client.received()).toEqual([say.disconnect()]);
    expect(bed.changes('test')).toEqual(['connected', 'lost']);
  },
);

it('any message keeps a client alive', () => {
  const bed = new Testbed();
  const client = bed.connected('test', 1, { durationS: 10 });
  for (let i = 0; i < 10; i++) {
    bed.pass(9000);
    client.send(say.publish(say.short('ab'), 'x'));
  }
  expect(bed.broker.of('test').state).toBe('open');
});

it('messages to a client do not keep it alive', () => {
  const bed = new Testbed();
  const client = bed.connected('test', 1, { durationS: 10 });
  client.send(say.subscribe('a'));
  for (let i = 0; i < 3; i++) {
    bed.publish('a', 'x');
    bed.pass(5000);
  }
  expect(bed.broker.of('test').state).toBe('dropped');
});

it('PINGREQ of a connected client is answered with PINGRESP, with or without client id', () => {
  const bed = new Testbed();
  const client = bed.connected();
  expect(client.ask(say.pingreq(), say.pingreq('test'))).toEqual([say.pingresp, say.pingresp]);
});

it('a client that is gone for good can connect again', () => {
  const bed = new Testbed();
  const client = bed.connected('test', 1, { durationS: 1 });
  bed.pass(2000);
  client.received();
  expect(client.ask(say.connect('test'))).toEqual([say.connack()]);
});
