import { expect, it } from 'vitest';
import { type SensorKind, useOwnKinds } from '../../src/building/sensors.ts';
import type { RoomDetails } from '../../src/dashboard/messages.ts';
import { applyKinds, applyRoom, applyUpdate, buildings, details, structure } from '../../src/page/model.ts';
import { domainOf, shownValue } from '../../src/page/values.ts';
import { readLayoutFile } from '../../src/simulator/layout-file.ts';
import { claimOwnKinds } from '../../src/simulator/own-kind.ts';

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

it('shows sensors of the kinds that the server tells of, and forgets them with a server of another building', () => {
  const topic = 'EPS/P_1/N/1/NOISE';
  const { building } = readLayoutFile(`building: EPS
rooms: [{ floor: 1, room: 1, sensor: NOISE }]
kinds:
  - { kind: NOISE, unit: dB, quantum: 0.1, range: [20, 120], limits: { level: high, above: 75 }, model: { type: constant, value: 40 } }
`);
  // Other tests of this worker may have loaded the tables of faults, which ask for the model of each kind.
  const release = claimOwnKinds(building?.kinds ?? []);
  useOwnKinds([]);
  hear(1000, true, 0, topic);
  expect(buildings.size).toBe(0);
  const sent = JSON.parse(JSON.stringify(building?.kinds.map(({ sheet }) => sheet)));
  expect(applyKinds(sent)).toBe(true);
  hear(2000, true, 0, topic);
  expect(buildings.get('EPS')?.kinds).toEqual(new Set(['NOISE']));
  const noise = 'NOISE' as SensorKind;
  expect(domainOf(noise)).toEqual([20, 88.75]);
  expect(shownValue(noise, 40.25)).toBe('40.3');
  expect(applyKinds(sent)).toBe(false);
  expect(buildings.size).toBe(1);
  expect(applyKinds([])).toBe(true);
  expect(buildings.size).toBe(0);
  release();
});
