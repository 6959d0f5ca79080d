import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AlarmEngine } from '../../../src/alarm/engine/engine.ts';
import { EngineSnapshot } from '../../../src/alarm/engine/engine-snapshot.ts';
import { StateFile } from '../../../src/services/alarming/state-file.ts';
import { limit, rulesOf, START, TOPIC } from '../../alarm/engine/script.ts';

const folder = mkdtempSync(join(tmpdir(), 'building-sim-state-'));
afterAll(() => rmSync(folder, { recursive: true }));
const ruleSet = rulesOf({ limits: [limit({})] });

function open(name: string) {
  const path = join(folder, name);
  const file = new StateFile(path, 'alarm');
  const engine = new AlarmEngine({ ruleSet, onChange: (point) => keeper.note(point) });
  const keeper = new EngineSnapshot(engine);
  engine.restore(file.load() ?? []);
  return { path, engine, flush: () => file.flush(keeper) };
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
    appendFileSync(path, `${lines.join('\n')}\n`);
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
  ])('refuses the line %s', (line) => {
    const { path, flush } = open('line');
    flush();
    appendFileSync(path, `${line}\n`);
    expect(() => open('line')).toThrow(/:\d+: no line of a state/);
    rmSync(path);
  });
});
