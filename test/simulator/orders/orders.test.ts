// Tests src/simulator/orders/order-book.ts, src/simulator/orders/room-controls.ts, src/simulator/orders/first-order.ts and src/simulator/orders/room-order.ts
import { describe, expect, it } from 'vitest';
import type { Address } from '../../../src/building/address.ts';
import { FirstOrder } from '../../../src/simulator/orders/first-order.ts';
import { OrderBook } from '../../../src/simulator/orders/order-book.ts';
import type { RoomOrder } from '../../../src/simulator/orders/room-order.ts';
import { createWorld } from '../../../src/simulator/world.ts';

const HOUR = 3_600_000;
/** A Wednesday in January. */
const NIGHT = Date.UTC(2026, 0, 14, 2);
const NOON = Date.UTC(2026, 0, 14, 12);
const room = { building: 'B', floor: 2, wing: 'S', room: 3 } as const;
const at = (sensor: Address['sensor']): Address => ({ ...room, sensor });

/** The same building twice: with orders, and without. */
function worlds(...orders: readonly (readonly [atMs: number, order: RoomOrder])[]) {
  const book = new OrderBook();
  for (const [atMs, order] of orders) book.add(room, order, atMs);
  const settings = { seed: '5', values: 'realistic', ranges: new Map() } as const;
  return { ordered: createWorld({ ...settings, faults: book }), usual: createWorld(settings) };
}

describe('a level of the first order', () => {
  it('follows each target from the time of the target on, and is what it was before', () => {
    const level = new FirstOrder(1000, 5);
    level.follow(10, 2000);
    expect([level.at(0), level.at(2000)]).toEqual([5, 5]);
    expect(level.at(3000)).toBeCloseTo(10 - 5 / Math.E, 9);
    const before = [2000, 2500, 3999].map((timeMs) => level.at(timeMs));
    level.follow(0, 4000);
    expect([2000, 2500, 3999].map((timeMs) => level.at(timeMs))).toEqual(before);
    expect(level.at(4000)).toBeCloseTo(before[2] ?? 0, 2);
    expect(level.at(20_000)).toBeCloseTo(0, 5);
  });

  it('is not changed by the same target again', () => {
    const [once, twice] = [new FirstOrder(1000, 0), new FirstOrder(1000, 0)];
    once.follow(1, 0);
    twice.follow(1, 0);
    twice.follow(1, 700);
    for (const timeMs of [700, 1500, 9000]) expect(twice.at(timeMs)).toBeCloseTo(once.at(timeMs), 9);
  });

  it('jumps without a lag', () => {
    const lamp = new FirstOrder(0, 0);
    lamp.follow(1, 10);
    expect([lamp.at(9), lamp.at(10)]).toEqual([0, 1]);
  });
});

describe('an order to a room', () => {
  it('changes no reading before its time, in no other room, and all of them continuously', () => {
    const { ordered, usual } = worlds([NIGHT, { setpoint: 26, lamps: 1, blind: 1, window: 1 }]);
    for (const sensor of ['TEMP', 'HUM', 'LUX', 'CO2'] as const) {
      for (const timeMs of [NIGHT - 10 * HOUR, NIGHT - 1])
        expect(ordered.value(at(sensor), timeMs)).toBe(usual.value(at(sensor), timeMs));
      const other = { ...at(sensor), room: 4 };
      expect(ordered.value(other, NIGHT + HOUR)).toBe(usual.value(other, NIGHT + HOUR));
    }
    expect(ordered.value(at('TEMP'), NIGHT + 1000)).toBeCloseTo(usual.value(at('TEMP'), NIGHT + 1000), 0);
  });

  it.each([26, 16])(
    'brings the temperature to a set-point of %d, 63 %% of the way after the lag',
    (setpoint) => {
      const { ordered, usual } = worlds([NIGHT, { setpoint }]);
      const [fromTemp, settled] = [
        usual.value(at('TEMP'), NIGHT),
        ordered.value(at('TEMP'), NIGHT + 5 * HOUR),
      ];
      expect(Math.abs(settled - setpoint)).toBeLessThan(1);
      const done = (ordered.value(at('TEMP'), NIGHT + 35 * 60_000) - fromTemp) / (setpoint - fromTemp);
      expect(done).toBeGreaterThan(0.4);
      expect(done).toBeLessThan(0.8);
    },
  );

  it('switches the lamps at night, and auto gives them back', () => {
    const { ordered, usual } = worlds([NIGHT, { lamps: 1 }], [NIGHT + HOUR, { lamps: 'auto' }]);
    expect(usual.value(at('LUX'), NIGHT + 1000)).toBeLessThan(30);
    expect(ordered.value(at('LUX'), NIGHT + 1000)).toBeGreaterThan(usual.value(at('LUX'), NIGHT + 1000) + 20);
    expect(ordered.value(at('LUX'), NIGHT + HOUR)).toBe(usual.value(at('LUX'), NIGHT + HOUR));
  });

  it('makes a room dark at noon with lamps off and the blind down', () => {
    const { ordered } = worlds([NOON, { lamps: 0, blind: 1 }]);
    const open = worlds([NOON, { lamps: 0, blind: 0 }]).ordered;
    const [dark, bright] = [ordered, open].map((world) => world.value(at('LUX'), NOON + HOUR));
    expect(dark).toBeLessThan((bright ?? 0) / 4);
  });

  it('lets the weather in by an open window until it is closed', () => {
    const { ordered, usual } = worlds([NIGHT, { window: 1 }], [NIGHT + 4 * HOUR, { window: 0 }]);
    const fall = (timeMs: number) => usual.value(at('TEMP'), timeMs) - ordered.value(at('TEMP'), timeMs);
    expect(fall(NIGHT + 4 * HOUR)).toBeGreaterThan(5);
    expect(Math.abs(fall(NIGHT + 9 * HOUR))).toBeLessThan(0.5);
    expect(ordered.value(at('CO2'), NIGHT + 3 * HOUR)).toBeLessThanOrEqual(
      usual.value(at('CO2'), NIGHT + 3 * HOUR),
    );
  });

  it('gives the same readings for the same orders, in any order of asking', () => {
    const orders = [
      [NIGHT, { setpoint: 24 }],
      [NIGHT + HOUR, { setpoint: 'auto', lamps: 0.5 }],
    ] as const;
    const times = Array.from({ length: 40 }, (_, i) => NIGHT - HOUR + i * 300_000);
    const values = times.map((timeMs) => worlds(...orders).ordered.value(at('TEMP'), timeMs));
    const { ordered } = worlds(...orders);
    expect(times.toReversed().map((timeMs) => ordered.value(at('TEMP'), timeMs))).toEqual(
      values.toReversed(),
    );
  });
});
