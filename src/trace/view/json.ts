import type { SeenEvent, TraceEvent } from '../event.ts';
import type { Code, Facts, Packet, Property, WillFacts } from '../packet.ts';
import type { TraceSummary } from '../totals.ts';
import type { DecodePayload } from './style.ts';

/** An event as an object for JSON Lines; undefined for events without a line. */
export function toJson(event: TraceEvent, decode: DecodePayload): object | undefined {
  const time = new Date(event.timeMs).toISOString();
  const { connection } = event;
  switch (event.kind) {
    case 'opened':
      return {
        type: 'connection',
        state: 'opened',
        time,
        connection,
        client: event.client,
        broker: event.broker,
      };
    case 'refused':
      return {
        type: 'connection',
        state: 'refused',
        time,
        connection,
        client: event.client,
        reason: event.reason,
      };
    case 'closed':
      return { type: 'connection', state: 'closed', time, connection, reason: event.error };
    case 'seen':
      return itemToJson(event, decode, time);
    case 'bytes':
    case 'ended':
      return undefined;
  }
}

function itemToJson(
  { connection, from, item, fate }: SeenEvent,
  decode: DecodePayload,
  time: string,
): object {
  switch (item.kind) {
    case 'packet':
      return {
        type: 'packet',
        time,
        connection,
        from,
        ...packetToJson(item.packet, decode),
        fate: fate?.words,
      };
    case 'websocket': {
      const { what, length, says, fault } = item;
      return { type: 'websocket', time, connection, from, frame: what, bytes: length, says, fault };
    }
    case 'unreadable':
      return { type: 'unreadable', time, connection, from, reason: item.reason };
  }
}

/** The totals as an object for JSON Lines. */
export function summaryToJson(summary: TraceSummary): object {
  return { type: 'summary', ...withSnakeKeysThroughout(summary) };
}

function packetToJson(packet: Packet, decode: DecodePayload): object {
  const { facts } = packet;
  return {
    packet: packet.name,
    bytes: packet.length,
    ...factsToJson(facts),
    ...(facts.will && { will: willToJson(facts.will, decode) }),
    ...(facts.payload && payloadToJson(facts.payload, decode)),
    ...codesToJson(facts.codes),
    ...(facts.properties && { properties: propertiesToJson(facts.properties) }),
    ...(packet.skipped && { skipped: true }),
    ...(packet.fault !== undefined && { fault: packet.fault }),
  };
}

/** The plain facts. Of a password only its presence is told. */
function factsToJson(facts: Facts): object {
  const {
    will: _will,
    payload: _payload,
    codes: _codes,
    properties: _properties,
    others = [],
    ...plain
  } = facts;
  return withSnakeKeys([...Object.entries(plain), ...others]);
}

function willToJson(will: WillFacts, decode: DecodePayload): object {
  const { topic, qos, retain, properties } = will;
  return {
    topic,
    qos,
    retain,
    ...payloadToJson(will.payload, decode),
    ...(properties && { properties: propertiesToJson(properties) }),
  };
}

function payloadToJson(payload: Uint8Array, decode: DecodePayload): object {
  const { format, value } = decode(payload);
  return { payload: value, format, payload_bytes: payload.length };
}

/** One code is `code` and `reason`; SUBACK and UNSUBACK answer each filter. */
function codesToJson(codes: readonly Code[] | undefined): object {
  if (codes === undefined) return {};
  const [first] = codes;
  if (codes.length === 1 && first !== undefined) return { code: first.value, reason: first.words };
  return { codes: codes.map(({ value, words }) => ({ code: value, reason: words })) };
}

function propertiesToJson(properties: readonly Property[]): object {
  const result: Record<string, unknown> = {};
  const userProperties: unknown[] = [];
  for (const { name, value } of properties) {
    if (Array.isArray(value)) userProperties.push(value);
    else
      result[snakeCase(name)] =
        value instanceof Uint8Array ? Buffer.from(value).toString('base64') : (value ?? null);
  }
  return { ...result, ...(userProperties.length > 0 && { user_properties: userProperties }) };
}

function withSnakeKeys(entries: readonly (readonly [name: string, value: unknown])[]): object {
  return Object.fromEntries(entries.map(([name, value]) => [snakeCase(name), value]));
}

/** `packetId` and `packet id` are `packet_id`. */
function snakeCase(name: string): string {
  return name
    .replace(/[ -]+/g, '_')
    .replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`)
    .toLowerCase();
}

function withSnakeKeysThroughout(value: object): object {
  return withSnakeKeys(Object.entries(value).map(([name, part]) => [name, snakePart(part)]));
}

function snakePart(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(snakePart);
  return typeof part === 'object' && part !== null ? withSnakeKeysThroughout(part) : part;
}
