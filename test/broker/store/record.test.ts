import { describe, expect, it } from 'vitest';
import type { ApplicationMessage } from '../../../src/broker/message.ts';
import { readRecord, recordText } from '../../../src/broker/store/record.ts';
import type { StoreChange } from '../../../src/broker/store.ts';

const plain: ApplicationMessage = { topic: 'a/ü', payload: Buffer.from([0, 10, 255]), qos: 1, retain: false };
const rich: ApplicationMessage = {
  ...{ topic: 'a', payload: Buffer.alloc(0), qos: 2, retain: true },
  ...{ properties: Buffer.from([1, 1]), expiresAtMs: 1_800_000_000_000 },
};
const from = { clientId: '__proto__', packetId: 65_535 };
const clientId = 'c"\n\u2028';

const CHANGES: readonly StoreChange[] = [
  { type: 'retain', message: plain },
  { type: 'retain', message: rich },
  { type: 'retain', message: { ...plain, expiresAtMs: 5 } },
  { type: 'session', clientId, expirySeconds: 0xffff_ffff },
  { type: 'session', clientId, expirySeconds: 60, endsAtMs: 1_800_000_000_000 },
  { type: 'session-end', clientId: '' },
  {
    type: 'subscribe',
    clientId,
    subscriptions: [
      { filter: '$share/g/a/#', qos: 2, noLocal: false, retainAsPublished: true, identifier: 268_435_455 },
      { filter: '+', qos: 0, noLocal: true, retainAsPublished: false },
    ],
  },
  { type: 'unsubscribe', clientId, filters: ['a/#', ''] },
  { type: 'enqueue', message: rich, deliveries: [], from },
  {
    type: 'enqueue',
    message: plain,
    deliveries: [
      { clientId, sequence: 1, qos: 1, retain: true, packetId: 9 },
      { clientId: 'b', sequence: 2 ** 40, qos: 2, retain: false, identifiers: [1, 2] },
      { clientId: 'd', sequence: 3, qos: 1, retain: false, share: '$share/g/a' },
    ],
  },
  { type: 'receive', from },
  { type: 'release', from },
  { type: 'send', clientId, sequence: 7, packetId: 8 },
  { type: 'pubrec', clientId, sequence: 7 },
  { type: 'settle', clientId, sequence: 7 },
  { type: 'will', clientId, will: { message: rich, delaySeconds: 3, expirySeconds: 4 }, dueAtMs: 9 },
  { type: 'will', clientId, will: { message: plain, delaySeconds: 0 } },
  { type: 'will-end', clientId },
];

describe('a record', () => {
  it.each(CHANGES.map((change) => ({ change, type: change.type })))(
    'is read as written: $type',
    ({ change }) => {
      const text = recordText(change);
      expect(text).not.toContain('\n');
      expect(readRecord(text)).toEqual(change);
    },
  );

  it('of an unknown type is none', () => {
    expect(readRecord('["later","x"]')).toBeUndefined();
  });
});
