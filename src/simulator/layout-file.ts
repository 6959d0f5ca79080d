import type { Address } from '../building/address.ts';
import { intSetHas, intSetSize } from '../building/int-set.ts';
import { DEFAULT_SENSORS, DEFAULT_WINGS, type Layout, layoutOf } from '../building/layout.ts';
import { ROOM_TYPES } from '../building/room-type.ts';
import { SENSOR_KINDS } from '../building/sensors.ts';
import { WINGS } from '../building/wings.ts';
import { ReadError, readNumber, readOneOf } from '../text/reader.ts';
import { type Problem, parseYaml } from '../yaml/document.ts';
import { list, mapping, readDocument, scalar } from '../yaml/shape.ts';
import * as value from '../yaml/values.ts';
import { type RoomGroup, roomGroups } from './room-group.ts';
import { DEFAULT_SITE, MINUTE, type Site } from './site.ts';
import { type TimeZone, timeZone } from './time-zone.ts';

/** A building in the words of the owner. */
export interface DescribedBuilding {
  readonly name: string;
  readonly layout: Layout;
  readonly site: Site;
}

/** The content of a layout file: the building, or the problems of the file. */
export interface LayoutFile {
  /** Undefined where there are problems. */
  readonly building?: DescribedBuilding;
  readonly problems: readonly Problem[];
}

/** More floors, over all entries, than any building has. */
const MAX_FLOORS = 100_000;

const roomsShape = mapping(
  {
    floor: value.floors,
    wing: list(value.wing),
    room: value.rooms,
    type: scalar(readOneOf(ROOM_TYPES), { enum: ROOM_TYPES }),
    sensor: list(value.sensor),
  },
  ['floor', 'room'],
);

const utcOffset = scalar(
  (text) => {
    if (/^[+-]/.test(text)) return zoneNamed(text, 'use an offset such as +01:00 or -05:30');
    throw new ReadError('use an offset such as +01:00 or -05:30, or time_zone: Europe/Rome');
  },
  { type: 'string', pattern: '^[+-][0-9]{2}:[0-5][0-9]$' },
);

const namedZone = scalar((text) => zoneNamed(text, 'use a time zone such as Europe/Rome, UTC or +01:00'), {
  type: 'string',
});

function zoneNamed(text: string, advice: string): TimeZone {
  try {
    return timeZone(text);
  } catch (error) {
    throw new ReadError(advice, { cause: error });
  }
}

const workingHours = scalar(
  (text) => {
    const match = /^(\d\d?):([0-5]\d) ?- ?(\d\d?):([0-5]\d)$/.exec(text);
    const from = Number(match?.[1]) * 60 + Number(match?.[2]);
    const to = Number(match?.[3]) * 60 + Number(match?.[4]);
    if (!(from < to && to <= 24 * 60)) throw new ReadError('use hours of one day such as 08:30-18:00');
    return [from * MINUTE, to * MINUTE] as const;
  },
  { type: 'string', pattern: '^[0-9]{1,2}:[0-5][0-9] ?- ?[0-9]{1,2}:[0-5][0-9]$' },
);

/** The shape of a layout file. */
export const layoutShape = mapping(
  {
    building: value.building,
    latitude: scalar(readNumber(-90, 90), { type: 'number', minimum: -90, maximum: 90 }),
    utc_offset: utcOffset,
    time_zone: namedZone,
    working_days: list(value.days),
    working_hours: workingHours,
    holidays: list(value.holiday),
    rooms: list(roomsShape),
  },
  ['building', 'rooms'],
);

type LayoutText = NonNullable<ReturnType<typeof layoutShape.read>>;
type RoomsText = NonNullable<ReturnType<typeof roomsShape.read>>;

/** Reads a layout file. Of several entries about the same room the last entry counts. */
export function readLayoutFile(text: string): LayoutFile {
  const { value: file, problems } = readDocument(parseYaml(text), layoutShape);
  if (file === undefined) return { problems };
  const floors = (file.rooms ?? []).reduce((sum, { floor = [] }) => sum + intSetSize(floor), 0);
  if (floors > MAX_FLOORS)
    return { problems: [{ ...file.position, message: `more than ${MAX_FLOORS} floors` }] };
  if (file.utc_offset !== undefined && file.time_zone !== undefined)
    return {
      problems: [{ ...file.position, message: 'it has both utc_offset and time_zone: leave one out' }],
    };
  return { building: buildingOf(file), problems };
}

function buildingOf({ building = '', rooms = [], ...site }: LayoutText): DescribedBuilding {
  const groups = roomGroups(rooms.map(groupOf));
  const blocks = groups.map((group) => ({ ...group, building }));
  return { name: building, layout: layoutOf(blocks), site: siteOf(site, building, groups) };
}

function groupOf({ floor = [], wing = DEFAULT_WINGS, room = [], type, sensor = DEFAULT_SENSORS }: RoomsText) {
  return {
    floors: floor,
    wings: WINGS.filter((known) => wing.includes(known)),
    rooms: room,
    type,
    sensors: SENSOR_KINDS.filter((kind) => sensor.includes(kind)),
  };
}

function siteOf(
  file: Omit<LayoutText, 'building' | 'rooms'>,
  building: string,
  groups: readonly RoomGroup[],
): Site {
  const { latitude, working_days, working_hours, holidays } = file;
  const zone = file.time_zone ?? file.utc_offset;
  const typed = new Map<string, RoomGroup[]>();
  for (const group of groups) {
    if (group.type === undefined) continue;
    const key = zoneKey(group);
    typed.set(key, [...(typed.get(key) ?? []), group]);
  }
  return {
    latitude: latitude ?? DEFAULT_SITE.latitude,
    utcOffsetMs: zone?.standardOffsetMs ?? DEFAULT_SITE.utcOffsetMs,
    clockAheadMs: zone?.aheadMs ?? DEFAULT_SITE.clockAheadMs,
    workingDays: working_days ? new Set(working_days.flat()) : DEFAULT_SITE.workingDays,
    workingHours: working_hours ?? DEFAULT_SITE.workingHours,
    holidays: new Set(holidays),
    roomType: (address) => {
      if (address.building !== building) return undefined;
      return typed.get(zoneKey(address))?.find(({ rooms }) => intSetHas(rooms, address.room))?.type;
    },
  };
}

function zoneKey({ floor, wing }: Pick<Address, 'floor' | 'wing'>): string {
  return `${floor}${wing}`;
}
