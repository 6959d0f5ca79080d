import { isBuildingName, isSensorKind, WINGS, type Wing } from '../building/address.ts';
import { type IntRange, type IntSet, intSet } from '../building/int-set.ts';
import type { Selection } from '../building/selection.ts';
import { SENSOR_KINDS, type SensorKind } from '../building/sensors.ts';
import { OptionError, type Settings } from './option.ts';
import { optional, orList, type Reader, readList } from './values.ts';

const MAX_FLOOR = 999_999_999;

export const readBuildingName: Reader<string> = (text) => {
  if (isBuildingName(text)) return text;
  throw new OptionError('use a topic level: not empty, no / + #, no control character, no $ in front');
};

const readWing: Reader<Wing> = (text) => {
  const wing = WINGS.find((known) => known === (text === 'W' ? 'O' : text));
  if (wing === undefined)
    throw new OptionError(`use ${orList(WINGS)} (O is oeste, west; W means O), or a list such as S,O`);
  return wing;
};

const readSensor: Reader<SensorKind> = (text) => {
  if (isSensorKind(text)) return text;
  throw new OptionError(`use ${orList(SENSOR_KINDS)}, or a list such as TEMP,HUM`);
};

/** Integers as a value, a list or ranges: `2,4-6`, `-2--1`. */
export function readIntSet(min: number, max: number): Reader<IntSet> {
  const wrong = `use whole numbers${min > 0 ? ` from ${min}` : ''}, as a value, a list or a range: 2,4-6`;
  return (text) =>
    intSet(
      text.split(',').map((part): IntRange => {
        const match = /^(-?\d+)(?:-(-?\d+))?$/.exec(part);
        const first = Number(match?.[1]);
        const last = match?.[2] === undefined ? first : Number(match[2]);
        if (!(first >= min && last <= max && first <= last)) throw new OptionError(wrong);
        return [first, last];
      }),
    );
}

export const selectionOptions = {
  building: optional(
    { group: 'Building', takes: 'NAME', describe: 'name of the building, or a list' },
    readList(readBuildingName),
  ),
  floor: optional(
    { group: 'Building', takes: 'N', describe: 'floors: a number, a list or a range (2,4-6)' },
    readIntSet(-MAX_FLOOR, MAX_FLOOR),
  ),
  wing: optional(
    { group: 'Building', takes: 'W', describe: 'wings: N, S, E, O (oeste, west), or a list' },
    readList(readWing),
  ),
  room: optional(
    { group: 'Building', takes: 'N', describe: 'rooms: a number, a list or a range' },
    readIntSet(1, MAX_FLOOR),
  ),
  sensor: optional(
    { group: 'Building', takes: 'KIND', describe: `sensors: ${SENSOR_KINDS.join(', ')}, or a list` },
    readList(readSensor),
  ),
} as const;

/** The part of the building that the options name. */
export function selectionOf(settings: Settings<typeof selectionOptions>): Selection {
  const { building, floor, wing, room, sensor } = settings;
  return {
    ...(building && { building }),
    ...(floor && { floor }),
    ...(wing && { wing }),
    ...(room && { room }),
    ...(sensor && { sensor }),
  };
}
