import type { Address } from '../building/address.ts';
import type { Limit } from '../building/limit.ts';
import { sensorType } from '../building/sensors.ts';
import { escapeControl } from '../text/escape.ts';
import type { View } from './reporter.ts';

/** A reading beyond a limit. */
export interface Breach {
  readonly address: Address;
  readonly topic: string;
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly limit: Limit;
}

const LEVEL_WIDTH = 'critical'.length;

export const BREACH_VIEW: View<Breach> = {
  columns: [
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
  ],
  human: ({ address, value, time, limit }, paint) => {
    const { building, floor, wing, room, sensor } = address;
    const place = `${escapeControl(building)} floor ${floor} wing ${wing} room ${room}`;
    const measured = `${sensor} ${paint.value(String(value))} ${sensorType(sensor).unit}`;
    const level =
      paint.level(limit.level, limit.level) + ' '.repeat(Math.max(0, LEVEL_WIDTH - limit.level.length));
    const beyond = `${limit.side === 'above' ? '>' : '<'} ${limit.value}`;
    return `${paint.dim(isoSeconds(time))} ${level} ${paint.place(place)} ${measured} ${paint.dim(beyond)}`;
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

/** `2026-01-05T08:00:00Z`: an alarm's line is to fit 80 columns. */
export function isoSeconds(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, -5)}Z`;
}
