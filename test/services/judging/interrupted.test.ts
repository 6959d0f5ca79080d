// Tests src/services/judging.ts: Ctrl-C between the start of the tester and the start of the program.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readExercise } from '../../../src/check/exercise-file.ts';
import type { Observation } from '../../../src/observation/observation.ts';
import { judging } from '../../../src/services/judging.ts';

const { exercise } = readExercise('publisher', readFileSync('exercises/publisher.yaml', 'utf8'));

it.each([
  ['waits for nobody', []],
  ['starts no program', [{ text: 'a program', words: ['/bin/sleep', '60'] as const }]],
])('%s after a Ctrl-C that came while it prepared', async (_, commands) => {
  if (exercise === undefined) throw new Error('no exercise');
  const interrupt = new AbortController();
  const observations: Observation[] = [];
  const settings = {
    ...{ exercise, commands, folder: undefined, watched: undefined, prefix: undefined, building: undefined },
    ...{ threshold: undefined, seed: '1', timeLimitMs: undefined, env: {} },
    ...{ listen: { host: '127.0.0.1', port: 0 }, signal: interrupt.signal, now: Date.now },
  };
  const report = await judging(settings, {
    take: (observation) => {
      observations.push(observation);
      // The introduction is told last before the run.
      if (observation.kind === 'note') interrupt.abort(130);
    },
    end: async () => undefined,
  });
  expect(report.elapsedMs).toBeLessThan(5000);
  expect(observations.filter(({ kind }) => kind === 'check-report')).toHaveLength(1);
});
