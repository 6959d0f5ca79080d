import type { Address } from '../building/address.ts';
import { isBuildingName } from '../building/address.ts';
import { formatTopic, parseTopic } from '../building/topic.ts';
import { UNIT_KEYS } from '../building/units.ts';
import { topicNameFault } from '../mqtt-protocol/topic.ts';
import {
  type Cell,
  fault,
  inSensorUnit,
  integerCell,
  isMissing,
  numberCell,
  optionalBooleanCell,
  optionalIntegerCell,
  sensorCell,
  timeCell,
  wingCell,
} from './cell.ts';
import type { CsvRow } from './csv-reader.ts';
import { RecordingFault } from './fault.ts';
import { hexBytes } from './hex.ts';
import type { Recorded } from './recorded.ts';
import type { RowDecoder, TableSettings } from './row-decoder.ts';

const ADDRESS_COLUMNS = ['building', 'floor', 'wing', 'room', 'sensor'] as const;

/**
 * Decodes a table with a message a row: `time`; `topic`, or `building floor wing room sensor`; and `value`, or the
 * payload itself as `payload` or `payload_hex`. The columns `received` (the time of arrival of a late or retained
 * message), `seq`, `retain` and `unit` are optional; other columns are ignored. A missing value is no reading. Throws
 * RecordingFault for a missing column.
 */
export function longTable(header: CsvRow, names: readonly string[], settings: TableSettings): RowDecoder {
  const required = names.includes('topic') ? ['time'] : ['time', ...ADDRESS_COLUMNS];
  const missing = required.find((name) => !names.includes(name));
  if (missing !== undefined)
    throw new RecordingFault({ line: header.line }, `the column '${missing}' is missing`);

  const hasPayload = ['payload', 'payload_hex'].some((name) => names.includes(name));
  const unitColumn = UNIT_KEYS.find((name) => names.includes(name));

  return function* (row) {
    const cell = (name: string): Cell => {
      const at = names.indexOf(name);
      return { text: row.fields[at] ?? '', line: row.line, column: at + 1 };
    };
    // An empty message would clear a retained reading: only a column of payloads can mean that.
    if (!hasPayload && isMissing(cell('value'))) return;
    const table = { ...settings, cell, unit: unitColumn && cell(unitColumn) };
    yield names.includes('topic') ? byTopic(table) : byAddress(table);
  };
}

interface Row extends TableSettings {
  readonly cell: CellOf;
  readonly unit: Cell | undefined;
}

type CellOf = (name: string) => Cell;

function byTopic(row: Row): Recorded {
  const { cell } = row;
  const topicCell = cell('topic');
  const topic = topicCell.text;
  const problem = topicNameFault(topic);
  if (problem !== undefined) return fault(topicCell, `is not a topic: ${problem}`);
  const payload = payloadOf(cell);
  if (payload !== undefined) return { kind: 'message', ...place(cell, topic), payload };
  const placed = parseTopic(topic);
  if (placed === undefined) return fault(topicCell, 'is not a topic of a sensor, and its row has no payload');
  return readingOf(row, topic, placed.address);
}

function byAddress(row: Row): Recorded {
  const { cell, prefix } = row;
  const buildingCell = cell('building');
  const building = buildingCell.text;
  if (!isBuildingName(building)) return fault(buildingCell, 'is no name for a building');
  const address: Address = {
    building,
    floor: integerCell(cell('floor'), -999_999_999),
    wing: wingCell(cell('wing')),
    room: integerCell(cell('room'), 1),
    sensor: sensorCell(cell('sensor')),
  };
  return readingOf(row, formatTopic(address, prefix), address);
}

function readingOf({ cell, unit, separator }: Row, topic: string, address: Address): Recorded {
  const value = inSensorUnit(numberCell(cell('value'), separator), address.sensor, unit);
  const reading = { address, value, timeMs: timeCell(cell('time')), seq: optionalIntegerCell(cell('seq')) };
  return { kind: 'reading', ...place(cell, topic), reading };
}

/** A late or retained message has an own time older than the time of its receipt. */
function place(cell: CellOf, topic: string) {
  const [time, received] = [cell('time'), cell('received')];
  const timeMs = timeCell(received.text === '' ? time : received);
  return { line: time.line, timeMs, topic, retain: optionalBooleanCell(cell('retain')) };
}

/** The bytes of the row's payload. A row without payload and value is an empty message. */
function payloadOf(cell: CellOf): Uint8Array | undefined {
  const hex = cell('payload_hex');
  if (hex.text !== '') return hexBytes(hex.text) ?? fault(hex, 'is not in hexadecimal');
  const { text } = cell('payload');
  return text !== '' || cell('value').text === '' ? Buffer.from(text) : undefined;
}
