// Tests src/commands/dashboard/review.ts, record-file.ts and src/services/reviewing.ts through the command line
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createBroker } from '../../src/broker/broker.ts';
import { openPage } from './open-page.ts';
import { runHere, startHere } from './run-here.ts';

const ADDRESS = /^http:\/\/127\.0\.0\.1:\d+\/#t=/;
const TOPIC = 'BUILDING/P_2/O/4/TEMP';
/** Nothing listens there: a recording needs no broker. */
const OFFLINE = ['dashboard', '--listen', '0', '-L', 'mqtt://127.0.0.1:1'];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replay-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

async function start(...args: readonly string[]) {
  const running = startHere(args);
  onTestFinished(() => void running.stop());
  const page = await openPage(await running.errLine(ADDRESS));
  const connection = () => page.updates().at(-1)?.status.connection;
  return { running, page, connection };
}

const lineAt = (second: number, value: number, topic = TOPIC) =>
  `${JSON.stringify({ type: 'message', topic, time: new Date(Date.UTC(2026, 0, 5, 8, 0, second)).toISOString(), payload: String(value) })}\n`;

describe('dashboard --record', () => {
  it('keeps all messages, and --replay shows them and their alarms again', async () => {
    const broker = await createBroker();
    onTestFinished(() => broker.close());
    const { port } = await broker.listen({ host: '127.0.0.1', port: 0 });
    const where = ['-L', `mqtt://127.0.0.1:${port}`];
    const file = join(folder, 'seen.jsonl');
    const { running, page } = await start('dashboard', '--listen', '0', ...where, '--record', file);
    const publish = (topic: string, message: string) =>
      runHere(['publish', ...where, '-t', topic, '-m', message, '-q', '1']);
    await publish('lab/x', 'no reading');
    await publish(TOPIC, '21');
    await publish(TOPIC, 'broken');
    await publish(TOPIC, '31.5');
    await expect.poll(() => page.alarm(TOPIC)).toMatchObject({ level: 'critical' });
    const seen = page.alarm(TOPIC);
    expect((await running.stop()).code).toBe(143);
    const lines = (await readFile(file, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ type, topic, payload }) => [type, topic, payload])).toEqual([
      ['message', 'lab/x', 'no reading'],
      ['reading', TOPIC, '21'],
      ['message', TOPIC, 'broken'],
      ['reading', TOPIC, '31.5'],
    ]);
    const again = await start(...OFFLINE, '--replay', file, '--speed', 'max');
    await expect.poll(() => again.page.alarm(TOPIC)).toEqual(seen);
    await expect.poll(again.connection).toMatchObject({
      state: 'ended',
      isRecording: true,
      where: `the recording ${file}`,
      sinceMs: Date.parse(lines.at(-1)?.received),
    });
    const { readings, unreadable } = again.page.updates().at(-1)?.status ?? {};
    expect([readings, unreadable]).toEqual([2, 1]);
    // The page still takes commands.
    again.page.say({ type: 'command', command: 1, topic: TOPIC, do: { command: 'acknowledge' } });
    await expect.poll(() => again.page.alarm(TOPIC)).toMatchObject({ isAcknowledged: true });
  });

  it('replaces a recording, and another file only with --force', async () => {
    const foreign = await fileOf('notes.txt', 'mine');
    const { code, stderr } = await runHere([...OFFLINE, '--record', foreign]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining(`--record '${foreign}': holds something else`),
    ]);
    expect(await readFile(foreign, 'utf8')).toBe('mine');
    const former = await fileOf('former.jsonl', lineAt(0, 21));
    for (const [file, ...more] of [[former], [foreign, '--force']]) {
      const args = ['dashboard', '--listen', '0', '--record', file ?? '', ...more];
      const { running } = await start(...args);
      await running.stop();
      expect(await readFile(file ?? '', 'utf8')).toBe('');
    }
  });
});

describe('dashboard --replay', () => {
  it('keeps the recorded times at the speed that is asked for', async () => {
    const file = await fileOf('slow.jsonl', lineAt(0, 21) + lineAt(10, 31) + lineAt(11, 21, 'lab/TEMP'));
    const startedMs = performance.now();
    const { page, connection, running } = await start(...OFFLINE, '--replay', file, '--speed', '5');
    await expect.poll(connection).toMatchObject({ state: 'replaying' });
    await expect.poll(() => page.alarm(TOPIC)).toMatchObject({ sinceMs: Date.UTC(2026, 0, 5, 8, 0, 10) });
    // Ten recorded seconds at 5 times their speed, longer than the start of a dashboard.
    expect(performance.now() - startedMs).toBeGreaterThan(2000);
    const values = page.updates().flatMap((update) => update.values.map(([, value, atMs]) => [value, atMs]));
    // A page may be told the same twice: once with all there is.
    const distinct = values.filter(([, atMs], i) => atMs !== values[i - 1]?.[1]);
    expect(distinct).toEqual([
      [21, Date.UTC(2026, 0, 5, 8, 0, 0)],
      [31, Date.UTC(2026, 0, 5, 8, 0, 10)],
    ]);
    await expect.poll(connection).toMatchObject({ state: 'ended' });
    expect(running.stderr).toContain('the recording has ended; the page keeps its last values');
    expect((await running.stop('SIGINT')).code).toBe(130);
  });

  it('shows a table, and only the selection', async () => {
    const other = 'BUILDING/P_1/N/1/TEMP';
    const file = await fileOf(
      'table.csv',
      `time,topic,value\n2026-01-05T08:00:00Z,${other},31\n2026-01-05T08:00:01Z,${TOPIC},31\n`,
    );
    const { page } = await start(...OFFLINE, '--replay', file, '--speed', 'max', '--floor', '2');
    await expect.poll(() => page.alarm(TOPIC)).toMatchObject({ level: 'critical' });
    expect(page.updates().flatMap(({ sensors }) => sensors.map(([, topic]) => topic))).toEqual([TOPIC]);
  });

  it.each([
    ['', 'there is no message in it'],
    ['notes\n', 'there is no message in it'],
    ['{"topic":"a"}\n', "line 1: 'time' is missing"],
    ['{"topic":\n', 'line 1, column 10: its JSON is broken'],
    ['[]', 'line 1: it is a JSON array'],
    [`${lineAt(0, 21)}{"topic":1}\n`, "line 2: 'topic' is missing"],
  ])('refuses %j with its line', async (text, fault) => {
    const file = await fileOf('wrong.jsonl', text);
    const { code, stderr } = await runHere([...OFFLINE, '--replay', file, '--speed', 'max']);
    expect(code).toBe(2);
    expect(stderr).toContain(`building-sim: --replay '${file}': ${fault}`);
  });

  it.each([
    [['--simulate'], '--simulate means nothing with --replay'],
    [['--record', 'x'], '--record means nothing with --replay'],
    [['--publish', 'alarms'], '--publish means nothing with --replay'],
    [['--seed', '7'], '--seed means nothing with --replay'],
  ])('refuses %j beside it', async (args, fault) => {
    const file = await fileOf('fine.jsonl', lineAt(0, 21));
    const { code, stderr } = await runHere([...OFFLINE, '--replay', file, ...args]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(fault)]);
  });

  it('says which file it can not read', async () => {
    const { code, stderr } = await runHere([...OFFLINE, '--replay', '/nonexistent/day.jsonl']);
    expect([code, stderr]).toEqual([2, expect.stringContaining("--replay '/nonexistent/day.jsonl'")]);
  });
});
