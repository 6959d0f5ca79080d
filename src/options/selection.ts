import type { Selection } from '../building/selection.ts';
import { SENSOR_KINDS } from '../building/sensors.ts';
import { WINGS, wingsInWords } from '../building/wings.ts';
import { readBuildingName, readIntSet, readSensor, readWing } from '../text/place.ts';
import { orList, readList } from '../text/reader.ts';
import type { Settings } from './option.ts';
import { optional } from './values.ts';

const MAX_FLOOR = 999_999_999;

export const selectionOptions = {
  building: optional(
    { group: 'Building', takes: 'NAME', isRare: true, describe: 'name of the building, or a list' },
    readList(readBuildingName),
  ),
  floor: optional(
    { group: 'Building', takes: 'N', describe: 'floors: 2, or a list with ranges (2,4-6)' },
    readIntSet(-MAX_FLOOR, MAX_FLOOR),
  ),
  wing: optional(
    { group: 'Building', takes: 'W', choices: WINGS, describe: `wings: ${wingsInWords()}, or a list` },
    readList(readWing),
  ),
  room: optional(
    { group: 'Building', takes: 'N', describe: 'rooms: 4, or a list with ranges (1,3-5)' },
    readIntSet(1, MAX_FLOOR),
  ),
  sensor: optional(
    {
      group: 'Building',
      takes: 'KIND',
      choices: SENSOR_KINDS,
      describe: `${orList(SENSOR_KINDS)}, or a list`,
    },
    readList(readSensor),
  ),
} as const;

/** The part of the building in the options. */
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
