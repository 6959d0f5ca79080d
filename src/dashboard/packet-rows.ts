import { hostAndPort } from '../host-port.ts';
import { describePayload } from '../payload/describe.ts';
import type { SeenEvent, TraceEvent } from '../trace/event.ts';
import type { ExchangeStep, PacketExchange } from '../trace/exchange.ts';
import type { Packet, PacketField } from '../trace/packet.ts';
import { explain } from '../trace/view/explain.ts';
import { phrasesOf } from '../trace/view/phrases.ts';
import type { FieldRow, PacketContents, PacketRow } from './messages.ts';

/** A row of the ladder has no room for more. */
const MAX_WORDS = 240;
const MAX_PHRASES = 20;
/** A payload is decoded for a row as far as it may be seen. */
const MAX_DECODED = 1024;
const MAX_FIELDS = 200;
const MAX_FIELD_BYTES = 256;
const MAX_MEANING = 300;
const MASK = '••••';
const ASTERISK = 0x2a;

/** An event that makes a row. */
export type DrawnEvent = Exclude<TraceEvent, { readonly kind: 'bytes' | 'ended' }>;

/** An event of a traced connection with its number in the log. */
export interface LoggedEvent extends Pick<ExchangeStep, 'role'> {
  readonly id: number;
  readonly event: DrawnEvent;
  readonly exchange: PacketExchange | undefined;
  /** The id of the event that opened the exchange; 0 for none. */
  readonly openedBy: number;
}

export function isDrawn(event: TraceEvent): event is DrawnEvent {
  return event.kind !== 'bytes' && event.kind !== 'ended';
}

export function rowOf({ id, event, role, exchange, openedBy }: LoggedEvent): PacketRow {
  const { connection, timeMs: atMs } = event;
  return {
    ...{ id, connection, atMs, ...wordsOf(event) },
    ...(exchange !== undefined && { role, exchange: openedBy, openedAtMs: exchange.openedAt }),
  };
}

type RowWords = Pick<PacketRow, 'from' | 'name' | 'words' | 'bytes' | 'isFaulty' | 'isClosed'>;

function wordsOf(event: DrawnEvent): RowWords {
  switch (event.kind) {
    case 'opened':
      return {
        from: null,
        name: 'opened',
        words: `by ${hostAndPort(event.client.address, event.client.port)}`,
      };
    case 'closed':
      return { from: null, name: 'closed', words: event.error ?? '', isClosed: true };
    case 'refused':
      return { from: null, name: 'refused', words: event.reason, isFaulty: true };
    case 'seen':
      return seenWords(event);
  }
}

function seenWords({ from, item }: SeenEvent): RowWords {
  switch (item.kind) {
    case 'packet': {
      const { name, length, fault } = item.packet;
      const words = packetWords(item.packet);
      return {
        ...{ from, name: name.toUpperCase(), words, bytes: length },
        ...(fault !== undefined && { isFaulty: true }),
      };
    }
    case 'websocket':
      return { from, name: `ws ${item.what}`, words: cut(item.says, MAX_WORDS) };
    case 'unreadable':
      return { from, name: 'unreadable', words: `${item.reason}; it passes unchanged`, isFaulty: true };
  }
}

/** The contents of a packet in the words of `trace`, without its user name. */
function packetWords(packet: Packet): string {
  const { username, filters, ...facts } = packet.facts;
  const shown: Packet = {
    ...packet,
    facts: {
      ...facts,
      ...(username !== undefined && { username: MASK }),
      ...(filters !== undefined && { filters: filters.slice(0, MAX_PHRASES) }),
    },
  };
  const phrases = phrasesOf(shown, decodeStart).slice(0, MAX_PHRASES);
  return cut(phrases.map(({ text }) => text).join('  '), MAX_WORDS);
}

function decodeStart(payload: Uint8Array) {
  const { kind, text } = describePayload(payload.subarray(0, MAX_DECODED));
  return { format: kind, text, value: undefined };
}

/** The packet with its fields and their bytes; undefined for an event that is no packet. */
export function contentsOf({ from, connection, timeMs, item }: SeenEvent): PacketContents | undefined {
  if (item.kind !== 'packet') return undefined;
  const { packet } = item;
  const { name, length, fields, fault } = packet;
  const purpose = explain(packet);
  return {
    ...{ name: name.toUpperCase(), from, connection, atMs: timeMs, bytes: length },
    ...(purpose !== undefined && { purpose }),
    ...(fault !== undefined && { fault: cut(fault, MAX_MEANING) }),
    fields: fields.slice(0, MAX_FIELDS).map((field) => fieldRow(packet.bytes, field)),
    fieldsLeftOut: Math.max(0, fields.length - MAX_FIELDS),
  };
}

function fieldRow(bytes: Uint8Array, field: PacketField): FieldRow {
  const { name, offset, length, meaning } = field;
  if (isHidden(field)) return { name, offset, length };
  const shown = Buffer.from(bytes.subarray(offset, offset + Math.min(length, MAX_FIELD_BYTES)));
  const text = meaning ?? shown.toString('latin1').replace(/[^\x20-\x7e]/g, '.');
  return { name, offset, length, hex: shown.toString('hex'), meaning: cut(text, MAX_MEANING) };
}

/** The bytes of a packet with asterisks in place of its secrets. */
export function withoutSecrets({ bytes, fields }: Packet): Uint8Array {
  const hidden = fields.filter(isHidden);
  if (hidden.length === 0) return bytes;
  const copy = Uint8Array.from(bytes);
  for (const { offset, length } of hidden) copy.fill(ASTERISK, offset, offset + length);
  return copy;
}

/** Neither passwords nor user names reach a page: a projector shows it to the class. */
function isHidden({ name, secret }: PacketField): boolean {
  return secret === true || name === 'user name';
}

function cut(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max)}…` : text;
}
