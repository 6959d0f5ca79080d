import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { limitsWith } from '../../../src/alarm/breach.ts';
import type { Address } from '../../../src/building/address.ts';
import type { Observation } from '../../../src/observation/observation.ts';
import { createBreachMonitor } from '../../../src/services/alarming/breach-monitor.ts';
import { createEventMonitor } from '../../../src/services/alarming/event-monitor.ts';
import { kindLimits } from '../../../src/services/alarming/limit-source.ts';
import type { AlarmMonitor } from '../../../src/services/alarming/monitor.ts';
import { openSavedState } from '../../../src/services/alarming/saved-state.ts';
import { limit, rulesOf, START, TOPIC } from '../../alarm/engine/script.ts';

const folder = mkdtempSync(join(tmpdir(), 'building-sim-keeper-'));
afterAll(() => rmSync(folder, { recursive: true }));
const address: Address = { building: 'B', floor: 2, wing: 'O', room: 4, sensor: 'TEMP' };

/** A sink that tells when it is let. A told event is one that a process killed now has told. */
function slowSink() {
  const told: string[] = [];
  const texts: string[] = [];
  let taken: string[] = [];
  let waiting: (() => void)[] = [];
  return {
    told,
    /** Notes and warnings. */
    texts,
    sink: {
      take: (observation: Observation) => {
        if (observation.kind === 'alarm') {
          const { state, timeMs, repeated } = observation.event;
          taken.push(`${state} ${(timeMs - START) / 1000}${repeated ? ' repeated' : ''}`);
        }
        if (observation.kind === 'breach') {
          const { value, timeMs, limit, repeated } = observation;
          taken.push(`${value}>${limit.value} ${(timeMs - START) / 1000}${repeated ? ' repeated' : ''}`);
        }
        if (observation.kind === 'note') texts.push(observation.text);
      },
      told: () => new Promise<void>((resolve) => waiting.push(resolve)),
      end: async () => undefined,
    },
    async tellAll() {
      told.push(...taken);
      taken = [];
      const resolvers = waiting;
      waiting = [];
      for (const resolve of resolvers) resolve();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

const events = async (path: string, { sink }: ReturnType<typeof slowSink>): Promise<AlarmMonitor> =>
  createEventMonitor(
    {
      ruleSet: rulesOf({ limits: [limit({})] }),
      description: '',
      roomTypeOf: () => undefined,
      raiseRetained: true,
      maxTopics: 1000,
      now: () => START,
      state: await openSavedState('alarm', { path, fromPaths: [] }, () => true),
    },
    sink,
  );
const breaches = async (path: string, { sink }: ReturnType<typeof slowSink>): Promise<AlarmMonitor> =>
  createBreachMonitor(
    { ...kindLimits(limitsWith([])), maxTopics: 1000 },
    await openSavedState('breach', { path, fromPaths: [] }, () => true),
    sink,
  );

const reading = (i: number) => ({
  topic: TOPIC,
  address,
  value: i % 2 === 0 ? 28 : 20,
  timeMs: START + i * 1000,
  retained: false,
});
const withoutMark = (told: readonly string[]) => new Set(told.map((each) => each.replace(' repeated', '')));

describe.each([
  ['events', events, ['raised 0', 'cleared 1', 'raised 2', 'cleared 3']],
  ['breaches', breaches, ['28>27 0', '28>27 2']],
] as const)('a process with --report %s', (name, open, all) => {
  it('that is killed at any moment tells each change that it wrote, before or after', async () => {
    const path = join(folder, name);
    // The file as it is after each step, and what was told by then: every moment at which a kill makes a difference.
    const moments: { readonly file: string; readonly told: readonly string[]; readonly taken: number }[] = [];
    const first = slowSink();
    const monitor = await open(path, first);
    const note = (taken: number) => {
      const file = `${path}-${moments.length}`;
      copyFileSync(path, file);
      moments.push({ file, told: [...first.told], taken });
    };
    for (let i = 0; i < 4; i++) {
      monitor.take(reading(i));
      note(i + 1);
      if (i !== 1) await first.tellAll();
      note(i + 1);
      monitor.tick();
      note(i + 1);
    }
    await Promise.all([first.tellAll(), monitor.close()]);
    note(4);
    for (const { file, told, taken } of moments) {
      const later = slowSink();
      const revived = await open(file, later);
      await later.tellAll();
      for (let i = taken; i < 4; i++) revived.take(reading(i));
      await later.tellAll();
      expect([file, withoutMark([...told, ...later.told])]).toEqual([file, new Set(all)]);
      // Marked exactly where it may have been told before.
      const marked = later.told.filter((each) => each.endsWith('repeated'));
      expect([...withoutMark(marked)].every((each) => all.slice(0, taken).includes(each as never))).toBe(
        true,
      );
      await Promise.all([later.tellAll(), revived.close()]);
    }
    expect(new Set(moments.map(({ told }) => told.length)).size).toBeGreaterThan(1);
  });

  it('that told everything repeats nothing', async () => {
    const path = join(folder, `${name} told`);
    const first = slowSink();
    const monitor = await open(path, first);
    for (let i = 0; i < 4; i++) monitor.take(reading(i));
    await first.tellAll(); // of the first event
    await first.tellAll();
    monitor.tick();
    const later = slowSink();
    copyFileSync(path, `${path} copy`);
    await (await open(`${path} copy`, later)).close();
    await later.tellAll();
    expect(later.told).toEqual([]);
    await monitor.close();
  });

  it('says at its end how much the next start tells again', async () => {
    const path = join(folder, `${name} left`);
    const first = slowSink();
    const monitor = await open(path, first);
    monitor.take(reading(0));
    await monitor.close();
    expect(first.texts.at(-1)).toMatch(/left': the next start tells 1 event again$/);
  });
});

describe('a state file', () => {
  it('is refused while another process, or this one, uses it, by name and process', async () => {
    const path = join(folder, 'twice');
    const { sink } = slowSink();
    const monitor = await events(path, { ...slowSink(), sink });
    await expect(events(path, slowSink())).rejects.toThrow(
      `state file '${path}': is used by another alarm, process ${process.pid}`,
    );
    await monitor.close();
    await (await events(path, slowSink())).close();
  });

  it('with damaged lines works without them, and the user hears of it', async () => {
    const path = join(folder, 'damaged');
    const first = slowSink();
    const monitor = await events(path, first);
    monitor.take(reading(0));
    await Promise.all([first.tellAll(), monitor.close()]);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('"clock"', '"clack"'));
    appendFileSync(path, 'x\n');
    const saved = await openSavedState('alarm', { path, fromPaths: [] }, () => true);
    expect(saved?.warnings).toEqual([
      `state file '${path}': leaves out 2 damaged lines, the first is line ${lineOf(text, '"clock"')}`,
    ]);
    expect(saved?.former).toMatchObject([{ topic: TOPIC, value: 28 }]);
    await saved?.lock.release();
  });

  it('of another worker gives its untold events to the one that takes its sensors over', async () => {
    const [from, path] = [join(folder, 'old worker'), join(folder, 'new worker')];
    const first = slowSink();
    const monitor = await events(from, first);
    monitor.take(reading(0));
    await monitor.close();
    for (const [isOwn, count] of [
      [() => false, 0],
      [() => true, 1],
    ] as const) {
      const saved = await openSavedState('alarm', { path, fromPaths: [from] }, isOwn);
      expect(saved?.untold).toHaveLength(count);
      await saved?.lock.release();
    }
  });
});

function lineOf(text: string, part: string): number {
  return text.slice(0, text.indexOf(part)).split('\n').length;
}
