import { describe, expect, it } from 'vitest';
import type { ApplicationMessage } from '../../../src/broker/message.ts';
import { crc32 } from '../../../src/broker/store/crc32.ts';
import { readRecord, recordText } from '../../../src/broker/store/record.ts';
import { lineText, RecordLines } from '../../../src/broker/store/record-lines.ts';
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

describe('a line of records', () => {
  it('has the checksum of gzip', () => {
    expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
    expect(crc32(Buffer.from('x123456789y'), 1, 10)).toBe(0xcbf43926);
  });

  it('is known by its checksum, and a changed bit by another', () => {
    const lines = new RecordLines();
    for (const text of ['["a","ü"]', '["b"]']) lines.add(text);
    const size = lines.size;
    const bytes = lines.take();
    expect([bytes.length, lines.size]).toEqual([size, 0]);
    const [first = Buffer.alloc(0)] = [bytes.subarray(0, bytes.indexOf('\n'))];
    expect(lineText(first)).toBe('["a","ü"]');
    for (let bit = 0; bit < 8 * first.length; bit++) {
      const damaged = Buffer.from(first);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      // A letter of the checksum in the other case, or another blank, does no harm.
      expect([undefined, '["a","ü"]']).toContain(lineText(damaged));
    }
    expect(lineText(Buffer.alloc(0))).toBeUndefined();
  });

  it('comes again in its order where it is put back', () => {
    const lines = new RecordLines();
    lines.add('1');
    const taken = lines.take();
    lines.add('2');
    lines.putBack(taken);
    lines.add('3');
    expect(
      lines
        .take()
        .toString()
        .split('\n')
        .map((line) => line.slice(9)),
    ).toEqual(['1', '2', '3', '']);
  });
});
