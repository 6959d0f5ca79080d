import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDeliveryRecord } from '../../src/bench/delivery-record.ts';

describe('what arrived of numbered readings', () => {
  it.each([
    ['in order', [0, 1, 2], { delivered: 3, duplicates: 0, outOfOrder: 0 }],
    ['with a loss', [0, 2, 3], { delivered: 3, duplicates: 0, outOfOrder: 0 }],
    ['with the first one lost', [1, 2], { delivered: 2, duplicates: 0, outOfOrder: 0 }],
    ['twice', [0, 1, 1, 0, 2], { delivered: 3, duplicates: 2, outOfOrder: 0 }],
    ['late', [0, 2, 3, 1], { delivered: 4, duplicates: 0, outOfOrder: 1 }],
    ['late and twice', [2, 0, 0, 1], { delivered: 3, duplicates: 1, outOfOrder: 2 }],
  ])('%s', (_, arrivals, expected) => {
    const record = createDeliveryRecord(0);
    for (const seq of arrivals) record.add(seq);
    expect(record.counts).toEqual(expected);
  });

  it('leaves out what was sent before it counts', () => {
    const record = createDeliveryRecord(10);
    expect([8, 9, 10, 11].map((seq) => record.add(seq))).toEqual([false, false, true, true]);
    expect(record.counts.delivered).toBe(2);
  });

  it('counts each reading once, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 200 }), (arrivals) => {
        const record = createDeliveryRecord(0);
        for (const seq of arrivals) record.add(seq);
        const { delivered, duplicates } = record.counts;
        expect(delivered).toBe(new Set(arrivals).size);
        expect(duplicates).toBe(arrivals.length - delivered);
      }),
    );
  });
});
