import { expect, it } from 'vitest';
import type { Observation } from '../../src/observation/observation.ts';
import { createKnownTopics } from '../../src/services/known-topics.ts';

it('keeps so many topics, and counts and tells messages of further ones', () => {
  const told: Observation[] = [];
  const sink = {
    take: (observation: Observation) => void told.push(observation),
    end: async () => undefined,
  };
  const topics = createKnownTopics({ max: 2, beyond: 'shown, but not kept' }, sink);
  const [first, , third] = [1, 2, 3].map((room) => topics.addressOf(`B/P_1/N/${room}/TEMP`));
  expect(topics.addressOf('B/P_1/N/1/TEMP')).toBe(first);
  expect(topics.surplus).toBe(1);
  expect(topics.addressOf('B/P_1/N/3/TEMP')).toEqual(third);
  expect(third).toEqual({ building: 'B', floor: 1, wing: 'N', room: 3, sensor: 'TEMP' });
  expect(topics.addressOf('no/sensor')).toBeUndefined();
  expect(topics.surplus).toBe(3);
  expect(told).toEqual([
    {
      kind: 'note',
      text: 'there are more than 2 topics: messages of further topics are shown, but not kept (--max-topics)',
      isWarning: true,
    },
  ]);
});
