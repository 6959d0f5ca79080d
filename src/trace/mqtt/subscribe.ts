import type { Cursor } from '../cursor.ts';
import type { Code, Facts, Filter } from '../packet.ts';
import { reasonCodeIn, subackReturnCode } from './codes.ts';
import { readPacketId } from './packet-id.ts';
import { readPropertyList } from './properties.ts';

/** MQTT 5.0 §3.8. */
export function readSubscribe(cursor: Cursor, level: number): Facts {
  const head = readHead(cursor, level);
  const filters: Filter[] = [];
  while (cursor.left > 0) filters.push(readFilter(cursor));
  return { ...head, filters };
}

function readFilter(cursor: Cursor): Filter {
  const filter = cursor.utf8('topic filter');
  const byte = cursor.u8('subscription options', (value) =>
    [`QoS ${value & 3}`, ...explainOptions(value)].join(', '),
  );
  const options = explainOptions(byte);
  return { filter, qos: byte & 3, ...(options.length > 0 && { options }) };
}

/** MQTT 5.0 §3.8.3.1; before version 5 these bits are 0. */
function explainOptions(byte: number): string[] {
  const handling = (byte >> 4) & 3;
  return [
    byte & 4 ? 'no local' : '',
    byte & 8 ? 'retain as published' : '',
    handling > 0 ? `retain handling ${handling}` : '',
  ].filter((option) => option !== '');
}

/** MQTT 5.0 §3.10. */
export function readUnsubscribe(cursor: Cursor, level: number): Facts {
  const head = readHead(cursor, level);
  const filters: Filter[] = [];
  while (cursor.left > 0) filters.push({ filter: cursor.utf8('topic filter') });
  return { ...head, filters };
}

/** MQTT 5.0 §3.9 and §3.11: a code for each filter; UNSUBACK has none before version 5. */
export function readSuback(cursor: Cursor, name: 'suback' | 'unsuback', level: number): Facts {
  const head = readHead(cursor, level);
  if (name === 'unsuback' && level < 5) return head;
  const toCode = (value: number) => (level >= 5 ? reasonCodeIn(name, value) : subackReturnCode(value));
  const codes: Code[] = [];
  while (cursor.left > 0) {
    codes.push(toCode(cursor.u8('reason code', (value) => `${value}, ${toCode(value).words}`)));
  }
  return { ...head, codes };
}

function readHead(cursor: Cursor, level: number): Facts {
  const packetId = readPacketId(cursor);
  if (level < 5) return { packetId };
  return { packetId, properties: readPropertyList(cursor) };
}
