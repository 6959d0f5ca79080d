import { isMap, isSeq } from 'yaml';
import type { Address } from '../building/address.ts';
import { intSetHas, intSetSize } from '../building/int-set.ts';
import { DEFAULT_SENSORS, DEFAULT_WINGS, type Layout, layoutOf } from '../building/layout.ts';
import { ROOM_TYPES } from '../building/room-type.ts';
import { BUILT_IN_KINDS, isOwnKindName, type SensorKind } from '../building/sensors.ts';
import { WINGS } from '../building/wings.ts';
import { ReadError, readNumber, readOneOf } from '../text/reader.ts';
import { type Problem, parseYaml } from '../yaml/document.ts';
import { list, mapping, readDocument, scalar } from '../yaml/shape.ts';
import * as value from '../yaml/values.ts';
import type { OwnKind } from './own-kind.ts';
import { kindsShape, ownKindsOf } from './own-kind-shape.ts';
import { type RoomGroup, roomGroups } from './room-group.ts';
import { DAY, DEFAULT_SITE, HOUR, MINUTE, type Site } from './site.ts';
import { type TimeZone, timeZone } from './time-zone.ts';

/** A building in the words of the owner. */
export interface DescribedBuilding {
  readonly name: string;
  readonly layout: Layout;
  readonly site: Site;
  /** The kinds of sensor that the file adds. */
  readonly kinds: readonly OwnKind[];
}

/** The content of a layout file: the building, or the problems of the file. */
export interface LayoutFile {
  /** Undefined where there are problems. */
  readonly building?: DescribedBuilding;
  readonly problems: readonly Problem[];
}

/** More floors, over all entries, than any building has. */
const MAX_FLOORS = 100_000;

/** @param kinds that a room may have sensors of */
function roomsShapeOf(kinds: readonly SensorKind[]) {
  return mapping(
    {
      floor: value.floors,
      wing: list(value.wing),
      room: value.rooms,
      type: scalar(readOneOf(ROOM_TYPES), { enum: ROOM_TYPES }),
      sensor: list(scalar(readOneOf(kinds), { enum: kinds })),
    },
    ['floor', 'room'],
  );
}

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

function layoutShapeOf(kinds: readonly SensorKind[]) {
  return mapping(
    {
      building: value.building,
      latitude: scalar(readNumber(-90, 90), { type: 'number', minimum: -90, maximum: 90 }),
      longitude: scalar(readNumber(-180, 180), { type: 'number', minimum: -180, maximum: 180 }),
      utc_offset: utcOffset,
      time_zone: namedZone,
      working_days: list(value.days),
      working_hours: workingHours,
      holidays: list(value.holiday),
      kinds: kindsShape,
      rooms: list(roomsShapeOf(kinds)),
    },
    ['building', 'rooms'],
  );
}

/** The shape of a layout file without kinds of its own. */
export const layoutShape = layoutShapeOf(BUILT_IN_KINDS);

type LayoutText = NonNullable<ReturnType<typeof layoutShape.read>>;
type RoomsText = NonNullable<ReturnType<ReturnType<typeof roomsShapeOf>['read']>>;

/** Reads a layout file. Of several entries about the same room the last entry counts. */
export function readLayoutFile(text: string): LayoutFile {
  const document = parseYaml(text);
  const kinds = [...BUILT_IN_KINDS, ...namesOfKinds(document.root)];
  const { value: file, problems } = readDocument(document, layoutShapeOf(kinds));
  if (file === undefined) return { problems };
  const own = ownKindsOf(file.kinds ?? [], problems);
  if (problems.length > 0) return { problems };
  const mistake = mistakeIn(file);
  if (mistake !== undefined) return { problems: [{ ...file.position, message: mistake }] };
  return { building: buildingOf(file, own), problems };
}

/** What is wrong between several keys of a file, each of them right by itself. */
function mistakeIn(file: LayoutText): string | undefined {
  const floors = (file.rooms ?? []).reduce((sum, { floor = [] }) => sum + intSetSize(floor), 0);
  if (floors > MAX_FLOORS) return `more than ${MAX_FLOORS} floors`;
  if (file.utc_offset !== undefined && file.time_zone !== undefined)
    return 'it has both utc_offset and time_zone: leave one out';
  if (Math.abs(solarAheadMs(file)) > MAX_SOLAR_AHEAD)
    return 'longitude is far from the time zone: name the time_zone, or utc_offset';
  return undefined;
}

/** The names of the file's own kinds, before they are checked: rooms name them, above the kinds or below. */
function namesOfKinds(root: unknown): SensorKind[] {
  const kinds = isMap(root) ? root.get('kinds', true) : undefined;
  const entries = isSeq(kinds) ? kinds.items : [kinds];
  const names = entries.map((entry) => (isMap(entry) ? entry.get('kind') : undefined));
  return names.filter((name): name is SensorKind => typeof name === 'string' && isOwnKindName(name));
}

function buildingOf(
  { building = '', rooms = [], ...site }: LayoutText,
  kinds: readonly OwnKind[],
): DescribedBuilding {
  const order = [...BUILT_IN_KINDS, ...kinds.map(({ sheet }) => sheet.kind as SensorKind)];
  const groups = roomGroups(rooms.map((text) => groupOf(text, order)));
  const blocks = groups.map((group) => ({ ...group, building }));
  return { name: building, layout: layoutOf(blocks), site: siteOf(site, building, groups), kinds };
}

function groupOf(
  { floor = [], wing = DEFAULT_WINGS, room = [], type, sensor = DEFAULT_SENSORS }: RoomsText,
  kinds: readonly SensorKind[],
) {
  return {
    floors: floor,
    wings: WINGS.filter((known) => wing.includes(known)),
    rooms: room,
    type,
    sensors: kinds.filter((kind) => sensor.includes(kind)),
  };
}

function siteOf(
  file: Omit<LayoutText, 'building' | 'rooms' | 'kinds'>,
  building: string,
  groups: readonly RoomGroup[],
): Site {
  const { latitude, working_days, working_hours, holidays } = file;
  const zone = zoneOf(file);
  const typed = new Map<string, RoomGroup[]>();
  for (const group of groups) {
    if (group.type === undefined) continue;
    const key = zoneKey(group);
    typed.set(key, [...(typed.get(key) ?? []), group]);
  }
  return {
    latitude: latitude ?? DEFAULT_SITE.latitude,
    utcOffsetMs: zone?.standardOffsetMs ?? DEFAULT_SITE.utcOffsetMs,
    solarAheadMs: solarAheadMs(file),
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

function zoneOf({ time_zone, utc_offset }: Pick<LayoutText, 'time_zone' | 'utc_offset'>) {
  return time_zone ?? utc_offset;
}

/** Of the places people live in, the west of China has the largest difference, three hours. */
const MAX_SOLAR_AHEAD = 4 * HOUR;

function solarAheadMs(file: Pick<LayoutText, 'longitude' | 'time_zone' | 'utc_offset'>): number {
  if (file.longitude === undefined) return DEFAULT_SITE.solarAheadMs;
  const aheadMs = (file.longitude / 15) * HOUR - (zoneOf(file)?.standardOffsetMs ?? DEFAULT_SITE.utcOffsetMs);
  // Zones reach across the meridian of 180 degrees.
  return aheadMs - DAY * Math.round(aheadMs / DAY);
}

function zoneKey({ floor, wing }: Pick<Address, 'floor' | 'wing'>): string {
  return `${floor}${wing}`;
}
