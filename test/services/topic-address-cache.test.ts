import { expect, it } from 'vitest';
import { createTopicAddressCache } from '../../src/services/topic-address-cache.ts';

it('a full cache keeps its addresses, and finds those of further topics', () => {
  const addressOf = createTopicAddressCache();
  const topics = Array.from({ length: 100_001 }, (_, i) => `B/P_1/N/${i + 1}/TEMP`);
  const first = topics.map(addressOf);
  expect(addressOf(topics[0] ?? '')).toBe(first[0]);
  expect(addressOf(topics.at(-1) ?? '')).toEqual({
    building: 'B',
    floor: 1,
    wing: 'N',
    room: 100_001,
    sensor: 'TEMP',
  });
  expect(addressOf('no/sensor')).toBeUndefined();
});
