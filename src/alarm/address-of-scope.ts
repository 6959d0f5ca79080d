import { type Address, isBuildingName } from '../building/address.ts';
import { isSensorKind } from '../building/sensors.ts';
import { parseFloorLevel, parseRoomLevel } from '../building/topic.ts';
import { isWing } from '../building/wings.ts';
import { PLACES, type Place } from './rules/rule.ts';

/** The levels of an address, the largest place first, each with the value that a topic level stands for. */
const LEVELS: readonly (readonly [keyof Address, (level: string) => string | number | undefined])[] = [
  ['building', (level) => (isBuildingName(level) ? level : undefined)],
  ['floor', parseFloorLevel],
  ['wing', (level) => (isWing(level) ? level : undefined)],
  ['room', parseRoomLevel],
  ['sensor', (level) => (isSensorKind(level) ? level : undefined)],
];

/**
 * The address of a topic, or of the front of a topic: building and floor for a floor, the whole address for a sensor.
 * Empty for any other topic.
 */
export function addressOfScope(topic: string, place: Place): Partial<Address> {
  const named = LEVELS.slice(0, LEVELS.length - PLACES.indexOf(place));
  const levels = topic.split('/').slice(-named.length);
  const entries = named.map(([key, read], i) => [key, read(levels[i] ?? '')] as const);
  return entries.some(([, value]) => value === undefined) ? {} : Object.fromEntries(entries);
}
