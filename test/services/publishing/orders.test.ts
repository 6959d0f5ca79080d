// Tests src/services/publishing/order-desk.ts and src/services/publishing/read-order.ts
import { describe, expect, it } from 'vitest';
import { intSet } from '../../../src/building/int-set.ts';
import { uniformLayout } from '../../../src/building/layout.ts';
import { createOrderDesk } from '../../../src/services/publishing/order-desk.ts';
import { readOrder } from '../../../src/services/publishing/read-order.ts';
import { OrderBook } from '../../../src/simulator/orders/order-book.ts';

const order = (text: string) => readOrder(Buffer.from(text));

describe('an order in a payload', () => {
  it.each([
    ['{"setpoint":21.5}', { setpoint: 21.5 }],
    ['{"Setpoint":"21.5","lamps":"ON"}', { setpoint: 21.5, lamps: 1 }],
    ['{"lamps":false,"blind":"down","window":"open"}', { lamps: 0, blind: 1, window: 1 }],
    ['{"lamps":0.3,"blind":0.5,"window":0}', { lamps: 0.3, blind: 0.5, window: 0 }],
    ['{"setpoint":"auto","lamps":"auto"}', { setpoint: 'auto', lamps: 'auto' }],
  ])('%s', (text, expected) => {
    expect(order(text)).toEqual(expected);
  });

  it.each([
    ['', 'use a JSON object with setpoint, lamps, blind, window'],
    ['21', 'use a JSON object'],
    ['[1]', 'use a JSON object'],
    ['{"setpoint":', 'use a JSON object'],
    ['{}', 'it orders nothing'],
    ['{"heating":1}', 'a key that no room knows; use setpoint, lamps'],
    ['{"__proto__":{"setpoint":1}}', 'a key that no room knows'],
    ['{"setpoint":80}', 'setpoint: use 5 to 35, auto'],
    ['{"setpoint":null}', 'setpoint: use 5 to 35'],
    ['{"setpoint":1e999}', 'setpoint: use 5 to 35'],
    ['{"lamps":"maybe"}', 'lamps: use 0 to 1, on, off, auto'],
    ['{"blind":[1]}', 'blind: use 0 to 1, down, closed, up, open, auto'],
    [`{"setpoint":"${' '.repeat(2000)}"}`, 'more than 1000 bytes'],
  ])('%j is refused with the keys or values that are right', (text, reason) => {
    expect(order(text)).toContain(reason);
  });
});

describe('the desk of orders', () => {
  const layout = uniformLayout({ building: 'B', floors: intSet([[1, 2]]), rooms: intSet([[1, 3]]) });
  function desk(prefix?: string) {
    const said: string[] = [];
    const taken: unknown[] = [];
    const created = createOrderDesk(
      {
        layout,
        prefix,
        orders: new OrderBook(),
        now: () => 42,
        onOrder: (order, timeMs, sensors) => taken.push([order, timeMs, sensors.size]),
      },
      {
        take: (observation) => void (observation.kind === 'note' && said.push(observation.text)),
        end: async () => undefined,
      },
    );
    const send = (topic: string, text = '{"lamps":1}') =>
      created.take({ topic, payload: Buffer.from(text), qos: 1, retain: false, dup: false });
    return { created, said, taken, send };
  }

  it('takes orders to its rooms, and hands them on with the sensors of the room', () => {
    const { created, taken, said, send } = desk('lab/ann');
    expect(created.filters).toEqual(['lab/ann/B/+/+/+/set']);
    send('lab/ann/B/P_2/O/3/set');
    expect(taken).toEqual([[{ lamps: 1 }, 42, 4]]);
    expect(said).toEqual(['order to lab/ann/B/P_2/O/3/set: lamps 1']);
  });

  it.each([
    'B/P_3/O/3/set',
    'B/P_2/O/4/set',
    'C/P_2/O/3/set',
    'x/B/P_2/O/3/set',
    'B/P_2/O/3',
    'B/P_2/O/03/set',
  ])('passes over %s, which is not its room', (topic) => {
    const { taken, said, send } = desk();
    send(topic);
    expect([taken, said]).toEqual([[], []]);
  });

  it('says why it refuses the orders to a room, once', () => {
    const { taken, said, send } = desk();
    for (let n = 0; n < 1000; n++) send(`B/P_${1 + (n % 2)}/O/1/set`, `{"setpoint":${n + 1}00}`);
    expect(taken).toEqual([]);
    expect(said).toHaveLength(2);
    expect(said[0]).toBe('order to B/P_1/O/1/set refused: setpoint: use 5 to 35, auto (said once)');
  });
});
