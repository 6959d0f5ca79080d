import type { StoredPacket, StoredSubscription } from 'aedes-persistence/asyncPersistence.js';

/** Of a QoS 2 message: the session that sent it, and its packet id there until PUBREL. */
export type Origin = readonly [clientId: string, messageId: number];

/** A change of what the broker keeps, as a line of its journal. */
export type JournalRecord =
  | readonly ['retain', StoredPacket]
  | readonly ['subscribe', clientId: string, readonly StoredSubscription[]]
  | readonly ['unsubscribe', clientId: string, topics: readonly string[]]
  | readonly ['forget', clientId: string]
  | readonly ['enqueue', clientIds: readonly string[], StoredPacket, Origin?]
  | readonly ['update', clientId: string, StoredPacket]
  | readonly ['clear', clientId: string, messageId: number]
  | readonly ['receive', clientId: string, StoredPacket]
  | readonly ['release', clientId: string, messageId: number]
  | readonly ['forget-received', clientId: string]
  | readonly ['will', clientId: string, StoredPacket]
  | readonly ['will-over', clientId: string];

export function recordLine(record: JournalRecord): string {
  return `${JSON.stringify(record.map(plain))}\n`;
}

/** Throws SyntaxError for a line that is no record, such as one that was only half written. */
export function readRecordLine(line: string): JournalRecord {
  const record: unknown = JSON.parse(line);
  if (!Array.isArray(record)) throw new SyntaxError('not a record');
  return record.map(revived) as unknown as JournalRecord;
}

/** aedes' packets carry more than has to be kept. */
function plain(part: unknown): unknown {
  if (!isPacket(part)) return part;
  const { cmd, topic, payload, qos, retain, messageId, brokerId, brokerCounter } = part;
  const text = payload === undefined ? undefined : Buffer.from(payload).toString('base64');
  return { cmd, topic, payload: text, qos, retain, messageId, brokerId, brokerCounter };
}

function revived(part: unknown): unknown {
  if (!isPacket(part) || part.payload === undefined) return part;
  return { ...part, payload: Buffer.from(String(part.payload), 'base64') };
}

function isPacket(part: unknown): part is StoredPacket {
  return typeof part === 'object' && part !== null && 'cmd' in part;
}
