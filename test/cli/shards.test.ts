import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import { keysOf, readingKeys, writeRecording } from '../soak/readings.ts';
import type { Child } from './child.ts';
import { startListening } from './listening.ts';
import { useMosquitto } from './mosquitto.ts';
import { jsonLinesSoFar, runCli, startCli } from './run.ts';
import { runHere } from './run-here.ts';

const READINGS = 2000;
const PER_SECOND = 1000;
/** Every reading of the recording is an alarm. */
const ALARM = ['alarm', '-J', '-q', '1', '--above', 'TEMP=-99'];
const KNOWN = ['--floors', '1', '--rooms', '96'];

describe.skipIf(lacks('mosquitto'))('workers of alarm --shard', () => {
  const own = useMosquitto();
  let folder: string;
  let recording: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'building-sim-shards-'));
    recording = join(folder, 'recording.csv');
    await writeRecording(recording, READINGS, PER_SECOND);
  });
  afterAll(() => rm(folder, { recursive: true }));

  const replay = () => ['publish', '-L', own.broker.url, '-q', '1', '-J', '--replay', recording];
  const startWorkers = (n: number, args: readonly string[] = []): Promise<Child[]> =>
    Promise.all(
      Array.from({ length: n }, (_, i) =>
        startListening(own.broker, [...ALARM, '--shard', `${i + 1}/${n}`, ...args]),
      ),
    );
  const alarmsOf = (workers: readonly Child[]): string[] =>
    workers.flatMap(({ stdout }) => keysOf(jsonLinesSoFar(stdout))).sort();

  it.each([
    ['that know the building', KNOWN],
    ['that leave out by themselves what is not theirs', []],
  ])('%s together raise the alarms of one, none missed and none doubled', async (_, args) => {
    const one = [await startListening(own.broker, ALARM)];
    const three = await startWorkers(3, args);
    const { code, stdout } = await runCli(replay());
    expect(code).toBe(0);
    const published = readingKeys(stdout).sort();
    await expect.poll(() => alarmsOf(one)).toEqual(published);
    await expect.poll(() => alarmsOf(three)).toEqual(published);
    for (const worker of three) expect(readingKeys(worker.stdout).length).toBeGreaterThan(READINGS / 6);
    await Promise.all([...one, ...three].map((worker) => worker.stop('SIGINT')));
  });

  it('change in number without losing an alarm; those of the change are the same line twice', async () => {
    const two = await startWorkers(2);
    const publish = startCli(replay());
    await expect.poll(() => alarmsOf(two).length).toBeGreaterThan(READINGS / 4);
    const three = await startWorkers(3, KNOWN);
    // What came before the three listened, the two have to themselves.
    const before = keysOf(jsonLinesSoFar(publish.stdout));
    await expect.poll(() => missing(before, alarmsOf(two))).toEqual([]);
    await Promise.all(two.map((worker) => worker.stop('SIGINT')));
    const published = readingKeys((await publish.ended).stdout).sort();
    const lines = () =>
      [...two, ...three].flatMap(({ stdout }) => stdout.split('\n').filter((line) => line !== ''));
    await expect.poll(() => readingKeys([...new Set(lines())].join('\n')).sort()).toEqual(published);
    expect(lines().length).toBeLessThan(2 * READINGS);
    await Promise.all(three.map((worker) => worker.stop('SIGINT')));
  });

  it('subscribe to the very topics of their sensors, if those are few', async () => {
    const few = startCli([...ALARM, '-L', own.broker.url, '--shard', '1/96', ...KNOWN]);
    await few.errLine(/listening to BUILDING\/P_1\/[NSEO]\/\d+\/(TEMP|HUM|LUX|VIBR)/);
    const many = startCli([...ALARM, '-L', own.broker.url, '--shard', '1/2', '--rooms', '9999']);
    await many.errLine(/listening to \+\/\+\/\+\/\+\/\+/);
  });
});

describe('alarm --shard', () => {
  it.each([
    [['--rooms', '4'], '--rooms goes with --shard'],
    [['--shard', '1/2', '--floors', '4', '-t', 'a'], '--floors goes with --shard and without --topic'],
    [['--shard', '0/4'], '--shard'],
    [['--shard', '5/4'], '--shard'],
    [['--shard', '1/0'], '--shard'],
    [['--shard', '1/9999', '--floors', '1', '--rooms', '1'], 'none of the 16 selected sensors is in it'],
  ])('%j is refused', async (args, message) => {
    const { code, stderr } = await runHere(['alarm', ...args]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

function missing(wanted: readonly string[], there: readonly string[]): string[] {
  const known = new Set(there);
  return wanted.filter((key) => !known.has(key));
}
