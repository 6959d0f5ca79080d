import type { Address } from '../building/address.ts';
import { unitOfKey } from '../building/sensor-keys.ts';
import { formatTopic, parseTopic } from '../building/topic.ts';
import { topicNameFault } from '../mqtt-protocol/topic.ts';
import {
  fault,
  isMissing,
  measuredCell,
  optionalBooleanCell,
  optionalIntegerCell,
  optionalQosCell,
  timeCell,
} from './cell.ts';
import { base64Bytes, hexBytes } from './encoded-bytes.ts';
import { quoted } from './fault.ts';
import { createRoomReader, createSensorReader, missing } from './place.ts';
import type { Recorded } from './recorded.ts';
import { type CellOf, cellsOf } from './row.ts';
import type { RowDecoder, Table } from './row-decoder.ts';

const PAYLOADS = ['payload', 'payload_hex', 'payload_base64'] as const;

/**
 * Decodes a table with a message a row: `time`; `topic`, or `building floor wing room sensor`; and `value`, or the
 * payload itself as `payload`, `payload_hex` or `payload_base64`. The columns `received` (the time of arrival of a late or
 * retained message), `seq`, `qos`, `retain` and `unit` are optional; other columns are ignored. A missing value is no
 * reading, and neither is another `field` than the sensor's value. Throws RecordingFault for a missing column.
 */
export function longTable(table: Table): RowDecoder {
  const { roles } = table.columns;
  if (!roles.has('time')) missing(table.header, 'time');
  const hasPayload = PAYLOADS.some((role) => roles.has(role));
  const decode = roles.has('topic') ? byTopic(table) : byAddress(table);
  return function* (row) {
    const cell = cellsOf(table.columns, row);
    // An empty message would clear a retained reading: only a column of payloads can mean that.
    const recorded = !hasPayload && isMissing(cell('value'), table.missing) ? undefined : decode(cell);
    if (recorded === undefined) table.onPassedOver();
    else yield recorded;
  };
}

/** The message of a row; undefined for a row that is not to be published. */
type Decoder = (cell: CellOf) => Recorded | undefined;

function byTopic(table: Table): Decoder {
  const series = table.series ?? new Map<string, string>();
  return (cell) => {
    const topicCell = cell('topic');
    const topic = series.get(topicCell.text) ?? topicCell.text;
    const problem = topicNameFault(topic);
    if (problem !== undefined) return fault(topicCell, `is not a topic: ${problem}`);
    const payload = payloadOf(cell);
    if (payload !== undefined) return { kind: 'message', ...place(table, cell, topic), payload };
    const placed = parseTopic(topic);
    if (placed !== undefined) return readingOf(table, cell, topic, placed.address);
    if (series.size > 0) return undefined;
    const advice = `--series ${quoted(`${topicCell.text}=TOPIC`)} names one`;
    return fault(topicCell, `is not a topic of a sensor, and its row has no payload: ${advice}`);
  };
}

function byAddress(table: Table): Decoder {
  const { header, columns, place: given = {}, prefix } = table;
  const roomOf = createRoomReader(header, columns, given);
  const sensorOf = createSensorReader(header, columns, given);
  return (cell) => {
    const address = { ...roomOf(cell), sensor: sensorOf(cell) };
    return readingOf(table, cell, formatTopic(address, prefix), address);
  };
}

function readingOf(table: Table, cell: CellOf, topic: string, address: Address): Recorded | undefined {
  const field = cell('field').text;
  const keyUnit = field === '' || field === 'value' ? '' : unitOfKey(address.sensor, field);
  // InfluxDB has a row for each field of a message, such as `seq`.
  if (keyUnit === undefined) return undefined;
  const unit = cell('unit');
  const value = measuredCell(
    cell('value'),
    address.sensor,
    unit.text === '' ? { ...unit, text: keyUnit } : unit,
    table.separator,
  );
  const timeMs = timeCell(cell('time'), table.readTime);
  const reading = { address, value, timeMs, seq: optionalIntegerCell(cell('seq')) };
  return { kind: 'reading', ...place(table, cell, topic, timeMs), reading };
}

/** A late or retained message has an own time older than the time of its receipt. */
function place({ readTime }: Table, cell: CellOf, topic: string, ownMs?: number) {
  const [time, received] = [cell('time'), cell('received')];
  const timeMs = received.text === '' ? (ownMs ?? timeCell(time, readTime)) : timeCell(received, readTime);
  return {
    line: time.line,
    timeMs,
    topic,
    qos: optionalQosCell(cell('qos')),
    retain: optionalBooleanCell(cell('retain')),
  };
}

/** The bytes of the row's payload. A row without payload and value is an empty message. */
function payloadOf(cell: CellOf): Uint8Array | undefined {
  const [hex, base64, { text }] = [cell('payload_hex'), cell('payload_base64'), cell('payload')];
  if (hex.text !== '') return hexBytes(hex.text) ?? fault(hex, 'is not in hexadecimal');
  if (base64.text !== '')
    return base64Bytes(base64.text) ?? fault(base64, 'is not in base64: --columns payload=NAME reads a text');
  return text !== '' || cell('value').text === '' ? Buffer.from(text) : undefined;
}
