import { expect, it } from 'vitest';
import type { Address } from '../../src/building/address.ts';
import { rememberedByAddress, rememberedByRoom } from '../../src/building/address-memo.ts';
import { intSet } from '../../src/building/int-set.ts';
import { addressAt, addressesOf, uniformLayout } from '../../src/building/layout.ts';
import { formatTopic } from '../../src/building/topic.ts';

const block = uniformLayout({ building: 'BUILDING', floors: intSet([[-2, 20]]), rooms: intSet([[1, 6]]) });
const tower = uniformLayout({ building: 'TOWER', floors: intSet([[1, 500]]), rooms: intSet([[1, 50]]) });

it('gives what the function gives, for more sensors than it remembers and for those of another building', () => {
  const topicOf = rememberedByAddress(formatTopic);
  // One expectation at the end: 400,000 calls of `expect` take half a minute.
  const wrong: string[] = [];
  for (let n = 0; n < tower.size; n += 3) {
    const address = addressAt(tower, n);
    const namesake = { ...address, building: 'BLOCK' };
    for (const asked of [address, namesake, address]) {
      if (topicOf(asked) !== formatTopic(asked)) wrong.push(formatTopic(asked));
    }
  }
  expect(wrong).toEqual([]);
});

it('gives all sensors of a room one object, and other rooms others', () => {
  const wallsOf = rememberedByRoom(({ floor, wing, room }) => ({ floor, wing, room }));
  for (const address of addressesOf(block)) {
    const { floor, wing, room } = address;
    const thermometer: Address = { ...address, sensor: 'TEMP' };
    expect(wallsOf(address)).toBe(wallsOf(thermometer));
    expect(wallsOf(address)).toEqual({ floor, wing, room });
  }
});

it('computes once for nearly every sensor of a building', () => {
  let computed = 0;
  const topicOf = rememberedByAddress((address) => {
    computed++;
    return formatTopic(address);
  });
  for (let round = 0; round < 10; round++) for (const address of addressesOf(block)) topicOf(address);
  // A perfect hash of so many into so many slots has one in eight meet another.
  expect(computed / block.size).toBeLessThan(1 + 9 / 6);
});
