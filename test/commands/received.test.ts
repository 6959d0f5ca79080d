import { expect, it } from 'vitest';
import { createAddressBook } from '../../src/commands/received.ts';

it('an address book keeps what it remembers, and knows the addresses that it can remember no more', () => {
  const addressOf = createAddressBook();
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
