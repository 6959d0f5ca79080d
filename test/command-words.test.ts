// Tests src/command-words.ts
import { expect, it } from 'vitest';
import { runHere } from './cli/run-here.ts';

it.each([
  [[], ['--help']],
  [['help'], ['--help']],
  [
    ['help', 'publish'],
    ['publish', '--help'],
  ],
  [
    ['publish', 'help'],
    ['publish', '--help'],
  ],
  [
    ['help', 'topics', 'list'],
    ['topics', 'list', '--help'],
  ],
  [
    ['topics', 'help'],
    ['topics', '--help'],
  ],
] as const)('%j shows the same help as %j', async (words, option) => {
  const [asked, meant] = await Promise.all([runHere(words), runHere(option)]);
  expect(asked).toEqual(meant);
  expect(asked.code).toBe(0);
  expect(asked.stdout).toContain('building-sim');
});

it('takes a kind of sensor in any letter case', async () => {
  const { stdout } = await runHere(['topics', 'filter', '--sensor', 'temp,Hum']);
  expect(stdout).toBe('+/+/+/+/TEMP\n+/+/+/+/HUM\n');
});
