import { expect, it } from 'vitest';
import type { RoomDetails } from '../../src/dashboard/messages.ts';
import { applyRoom, applyUpdate, buildings, details, structure } from '../../src/page/model.ts';

/** An update with new sensors, from a time on the server's clock. */
function hear(nowMs: number, isWhole: boolean, first: number, ...topics: readonly string[]): void {
  applyUpdate({
    type: 'update',
    isWhole,
    nowMs,
    status: {
      connection: { where: '', state: 'connected', isHosted: false, sinceMs: 0 },
      readings: 0,
      ratePerSecond: 0,
      unreadable: 0,
      sensorsLeftOut: 0,
    },
    sensors: topics.map((topic, i) => [first + i, topic]),
    values: [],
    alarms: [],
  });
}

it('lays the plan out at most once a second while new rooms are heard, and not for new sensors of a known kind', () => {
  const topic = (room: number, kind = 'TEMP') => `BUILDING/P_1/N/${room}/${kind}`;
  hear(1000, true, 0, topic(1), topic(1, 'HUM'));
  const before = structure.value;
  const layouts = () => structure.value - before;
  hear(1100, false, 2, topic(2));
  hear(1200, false, 3, topic(3));
  expect(layouts()).toBe(0);
  hear(2000, false, 4);
  expect(layouts()).toBe(1);
  expect(buildings.get('BUILDING')?.rooms.size).toBe(3);
  hear(4000, false, 4, topic(2, 'HUM'));
  expect(layouts()).toBe(1);
  hear(5000, false, 5, topic(2, 'LUX'));
  expect(layouts()).toBe(2);
});

it('keeps the history of a room when details without one come behind it', () => {
  const room = (name: string, history?: readonly [number, number, number][]): RoomDetails => ({
    ...{ type: 'room', room: name },
    sensors: [{ id: 7, readings: 1, unreadable: 0, gaps: 0, limits: [], ...(history && { history }) }],
  });
  const history = () => details.value?.sensors[0]?.history;
  applyRoom(room('a', [[1, 2, 3]]));
  const first = history();
  applyRoom(room('a'));
  expect(history()).toBe(first);
  applyRoom(room('b'));
  expect(history()).toBeUndefined();
});
