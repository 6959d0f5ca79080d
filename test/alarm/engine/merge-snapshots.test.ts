import { expect, it } from 'vitest';
import { mergeSnapshots } from '../../../src/alarm/engine/merge-snapshots.ts';
import type { SnapshotRecord } from '../../../src/alarm/engine/snapshot.ts';

const rows: readonly (readonly [
  what: string,
  each: readonly (readonly SnapshotRecord[])[],
  merged: readonly SnapshotRecord[],
])[] = [
  ['nothing', [[], []], []],
  ['the newest clock', [[{ clock: 5 }], [{ clock: 9 }], [{ clock: 7 }]], [{ clock: 9 }]],
  [
    'the sensors of all',
    [[{ topic: 'a', time: 1 }], [{ topic: 'b' }]],
    [{ topic: 'a', time: 1 }, { topic: 'b' }],
  ],
  [
    'of a sensor that several know, the newest',
    [[{ topic: 'a', time: 2, value: 20 }], [{ topic: 'a', time: 1, value: 10 }], [{ topic: 'a' }]],
    [{ topic: 'a', time: 2, value: 20 }],
  ],
  [
    'a group as silent where it is so for all, since the last was',
    [[{ group: 'g', silentSince: 1 }], [{ group: 'g', silentSince: 3 }]],
    [{ group: 'g', silentSince: 3 }],
  ],
  [
    'a group as heard where anyone hears it',
    [[{ group: 'g', silentSince: 1 }], [{ group: 'g' }], [{ group: 'g', silentSince: 3 }]],
    [{ group: 'g' }],
  ],
];

it.each(rows)('keeps %s', (_, each, merged) => {
  expect(mergeSnapshots(each)).toEqual(merged);
});
