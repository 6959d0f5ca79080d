import { expect, it } from 'vitest';
import type { Observation } from '../../src/observation/observation.ts';
import type { Sink } from '../../src/observation/sink.ts';
import { fanOut } from '../../src/sinks/fan-out.ts';

function recordingSink(sentence?: string) {
  const taken: Observation[] = [];
  const sink: Sink = { take: (observation) => void taken.push(observation), end: async () => sentence };
  return { taken, sink };
}

it('hands every observation to every sink, and shows the sentences of their ends on the screen', async () => {
  const [screen, quiet, counting] = [recordingSink('never'), recordingSink(), recordingSink('2 posted')];
  const sink = fanOut(screen.sink, [quiet.sink, counting.sink]);
  const observation: Observation = { kind: 'unreadable', topic: 'a', reason: 'no number' };
  sink.take(observation);
  await sink.end();
  expect([quiet.taken, counting.taken]).toEqual([[observation], [observation]]);
  expect(screen.taken).toEqual([observation, { kind: 'note', text: '2 posted', isWarning: false }]);
});
