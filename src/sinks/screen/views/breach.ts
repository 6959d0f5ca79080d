import { LEVELS, type Level } from '../../../building/limit.ts';
import { sensorType } from '../../../building/sensors.ts';
import type { ObservedBreach } from '../../../observation/observation.ts';
import { escapeControl } from '../../../text/escape.ts';
import { breachRecord } from '../../records/breach.ts';
import { ALARM_COLUMNS } from '../../records/columns.ts';
import type { Paint } from '../paint.ts';
import type { View } from '../printer.ts';
import { isoSeconds } from './time.ts';

export const BREACH_VIEW: View<ObservedBreach> = {
  columns: ALARM_COLUMNS,
  human: ({ address, value, timeMs, limit }, paint) => {
    const { building, floor, wing, room, sensor } = address;
    const place = `${escapeControl(building)} floor ${floor} wing ${wing} room ${room}`;
    const measured = `${sensor} ${paint.value(String(value))} ${sensorType(sensor).unit}`;
    const beyond = `${limit.side === 'above' ? '>' : '<'} ${limit.value}`;
    return `${paint.dim(isoSeconds(timeMs))} ${paddedLevel(limit.level, paint)} ${paint.place(place)} ${measured} ${paint.dim(beyond)}`;
  },
  record: breachRecord,
};

const LEVEL_WIDTH = Math.max(...LEVELS.map((level) => level.length));

/** A level in its colour, padded to the widest: the next words stand in a column. */
export function paddedLevel(level: Level, paint: Paint): string {
  return paint.level(level, level) + ' '.repeat(LEVEL_WIDTH - level.length);
}
