import type { ApplicationMessage } from '../message.ts';
import type { StoreChange, StoredDelivery, StoredSubscription, StoredWill } from '../store.ts';

/**
 * A change as a line of JSON: an array of its type and its parts in a fixed order. An array takes half the time and
 * room of an object. Payloads and properties are in base64.
 */
export function recordText(change: StoreChange): string {
  return JSON.stringify(partsOf(change));
}

function partsOf(change: StoreChange): readonly unknown[] {
  const { type } = change;
  switch (type) {
    case 'retain':
      return [type, ...messageParts(change.message)];
    case 'session':
      return [type, change.clientId, change.expirySeconds, change.endsAtMs];
    case 'session-end':
    case 'will-end':
      return [type, change.clientId];
    case 'subscribe':
      return [type, change.clientId, change.subscriptions];
    case 'unsubscribe':
      return [type, change.clientId, change.filters];
    case 'enqueue': {
      const { message, deliveries, from } = change;
      return [type, deliveries.map(deliveryParts), from?.clientId, from?.packetId, ...messageParts(message)];
    }
    case 'receive':
    case 'release':
      return [type, change.from.clientId, change.from.packetId];
    case 'send':
      return [type, change.clientId, change.sequence, change.packetId];
    case 'pubrec':
    case 'settle':
      return [type, change.clientId, change.sequence];
    case 'will': {
      const { delaySeconds, expirySeconds, message } = change.will;
      return [
        ...[type, change.clientId, change.dueAtMs, delaySeconds, expirySeconds],
        ...messageParts(message),
      ];
    }
  }
}

function messageParts({
  topic,
  payload,
  qos,
  retain,
  properties,
  expiresAtMs,
}: ApplicationMessage): readonly unknown[] {
  const parts = [topic, payload.toString('base64'), qos, retain ? 1 : 0];
  if (properties === undefined && expiresAtMs === undefined) return parts;
  return [...parts, properties?.toString('base64'), expiresAtMs];
}

function deliveryParts(delivery: StoredDelivery): readonly unknown[] {
  const { clientId, sequence, qos, retain, packetId = 0, identifiers, share } = delivery;
  const parts = [clientId, sequence, qos, retain ? 1 : 0, packetId];
  return identifiers === undefined && share === undefined ? parts : [...parts, identifiers, share];
}

/**
 * The change of a line with a right checksum, so nothing but the type is checked. Undefined for a type of another
 * version.
 */
export function readRecord(text: string): StoreChange | undefined {
  const [type, ...parts] = JSON.parse(text) as [StoreChange['type'], ...unknown[]];
  const [clientId, second, third] = parts as [string, number, number];
  switch (type) {
    case 'retain':
      return { type, message: readMessage(parts) };
    case 'session':
      return { type, clientId, expirySeconds: second, ...defined({ endsAtMs: parts[2] }) };
    case 'session-end':
    case 'will-end':
      return { type, clientId };
    case 'subscribe':
      return { type, clientId, subscriptions: parts[1] as StoredSubscription[] };
    case 'unsubscribe':
      return { type, clientId, filters: parts[1] as string[] };
    case 'enqueue': {
      const deliveries = (parts[0] as unknown[][]).map(readDelivery);
      const from = parts[1] === null ? undefined : { clientId: String(parts[1]), packetId: Number(parts[2]) };
      return { type, message: readMessage(parts.slice(3)), deliveries, ...(from && { from }) };
    }
    case 'receive':
    case 'release':
      return { type, from: { clientId, packetId: second } };
    case 'send':
      return { type, clientId, sequence: second, packetId: third };
    case 'pubrec':
    case 'settle':
      return { type, clientId, sequence: second };
    case 'will': {
      const [, dueAtMs, delaySeconds, expirySeconds, ...message] = parts;
      const will: StoredWill = {
        message: readMessage(message),
        delaySeconds: Number(delaySeconds),
        ...defined({ expirySeconds }),
      };
      return { type, clientId, will, ...defined({ dueAtMs }) };
    }
    default: {
      return undefined;
    }
  }
}

function readMessage(parts: readonly unknown[]): ApplicationMessage {
  const [topic, payload, qos, retain, properties, expiresAtMs] = parts;
  return {
    topic: String(topic),
    payload: Buffer.from(String(payload), 'base64'),
    qos: qos as ApplicationMessage['qos'],
    retain: retain === 1,
    ...(typeof properties === 'string' && { properties: Buffer.from(properties, 'base64') }),
    ...defined({ expiresAtMs }),
  };
}

function readDelivery([
  clientId,
  sequence,
  qos,
  retain,
  packetId,
  identifiers,
  share,
]: unknown[]): StoredDelivery {
  return {
    clientId: String(clientId),
    sequence: Number(sequence),
    qos: qos === 2 ? 2 : 1,
    retain: retain === 1,
    ...(packetId !== 0 && { packetId: Number(packetId) }),
    ...(Array.isArray(identifiers) && { identifiers: identifiers as number[] }),
    ...(typeof share === 'string' && { share }),
  };
}

/** JSON writes null for a missing part in front of others. */
function defined<K extends string>(value: Readonly<Record<K, unknown>>): { readonly [key in K]?: number } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => typeof part === 'number')) as {
    readonly [key in K]?: number;
  };
}
