import { LEVELS, type Level } from '../../../building/limit.ts';
import { sensorType } from '../../../building/sensors.ts';
import type { ObservedBreach } from '../../../observation/observation.ts';
import { escapeControl } from '../../../text/escape.ts';
import type { Paint } from '../paint.ts';
import type { View } from '../printer.ts';
import { isoSeconds } from './time.ts';

/** The keys that every alarm's object and row begin with, whether it is one reading's or one that comes and goes. */
export const ALARM_COLUMNS: readonly string[] = [
  'type',
  'state',
  'level',
  'building',
  'floor',
  'wing',
  'room',
  'sensor',
  'value',
  'unit',
  'limit',
  'time',
  'topic',
];

export const BREACH_VIEW: View<ObservedBreach> = {
  columns: ALARM_COLUMNS,
  human: ({ address, value, time, limit }, paint) => {
    const { building, floor, wing, room, sensor } = address;
    const place = `${escapeControl(building)} floor ${floor} wing ${wing} room ${room}`;
    const measured = `${sensor} ${paint.value(String(value))} ${sensorType(sensor).unit}`;
    const beyond = `${limit.side === 'above' ? '>' : '<'} ${limit.value}`;
    return `${paint.dim(isoSeconds(time))} ${paddedLevel(limit.level, paint)} ${paint.place(place)} ${measured} ${paint.dim(beyond)}`;
  },
  record: ({ address, topic, value, time, limit }) => ({
    type: 'alarm',
    state: 'breach',
    level: limit.level,
    ...address,
    value,
    unit: sensorType(address.sensor).unit,
    limit: limit.value,
    time: new Date(time).toISOString(),
    topic,
  }),
};

const LEVEL_WIDTH = Math.max(...LEVELS.map((level) => level.length));

/** A level in its colour, as wide as the widest, so that what follows stands in a column. */
export function paddedLevel(level: Level, paint: Paint): string {
  return paint.level(level, level) + ' '.repeat(LEVEL_WIDTH - level.length);
}
