import type { Address } from './address.ts';

/** The parts of a building that can have a client each, the largest first. */
export const CLIENT_LEVELS = ['building', 'floor', 'wing', 'room', 'sensor'] as const;
export type ClientLevel = (typeof CLIENT_LEVELS)[number];

/** The topic levels of the part of a building around a sensor: `BUILDING/P_2/O` for its wing. */
export function placeTopic(
  { building, floor, wing, room, sensor }: Address,
  level: ClientLevel,
  prefix?: string,
): string {
  const levels = [building, `P_${floor}`, wing, `${room}`, sensor];
  const place = levels.slice(0, CLIENT_LEVELS.indexOf(level) + 1).join('/');
  return prefix === undefined ? place : `${prefix}/${place}`;
}
