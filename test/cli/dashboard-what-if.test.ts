// Tests src/commands/dashboard/simulation.ts through the command line
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { RoomDetails } from '../../src/dashboard/messages.ts';
import { FAULT_TYPES } from '../../src/simulator/faults/list.ts';
import { openPage, type TestPage } from './open-page.ts';
import { runHere, startHere } from './run-here.ts';

const ADDRESS = /^http:\/\/127\.0\.0\.1:\d+\/#t=/;
/** Twenty-four sensors, each some ten times a second: ten simulated minutes are a second. */
const SMALL = ['--floors', '2', '--rooms', '3', '--wing', 'N', '--rate', '0.5', '--speed', '600'];
const CALM = ['--faults', '0', '--seed', '7', '--start', '2026-01-05T10:00Z'];
const ROOM = 'BUILDING/P_1/N/2';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'what-if-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function simulate(...args: readonly string[]) {
  const running = startHere(['dashboard', '--listen', '0', '--simulate', ...SMALL, ...CALM, ...args]);
  onTestFinished(() => void running.stop());
  const url = await running.errLine(ADDRESS);
  return { running, page: await openPage(url) };
}

const roomsOf = (page: TestPage): RoomDetails[] => page.messages.filter((message) => message.type === 'room');
const inject = (command: number, fault: string, topic = ROOM) =>
  ({ type: 'inject', command, topic, fault, severity: 1, durationMs: 90 * 60_000 }) as const;

describe('dashboard --simulate', () => {
  it('shows an injected fire in its room and next door, and has it in the truth', async () => {
    const truth = join(folder, 'truth.jsonl');
    const { running, page } = await simulate('--truth', truth);
    expect(running.stderr.trimEnd().split('\n').at(-1)).toMatch(ADDRESS);
    await expect.poll(() => page.updates().reduce((sum, { sensors }) => sum + sensors.length, 0)).toBe(24);
    expect(page.messages.find(({ type }) => type === 'welcome')).toMatchObject({
      faults: expect.arrayContaining([expect.objectContaining({ name: 'fire', scope: 'room' })]),
    });
    page.say({ type: 'view', isShown: true, room: ROOM, traffic: null, packets: null });
    page.say(inject(1, 'fire'));
    await expect.poll(() => page.result()).toMatchObject({ command: 1, isDone: true });
    // The truth stands beside the alarm before the alarm comes.
    await expect
      .poll(() => roomsOf(page).at(-1)?.faults)
      .toMatchObject([{ name: 'fire', scope: 'room', sensors: ['TEMP', 'HUM', 'LUX', 'VIBR'], place: 0 }]);
    for (const room of [ROOM, 'BUILDING/P_1/N/1', 'BUILDING/P_1/N/3', 'BUILDING/P_2/N/2']) {
      await expect
        .poll(() => page.alarm(`${room}/TEMP`), { timeout: 8000 })
        .toMatchObject({ level: expect.stringMatching(/critical|high/), isAcknowledged: false });
    }
    expect(page.alarm('BUILDING/P_2/N/1/TEMP') ?? null).toBeNull();
    const topic = 'BUILDING/P_2/N/2/TEMP';
    page.say({ type: 'command', command: 2, topic, do: { command: 'acknowledge' } });
    await expect.poll(() => page.alarm(topic)).toMatchObject({ isAcknowledged: true });
    const { code } = await running.stop();
    expect(code).toBe(143);
    const entries = (await readFile(truth, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(entries).toMatchObject([{ id: 'fire-1', type: 'fire', scope: 'room', severity: 1 }]);
    expect(entries[0].sensors).toEqual(expect.arrayContaining([`${ROOM}/TEMP`, `${ROOM}/HUM`, topic]));
    expect(Date.parse(entries[0].end) - Date.parse(entries[0].start)).toBe(90 * 60_000);
  });

  it('injects faults beside the faults of a file, ends them, and refuses a second one at a sensor', async () => {
    const truth = join(folder, 'more.jsonl');
    const file = join(folder, 'faults.yaml');
    await writeFile(
      file,
      'faults: [{ type: offset, where: { floor: 1, wing: N, room: 1, sensor: TEMP }, start: 0s, duration: 30d }]',
    );
    const { running, page } = await simulate('--faults', file, '--truth', truth);
    const topicFor = (scope: string, sensor = '') => (scope === 'sensor' ? `${ROOM}/${sensor}` : ROOM);
    page.say({ type: 'mend', command: 0, place: 0 });
    await expect.poll(() => page.result()).toMatchObject({ command: 0, isDone: true });
    for (const [n, { type, scope, sensors }] of FAULT_TYPES.slice(0, 2).entries()) {
      page.say(inject(n + 1, type, topicFor(scope, sensors[0])));
      page.say({ type: 'mend', command: n + 100, place: n + 1 });
      await expect.poll(() => page.result()).toMatchObject({ command: n + 100, isDone: true });
    }
    page.say({ type: 'view', isShown: true, room: ROOM, traffic: null, packets: null });
    page.say(inject(200, 'leak'));
    page.say(inject(201, 'stuck', `${ROOM}/HUM`));
    page.say(inject(202, 'fire', 'BUILDING/P_3/N/2'));
    page.say({ type: 'mend', command: 203, place: 99 });
    await expect.poll(() => page.result()).toMatchObject({ command: 203 });
    const reasons = page.messages.flatMap((message) => (message.type === 'result' ? [message.reason] : []));
    expect(reasons.slice(-4)).toEqual([
      undefined,
      'the leak there has not ended',
      'BUILDING/P_3/N/2 is not simulated here',
      'there is no such fault',
    ]);
    await running.stop();
    const entries = (await readFile(truth, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(entries.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['offset-1.1', 'spike-2.1', 'intermittent-3.1', 'leak-4']),
    );
    const offset = entries.find(({ id }) => id === 'offset-1.1');
    expect(Date.parse(offset.end) - Date.parse(offset.start)).toBeLessThan(86_400_000);
  });

  it('stays a viewer without the option: a page injects nothing', async () => {
    const running = startHere(['dashboard', '--listen', '0']);
    onTestFinished(() => void running.stop());
    const page = await openPage(await running.errLine(ADDRESS));
    await expect.poll(() => page.messages.length).toBeGreaterThan(0);
    expect(page.messages[0]).not.toHaveProperty('faults');
    page.say(inject(1, 'fire'));
    await expect
      .poll(() => page.result())
      .toMatchObject({ isDone: false, reason: 'this process does not simulate the building' });
  });

  it('replaces no foreign file by the truth', async () => {
    const foreign = join(folder, 'notes.txt');
    await writeFile(foreign, 'mine');
    const { code, stderr } = await runHere(['dashboard', '--simulate', '--truth', foreign]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('holds something else')]);
    expect(await readFile(foreign, 'utf8')).toBe('mine');
  });
});
