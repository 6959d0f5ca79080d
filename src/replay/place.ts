import { isBuildingName, type RoomAddress } from '../building/address.ts';
import type { SensorKind } from '../building/sensors.ts';
import { fault, integerCell, sensorCell, wingCell } from './cell.ts';
import type { Columns } from './columns.ts';
import type { CsvRow } from './csv-reader.ts';
import { RecordingFault } from './fault.ts';
import type { ColumnRole, TablePlace } from './layout.ts';
import type { CellOf } from './row.ts';

const ROOM_LEVELS = ['floor', 'wing', 'room'] as const;

/** The room of a row: from its columns, and from the user's words for the levels without a column. */
export type RoomReader = (cell: CellOf) => RoomAddress;

/** True if the table and the user name the levels of a room. */
export function hasRoom({ roles }: Columns, place: TablePlace): boolean {
  return ROOM_LEVELS.every((level) => roles.has(level) || place[level] !== undefined);
}

/** Throws RecordingFault for a level that neither a column nor the user names. */
export function createRoomReader(header: CsvRow, columns: Columns, place: TablePlace): RoomReader {
  const isNamed = (level: ColumnRole & keyof TablePlace): boolean =>
    columns.roles.has(level) || place[level] !== undefined;
  if (!isNamed('building') && !ROOM_LEVELS.some((level) => place[level] !== undefined))
    missing(header, 'building');
  for (const level of ROOM_LEVELS) if (!isNamed(level)) missing(header, level);
  const { roles } = columns;
  const given = (level: (typeof ROOM_LEVELS)[number]) => (roles.has(level) ? undefined : place);
  return (cell) => ({
    building: roles.has('building') ? buildingOf(cell) : (place.building ?? 'BUILDING'),
    floor: given('floor')?.floor ?? integerCell(cell('floor'), -999_999_999),
    wing: given('wing')?.wing ?? wingCell(cell('wing')),
    room: given('room')?.room ?? integerCell(cell('room'), 1),
  });
}

/** The kind of sensor of a row, likewise. */
export function createSensorReader(
  header: CsvRow,
  { roles }: Columns,
  { sensor }: TablePlace,
): (cell: CellOf) => SensorKind {
  if (roles.has('sensor')) return (cell) => sensorCell(cell('sensor'));
  return sensor === undefined ? missing(header, 'sensor') : () => sensor;
}

function buildingOf(cell: CellOf): string {
  const building = cell('building');
  return isBuildingName(building.text) ? building.text : fault(building, 'is no name for a building');
}

export function missing({ line }: CsvRow, role: ColumnRole): never {
  const place = ['building', 'floor', 'wing', 'room', 'sensor'].includes(role)
    ? `, or --${role} for all readings`
    : '';
  throw new RecordingFault(
    { line },
    `the column '${role}' is missing: name it with --columns ${role}=NAME${place}`,
  );
}
