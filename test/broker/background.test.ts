import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Background } from '../../src/broker/background.ts';

it('does 8 ms of work in one turn of the event loop, whatever the number of tasks, and the tasks take turns', async () => {
  let nowMs = 0;
  const background = new Background(() => nowMs);
  const done: number[] = [];
  for (let task = 0; task < 20; task++) {
    let left = 3;
    background.run(() => {
      nowMs += 1;
      done.push(task);
      left -= 1;
      return left > 0;
    });
  }
  const all = Array.from({ length: 20 }, (_, task) => task);
  expect(done).toEqual(all); // the first piece of each at once
  const ends: number[] = [];
  while (done.length < 60) {
    await turn();
    ends.push(done.length);
  }
  expect(ends).toEqual([28, 36, 44, 52, 60]);
  expect(done).toEqual([...all, ...all, ...all]);
});
