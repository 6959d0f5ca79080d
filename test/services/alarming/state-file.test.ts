import {
  appendFileSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AlarmEngine } from '../../../src/alarm/engine/engine.ts';
import { EngineSnapshot } from '../../../src/alarm/engine/engine-snapshot.ts';
import { StateFile } from '../../../src/services/alarming/state-file.ts';
import { CheckedLines } from '../../../src/storage/checked-lines.ts';
import { limit, rulesOf, START, TOPIC } from '../../alarm/engine/script.ts';

const folder = mkdtempSync(join(tmpdir(), 'building-sim-state-'));
afterAll(() => rmSync(folder, { recursive: true }));
const ruleSet = rulesOf({ limits: [limit({})] });

function open(name: string) {
  const path = join(folder, name);
  const file = new StateFile(path, 'alarm');
  const engine = new AlarmEngine({ ruleSet, onChange: (point) => keeper.note(point) });
  const keeper = new EngineSnapshot(engine);
  const loaded = file.load();
  engine.restore(loaded?.records ?? []);
  return { path, engine, loaded, flush: () => file.flush(keeper) };
}

describe('StateFile', () => {
  it('gives back what was written, though it was never closed', () => {
    const { flush, engine } = open('plain');
    flush();
    engine.read({ topic: TOPIC, value: 28, timeMs: START });
    flush();
    const { engine: revived } = open('plain');
    expect(revived.now).toBe(START);
    expect(revived.point(TOPIC)).toMatchObject({ raisedAtMs: START, peak: 28, acked: false });
  });

  it('passes over a last line that was cut short', () => {
    const { path, flush, engine } = open('torn');
    engine.read({ topic: TOPIC, value: 28, timeMs: START });
    flush();
    const { length } = readFileSync(path);
    engine.read({ topic: TOPIC, value: 20, timeMs: START + 1000 });
    flush();
    truncateSync(path, length + 25);
    expect(open('torn').engine.point(TOPIC)?.lead).toBeDefined();
  });

  it('is written anew when it has grown, and holds the same', () => {
    const { path, flush, engine } = open('grown');
    for (let i = 0; i < 8000; i++) {
      engine.read({ topic: TOPIC, value: i % 2 === 0 ? 28 : 20, timeMs: START + i * 1000 });
      flush();
    }
    expect(readFileSync(path, 'utf8').split('\n').length).toBeLessThan(10_100);
    expect(open('grown').engine.point(TOPIC)).toMatchObject({ value: 20, timeMs: START + 7_999_000 });
  });

  it('is written anew no more often than it has doubled, for as many sensors as there are', () => {
    const size = 30_000;
    const kept = Array.from({ length: size }, (_, i) => ({ topic: `${i}` }));
    let wholes = 0;
    const file = new StateFile(join(folder, 'many'), 'alarm');
    const keeper = {
      size,
      all: () => {
        wholes++;
        return kept;
      },
      changes: () => kept.slice(0, 1000),
    };
    for (let i = 0; i < 101; i++) file.flush(keeper);
    file.close();
    expect(wholes).toBe(3);
  });

  it('is read whatever its length, in pieces', () => {
    const { path, flush } = open('long');
    flush();
    const topicOf = (i: number) => `Bürohaus/P_1/N/${i}/TEMP`;
    const lines = Array.from({ length: 60_000 }, (_, i) =>
      JSON.stringify({ topic: topicOf(i + 1), time: i }),
    );
    appendLines(path, lines);
    const { engine } = open('long');
    expect(engine.size).toBe(60_000);
    for (const [i] of lines.entries()) {
      if (engine.point(topicOf(i + 1))?.timeMs !== i) expect.unreachable(`line ${i + 2}`);
    }
  });

  it.each([
    ['another file', 'hello\n'],
    ['another file without a whole line', 'hello'],
    ['another file that is one long line', 'x'.repeat(20_000_000)],
  ])('refuses %s', (name, text) => {
    const { path } = open(name);
    writeFileSync(path, text);
    expect(() => open(name)).toThrow(/does not begin with/);
  });

  it.each([
    '{"clock":"late"}',
    '[1]',
    'null',
    '{"topic":"B/P_1/N/1/TEMP","tracks":5}',
    '{"topic":"B/P_1/N/1/TEMP","tracks":[null]}',
    '{"topic":"B/P_1/N/1/TEMP","alarm":null}',
    '{"topic":"B/P_1/N/1/TEMP","window":{"ms":480000}}',
    '{"topic":"B/P_1/N/1/TEMP","window":{"ms":480000,"parts":[1]}}',
  ])('leaves out the line %s, and says so', (line) => {
    const { path, flush } = open('line');
    flush();
    appendLines(path, [line]);
    expect(open('line').loaded).toEqual({ records: [], untold: [], damaged: [3] });
    rmSync(path);
  });

  it('loses with a flipped bit that line alone, and knows which', () => {
    const { path, flush, engine } = open('bits');
    flush();
    for (let i = 0; i < 5; i++) {
      engine.read({ topic: TOPIC, value: i % 2 === 0 ? 28 : 20, timeMs: START + i * 1000 });
      flush();
    }
    const whole = readFileSync(path);
    const lines = whole.toString().split('\n');
    for (let at = 0; at < whole.length; at += 7) {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 7));
      writeFileSync(path, flipped);
      const { loaded, engine: revived } = open('bits');
      const line = whole.subarray(0, at).toString().split('\n').length;
      // An end of line that is lost or made glues two lines, or cuts one; both are told.
      for (const damaged of loaded?.damaged ?? []) expect(Math.abs(damaged - line)).toBeLessThanOrEqual(1);
      expect(loaded?.damaged.length).toBeLessThanOrEqual(2);
      expect(revived.now).toBeGreaterThanOrEqual(START + 3000);
    }
    expect(lines).toHaveLength(2 + 5 * 2 + 1);
  });

  it('is read without checksums, as older versions wrote it', () => {
    const path = join(folder, 'old');
    const lines = [
      '{"type":"building-sim alarm state","version":1}',
      `{"clock":${START}}`,
      'broken',
      `{"topic":"${TOPIC}","time":${START},"value":28}`,
    ];
    writeFileSync(path, `${lines.join('\n')}\n{"topic":"torn`);
    const { loaded, flush } = open('old');
    expect(loaded).toEqual({
      records: [{ clock: START }, { topic: TOPIC, time: START, value: 28 }],
      untold: [],
      damaged: [3],
    });
    flush();
    expect(open('old').engine.point(TOPIC)).toMatchObject({ value: 28 });
    expect(readFileSync(path, 'utf8')).toMatch(/^({"type":"building-sim alarm state","version":2}\n){2}/);
  });

  it.skipIf(process.platform === 'win32')('refuses a device at once', () => {
    expect(() => new StateFile('/dev/zero', 'alarm').load()).toThrow(/it is a device or a pipe/);
  });

  it.skipIf(process.platform === 'win32')('is written where a symbolic link leads', () => {
    const link = join(folder, 'link');
    writeFileSync(join(folder, 'linked'), '');
    symlinkSync(join(folder, 'linked'), link);
    open('link').flush();
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'linked'), 'utf8')).toContain('alarm state');
  });
});

/** Lines with right checksums behind a file. */
function appendLines(path: string, texts: readonly string[]): void {
  const lines = new CheckedLines();
  for (const text of texts) lines.add(text);
  appendFileSync(path, lines.take());
}
