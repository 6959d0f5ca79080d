import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import { keysOf, readingKeys, writeRecording } from '../soak/readings.ts';
import { startListeningHere } from './listening.ts';
import { useMosquitto } from './mosquitto.ts';
import { jsonLines, jsonLinesSoFar } from './run.ts';
import { type Here, runHere, startHere } from './run-here.ts';

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
  const startWorkers = (n: number, args: readonly string[] = []): Promise<Here[]> =>
    Promise.all(
      Array.from({ length: n }, (_, i) =>
        startListeningHere(own.broker, [...ALARM, '--shard', `${i + 1}/${n}`, ...args]),
      ),
    );
  const alarmsOf = (workers: readonly Here[]): string[] =>
    workers.flatMap(({ stdout }) => keysOf(jsonLinesSoFar(stdout))).sort();

  it.each([
    ['that know the building', KNOWN],
    ['that leave out by themselves what is not theirs', []],
  ])('%s together raise the alarms of one, none missed and none doubled', async (_, args) => {
    const one = [await startListeningHere(own.broker, ALARM)];
    const three = await startWorkers(3, args);
    const { code, stdout } = await runHere(replay());
    expect(code).toBe(0);
    const published = readingKeys(stdout).sort();
    await expect.poll(() => alarmsOf(one)).toEqual(published);
    await expect.poll(() => alarmsOf(three)).toEqual(published);
    for (const worker of three) expect(readingKeys(worker.stdout).length).toBeGreaterThan(READINGS / 6);
    await Promise.all([...one, ...three].map((worker) => worker.stop('SIGINT')));
  });

  it('change in number without losing an alarm; those of the change are the same line twice', async () => {
    const two = await startWorkers(2);
    const publish = startHere(replay());
    await expect.poll(() => alarmsOf(two).length).toBeGreaterThan(READINGS / 4);
    const three = await startWorkers(3, KNOWN);
    // The two workers alone have the readings from before the three listened.
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
    const few = startHere([...ALARM, '-L', own.broker.url, '--shard', '1/96', ...KNOWN]);
    await few.errLine(/listening to BUILDING\/P_1\/[NSEO]\/\d+\/(TEMP|HUM|LUX|VIBR)/);
    const many = startHere([...ALARM, '-L', own.broker.url, '--shard', '1/2', '--rooms', '9999']);
    await many.errLine(/listening to \+\/\+\/\+\/\+\/\+/);
  });
});

describe.skipIf(lacks('mosquitto'))('workers of alarm --shard that hand over their state', () => {
  const own = useMosquitto({ conf: ['max_queued_messages 0'] });
  let folder: string;
  let recording: string;
  /** The same in three. */
  let parts: readonly string[];
  let rules: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'building-sim-hand-over-'));
    recording = join(folder, 'recording.csv');
    await writeRecording(recording, READINGS, PER_SECOND);
    const [header, ...rows] = (await readFile(recording, 'utf8')).trimEnd().split('\n');
    parts = ['before', 'meanwhile', 'after'].map((name) => join(folder, `${name}.csv`));
    for (const [i, part] of parts.entries()) {
      const own = rows.slice((i * READINGS) / 4, i === 2 ? READINGS : ((i + 1) * READINGS) / 4);
      await writeFile(part, `${[header, ...own].join('\n')}\n`);
    }
    rules = join(folder, 'rules.yaml');
    await writeFile(
      rules,
      `rules:
  - name: warm
    scope: { sensor: TEMP }
    deadband: 0.5
    limits: [{ level: high, above: 25 }, { level: critical, above: 27, for: 2 of 4 }]
  - { name: sudden, scope: { sensor: TEMP, room: 1-40 }, within: 1s, limits: { level: info, falling: 5 } }
`,
    );
  });
  afterAll(() => rm(folder, { recursive: true }));

  const argsOf = (report: string, k: number, n: number): string[] => [
    ...['alarm', '-L', own.broker.url, '-J', '-q', '1', '--no-clean', '--id', `${report}-${k}-of-${n}`],
    ...['--report', report, '--rules', rules, '--shard', `${k}/${n}`],
  ];
  const stateOf = (report: string, k: number, n: number) => join(folder, `${report}-${k}-of-${n}.jsonl`);
  const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

  async function startWorkers(report: string, n: number, from: readonly string[] = []) {
    const workers = upTo(n).map((k) =>
      startHere([
        ...argsOf(report, k, n),
        ...['--state', stateOf(report, k, n)],
        ...from.flatMap((file) => ['--from-state', file]),
      ]),
    );
    await Promise.all(workers.map((worker) => worker.errLine(/^listening to/)));
    return workers;
  }

  /** Each alarm of these workers: the whole event, or sensor and time of a breach. */
  const alarmsOf = (report: string, texts: readonly string[]): string[] =>
    texts
      .flatMap((text) => (report === 'events' ? text.split('\n').filter(Boolean) : readingKeys(text)))
      .sort();

  async function expectedOf(report: string, files: readonly string[], published: string): Promise<string[]> {
    const offline = await runHere(['rules', 'run', ...files, '--rules', rules, '-J', '--quiet']);
    if (report === 'events') return alarmsOf(report, [offline.stdout]);
    const beyond = jsonLines(published).filter(({ value }) => Number(value) > 25);
    return beyond.map(({ topic, time }) => `${topic} ${time}`).sort();
  }

  async function publish(part: string): Promise<string> {
    const args = ['publish', '-L', own.broker.url, '-q', '1', '-J', '--replay', part];
    const { code, stdout } = await runHere(args);
    expect(code).toBe(0);
    return stdout;
  }

  it.each(['events', 'breaches'])('from three to five: all %s come exactly once', async (report) => {
    const three = await startWorkers(report, 3);
    const [before = '', meanwhile = '', after = ''] = parts;
    const published = [await publish(before)];
    const caughtUp = await expectedOf(report, [before], published.join(''));
    const toldBy = (workers: typeof three) =>
      alarmsOf(
        report,
        workers.map(({ stdout }) => stdout),
      );
    await expect.poll(() => toldBy(three)).toEqual(caughtUp);

    for (const k of upTo(5)) expect((await runHere([...argsOf(report, k, 5), '-E'])).code).toBe(0);
    const publishing = publish(meanwhile);
    await Promise.all(three.map((worker) => worker.stop()));
    const former = upTo(3).map((k) => stateOf(report, k, 3));
    const five = await startWorkers(report, 5, former);
    published.push(await publishing, await publish(after));

    const expected = await expectedOf(report, [recording], published.join(''));
    await expect.poll(() => toldBy([...three, ...five])).toEqual(expected);
    for (const { stdout } of [...three, ...five]) expect(stdout).not.toBe('');
    await Promise.all(five.map((worker) => worker.stop()));
    expect(toldBy([...three, ...five])).toEqual(expected);
  });

  it('a state of an earlier change is refused, and one of other sensors told', async () => {
    const old = join(folder, 'old.jsonl');
    const newer = join(folder, 'newer.jsonl');
    const header = '{"type":"building-sim alarm state","version":1}';
    const sensor = '{"topic":"BUILDING/P_1/N/1/TEMP"}\n{"topic":"BUILDING/P_1/N/2/TEMP"}';
    await writeFile(old, `${header}\n{"clock":1000}\n${sensor}\n`);
    await writeFile(newer, `${header}\n{"clock":2000}\n`);
    const run = (...args: string[]) =>
      runHere(['alarm', '-L', own.broker.url, '--report', 'events', '--duration', '0.1', ...args]);
    const stale = await run('--state', old, '--from-state', newer);
    expect([stale.code, stale.stderr]).toEqual([2, expect.stringContaining('is older than --from-state')]);
    const missing = await run(
      '--state',
      join(folder, 'none.jsonl'),
      '--from-state',
      join(folder, 'no.jsonl'),
    );
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('there is no such file')]);
    const others = await run('--state', old, '--room', '1');
    expect([others.code, others.stderr]).toEqual([0, expect.stringContaining('forgets 1 sensor outside')]);
  });
});

describe('alarm --shard', () => {
  it('says which rules look at sensors of other workers', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'building-sim-shard-rules-'));
    const rules = join(folder, 'rules.yaml');
    await writeFile(rules, 'rules:\n  - { name: floor, silent_after: 5m, silent_each: floor }\n');
    const args = ['alarm', '--report', 'events', '--rules', rules, '--duration', '0.1', '-p', '1'];
    expect((await runHere([...args, '--shard', '1/2'])).stderr).toContain("'floor' to its own sensors only");
    expect((await runHere(args)).stderr).not.toContain('to its own sensors only');
    await rm(folder, { recursive: true });
  });

  it.each([
    [['--rooms', '4'], '--rooms goes with --shard'],
    [['--shard', '1/2', '--floors', '4', '-t', 'a'], '--floors goes with --shard and without --topic'],
    [['--from-state', 'a.jsonl'], '--from-state needs --state'],
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
