import type { StoredPacket } from 'aedes-persistence/asyncPersistence.js';
import type { JournalRecord } from './journal-record.ts';

/** How a packet got into a queue; a PUBREL got there in the place of a PUBLISH. */
export function* queuedRecords(id: string, packet: StoredPacket): Iterable<JournalRecord> {
  const { cmd, messageId } = packet;
  if (cmd === 'publish') {
    yield ['enqueue', [id], packet];
    if (messageId !== undefined) yield ['update', id, packet];
    return;
  }
  if (messageId === undefined) return;
  const released = {
    cmd: 'publish',
    topic: 'released',
    qos: 2,
    brokerId: 'released',
    brokerCounter: messageId,
  };
  yield ['enqueue', [id], released];
  yield ['update', id, { ...released, messageId }];
  yield ['update', id, { cmd, messageId }];
}
