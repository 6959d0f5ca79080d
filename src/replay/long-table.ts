import type { Address } from '../building/address.ts';
import { isBuildingName } from '../building/address.ts';
import { formatTopic, parseTopic } from '../building/topic.ts';
import { topicNameFault } from '../mqtt-protocol/topic.ts';
import {
  type Cell,
  fault,
  integerCell,
  isMissing,
  numberCell,
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
 * payload itself as `payload` or `payload_hex`. The column `seq` is optional; other columns are ignored. A
 * missing value is no reading. Throws RecordingFault for a missing column.
 */
export function longTable(header: CsvRow, names: readonly string[], settings: TableSettings): RowDecoder {
  const required = names.includes('topic') ? ['time'] : ['time', ...ADDRESS_COLUMNS];
  const missing = required.find((name) => !names.includes(name));
  if (missing !== undefined)
    throw new RecordingFault({ line: header.line }, `the column '${missing}' is missing`);

  const hasPayload = ['payload', 'payload_hex'].some((name) => names.includes(name));

  return function* (row) {
    const cell = (name: string): Cell => {
      const at = names.indexOf(name);
      return { text: row.fields[at] ?? '', line: row.line, column: at + 1 };
    };
    // An empty message would clear a retained reading: only a column of payloads can mean that.
    if (!hasPayload && isMissing(cell('value'))) return;
    yield names.includes('topic') ? byTopic(cell, settings) : byAddress(cell, settings);
  };
}

type CellOf = (name: string) => Cell;

function byTopic(cell: CellOf, settings: TableSettings): Recorded {
  const topicCell = cell('topic');
  const topic = topicCell.text;
  const problem = topicNameFault(topic);
  if (problem !== undefined) return fault(topicCell, `is no topic: ${problem}`);
  const payload = payloadOf(cell);
  if (payload !== undefined) {
    return { kind: 'message', line: topicCell.line, timeMs: timeCell(cell('time')), topic, payload };
  }
  const placed = parseTopic(topic);
  if (placed === undefined) return fault(topicCell, 'is no topic of a sensor, and its row has no payload');
  return readingOf(cell, topic, placed.address, settings);
}

function byAddress(cell: CellOf, settings: TableSettings): Recorded {
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
  return readingOf(cell, formatTopic(address, settings.prefix), address, settings);
}

function readingOf(cell: CellOf, topic: string, address: Address, { separator }: TableSettings): Recorded {
  const timeMs = timeCell(cell('time'));
  const value = numberCell(cell('value'), separator);
  const reading = { address, value, timeMs, seq: optionalIntegerCell(cell('seq')) };
  return { kind: 'reading', line: cell('time').line, timeMs, topic, reading };
}

/** The bytes of the row's payload. A row without payload and value is an empty message. */
function payloadOf(cell: CellOf): Uint8Array | undefined {
  const hex = cell('payload_hex');
  if (hex.text !== '') return hexBytes(hex.text) ?? fault(hex, 'is not in hexadecimal');
  const { text } = cell('payload');
  return text !== '' || cell('value').text === '' ? Buffer.from(text) : undefined;
}
