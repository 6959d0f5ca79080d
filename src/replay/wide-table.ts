import type { Address, RoomAddress } from '../building/address.ts';
import { type SensorKind, sensorType } from '../building/sensors.ts';
import { formatTopic, parseTopic } from '../building/topic.ts';
import { toSensorUnit } from '../building/units.ts';
import { fault, isMissing, measuredCell, timeCell } from './cell.ts';
import { quoted, RecordingFault } from './fault.ts';
import { headingOf, headingSensor, headingUnit } from './heading.ts';
import { createRoomReader, hasRoom, type RoomReader } from './place.ts';
import { cellsOf } from './row.ts';
import type { RowDecoder, Table } from './row-decoder.ts';

/** A column with the values of a sensor. */
interface SensorColumn {
  readonly index: number;
  readonly sensor: SensorKind;
  /** Undefined for a sensor in the room of the row. */
  readonly placed: { readonly topic: string; readonly address: Address } | undefined;
  readonly unit: string | undefined;
}

/**
 * Decodes a table with a moment a row: `time`, and a column for each sensor with its topic as name. Where the user or
 * other columns name the room, a column may have the name of a quantity, such as `Temp, °C`. A missing value is no
 * reading. Throws RecordingFault for a missing time and for any other name.
 */
export function wideTable(table: Table): RowDecoder {
  const { header, columns, place = {}, prefix, readTime, separator, missing, onPassedOver } = table;
  if (!columns.roles.has('time')) {
    throw new RecordingFault(
      { line: header.line },
      "the column 'time' is missing: the first row names the columns, such as time,topic,value; or name it with --columns time=NAME",
    );
  }
  const sensors = sensorColumns(table);
  const isPlaced = sensors.every(({ placed }) => placed !== undefined);
  const roomOf: RoomReader | undefined = isPlaced ? undefined : createRoomReader(header, columns, place);

  return function* (row) {
    const cell = cellsOf(columns, row);
    const timeMs = timeCell(cell('time'), readTime);
    let room: RoomAddress | undefined;
    for (const { index, sensor, placed, unit } of sensors) {
      const field = { text: row.fields[index] ?? '', line: row.line, column: index + 1 };
      if (isMissing(field, missing)) {
        onPassedOver();
        continue;
      }
      const value = measuredCell(
        field,
        sensor,
        unit === undefined ? undefined : { ...field, text: unit },
        separator,
      );
      room ??= roomOf?.(cell);
      const address = placed?.address ?? { ...(room as RoomAddress), sensor };
      const topic = placed?.topic ?? formatTopic(address, prefix);
      yield { kind: 'reading', line: row.line, timeMs, topic, reading: { address, value, timeMs } };
    }
  };
}

function sensorColumns(table: Table): readonly SensorColumn[] {
  const { header, columns, place = {}, series } = table;
  const named = new Set([...columns.roles.values()].flat());
  const isInRoom = hasRoom(columns, place);
  const found: SensorColumn[] = [];
  const others: number[] = [];
  for (const [index, field] of header.fields.entries()) {
    if (named.has(index)) continue;
    const topic = series?.get(field.trim()) ?? field.trim();
    const address = parseTopic(topic)?.address;
    const sensor = address?.sensor ?? (isInRoom ? inRoom(table, index) : undefined);
    if (sensor === undefined) others.push(index);
    else found.push(withUnit(table, index, sensor, address && { topic, address }));
  }
  checkOthers(table, found, others);
  return found;
}

/** The sensor of a column in the room of its row: as the user says or, if the user names none, by its name. */
function inRoom({ header, columns: { sensors } }: Table, index: number): SensorKind | undefined {
  return sensors.size > 0 ? sensors.get(index) : headingSensor(headingOf(header.fields[index] ?? ''));
}

function withUnit(
  { header }: Table,
  index: number,
  sensor: SensorKind,
  placed: SensorColumn['placed'],
): SensorColumn {
  const text = header.fields[index] ?? '';
  const unit = placed === undefined ? headingUnit(headingOf(text), sensor) : undefined;
  if (unit !== undefined && toSensorUnit(sensor, 0, unit) === undefined) {
    const cell = { text: unit, line: header.line, column: index + 1 };
    return fault(cell, `is not a unit of ${sensorType(sensor).quantity}`);
  }
  return { index, sensor, placed, unit };
}

/** Two columns of one sensor would be mixed. Columns that are no sensor's are told, or refused if a topic was expected. */
function checkOthers(
  { header, columns, place = {}, series, onNote }: Table,
  found: readonly SensorColumn[],
  others: readonly number[],
): void {
  const { line } = header;
  const nameOf = (index: number): string => header.fields[index] ?? '';
  const again = found.find(({ sensor, placed }, i) =>
    found.slice(0, i).some((each) => each.sensor === sensor && each.placed?.topic === placed?.topic),
  );
  if (again !== undefined) {
    const cell = { text: nameOf(again.index), line, column: again.index + 1 };
    fault(cell, `is the second column of this sensor: name one with --columns ${again.sensor}=NAME`);
  }
  const [first] = others;
  if (first === undefined) return;
  const isTolerant = found.length > 0 && (hasRoom(columns, place) || (series?.size ?? 0) > 0);
  if (!isTolerant) fault({ text: nameOf(first), line, column: first + 1 }, NO_COLUMN);
  const names = others.map(nameOf).filter((name) => name.trim() !== '');
  if (names.length > 0) onNote(`columns passed over: ${names.slice(0, 20).map(quoted).join(', ')}`);
}

const NO_COLUMN =
  "is neither 'value' nor the topic of a sensor such as BUILDING/P_2/O/4/TEMP; for the columns of one room say --floor, --wing and --room";
