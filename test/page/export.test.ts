import { signal } from '@preact/signals';
import { expect, it } from 'vitest';
import { shownLines } from '../../src/page/export.ts';
import type { LiveRoom, Sensor } from '../../src/page/model.ts';

it('has a line a sensor, then a line a point of the charts on show', () => {
  const sensors: Sensor[] = [];
  const room: LiveRoom = {
    building: 'B',
    buildingKey: 'B',
    floor: 1,
    wing: 'N',
    room: 1,
    topic: 'B/P_1/N/1',
    sensors,
    changes: signal(0),
  };
  const alarm = {
    phase: 'active',
    level: 'high',
    isAcknowledged: false,
    isSilent: false,
    isInvalid: false,
  } as const;
  const temp: Sensor = {
    id: 0,
    topic: 'B/P_1/N/1/TEMP',
    kind: 'TEMP',
    room,
    value: 28.5,
    atMs: Date.UTC(2026, 0, 5, 10),
    isOld: false,
    alarm,
  };
  const hum: Sensor = {
    ...temp,
    id: 1,
    topic: '\u202e/B/P_1/N/1/HUM',
    kind: 'HUM',
    value: null,
    atMs: 0,
    alarm: null,
  };
  sensors.push(temp, hum);
  const charts = new Map([
    [temp, { current: [[1_767_607_200], [20], [21]] as [number[], number[], number[]] }],
  ]);
  expect(shownLines([room], charts).map((line) => JSON.parse(line))).toEqual([
    {
      type: 'sensor',
      topic: temp.topic,
      value: 28.5,
      unit: 'Cel',
      time: '2026-01-05T10:00:00.000Z',
      old: false,
      alarm,
    },
    { type: 'sensor', topic: hum.topic, value: null, unit: '%RH', time: null, old: false, alarm: null },
    { type: 'point', topic: temp.topic, time: '2026-01-05T10:00:00.000Z', least: 20, most: 21, unit: 'Cel' },
  ]);
});
