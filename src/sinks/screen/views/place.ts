import { addressOfScope } from '../../../alarm/address-of-scope.ts';
import { PLACES, type Place } from '../../../alarm/rules/rule.ts';
import { escapeControl } from '../../../text/escape.ts';

/**
 * A sensor or a part of a building in words, `s07/BUILDING floor 2 wing O room 4`, from its topic. The first
 * `commonLevels` levels of the prefix are left out: they are the same in every line.
 */
export function placeText(topic: string, place: Place, commonLevels: number): string {
  const { building, floor, wing, room } = addressOfScope(topic, place);
  if (building === undefined) return '';
  const levels = topic.split('/');
  const prefix = levels.slice(0, levels.length - ownLevels(place)).slice(commonLevels);
  const parts = [
    escapeControl([...prefix, building].join('/')),
    floor === undefined ? '' : `floor ${floor}`,
    wing === undefined ? '' : `wing ${wing}`,
    room === undefined ? '' : `room ${room}`,
  ];
  return parts.filter((text) => text !== '').join(' ');
}

/** The same as a topic: `s07/BUILDING/P_2/O/4/TEMP`. */
export function shortPlaceText(topic: string, place: Place, commonLevels: number): string {
  const levels = topic.split('/');
  const prefixLevels = Math.max(0, levels.length - ownLevels(place));
  return escapeControl(levels.slice(Math.min(commonLevels, prefixLevels)).join('/'));
}

function ownLevels(place: Place): number {
  return PLACES.length - PLACES.indexOf(place);
}
