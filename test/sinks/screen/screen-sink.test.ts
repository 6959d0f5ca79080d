import { describe, expect, it } from 'vitest';
import type { Observation } from '../../../src/observation/observation.ts';
import type { ScreenSinkSettings } from '../../../src/sinks/screen/kind-view.ts';
import { createScreen } from '../../../src/sinks/screen/screen.ts';
import { createScreenSink } from '../../../src/sinks/screen/screen-sink.ts';

const at = Date.UTC(2026, 0, 5, 8);
const address = { building: 'B', floor: 2, wing: 'O', room: 4, sensor: 'TEMP' } as const;
const topic = 'B/P_2/O/4/TEMP';

const reading: Observation = {
  kind: 'message',
  topic,
  qos: 0,
  retain: false,
  payload: Buffer.from('31'),
  reading: { address, value: 31, timeMs: at, seq: undefined, format: 'number' },
  atMs: at,
};
const breach: Observation = {
  kind: 'breach',
  address,
  topic,
  value: 31,
  timeMs: at,
  limit: { side: 'above', value: 30, level: 'critical' },
};

/** Text on stdout and stderr after the observations. */
async function shown(observations: readonly Observation[], settings: ScreenSinkSettings) {
  const texts = { out: '', err: '' };
  const output = (stream: 'out' | 'err') => ({
    isTTY: false,
    columns: 80,
    write: (text: string) => {
      texts[stream] += text;
    },
  });
  const screen = createScreen(
    { stdout: output('out'), stderr: output('err'), env: {}, now: Date.now },
    { quiet: false, color: false },
  );
  const sink = createScreenSink(screen, settings);
  for (const observation of observations) sink.take(observation);
  await sink.end();
  return texts;
}

describe('the screen as a sink', () => {
  it('indents readings, not breaches, where the settings ask for it', async () => {
    const { out } = await shown([reading, breach], { format: 'human', isIndented: true });
    expect(out).toBe(
      `  2026-01-05T08:00:00.000Z ${topic} 31 Cel
2026-01-05T08:00:00Z critical B floor 2 wing O room 4 TEMP 31 Cel > 30
`,
    );
  });

  it('writes one object a line', async () => {
    const { out } = await shown([reading, breach], { format: 'jsonl' });
    const objects = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(objects).toMatchObject([
      { type: 'reading', value: 31, format: 'number' },
      { type: 'alarm', state: 'breach', limit: 30 },
    ]);
  });

  it.each<[Observation, string]>([
    [
      { kind: 'unreadable', topic: 'a\n', reason: 'no number' },
      "can't read a\\n: no number (said once per topic)",
    ],
    [
      {
        kind: 'connection',
        where: 'mqtt://h:1883',
        isHosted: true,
        state: { kind: 'connected', again: true, sessionPresent: true },
      },
      'connected again to mqtt://h:1883, which runs in this process; the broker kept the session',
    ],
    [
      {
        kind: 'connection',
        where: 'mqtt://h:1883',
        isHosted: false,
        state: { kind: 'lost', why: 'reset; wait', retryInMs: 1500 },
      },
      'connection lost: reset; next attempt in 1.5 s',
    ],
    [
      { kind: 'subscription', filters: ['a', 'b', 'c', 'd', 'e', 'f'] },
      'listening to a b c d e and 1 more filter',
    ],
    [{ kind: 'note', text: 'a note', isWarning: true }, 'a note'],
    [
      {
        kind: 'summary',
        counts: { of: 'readings', readings: 1, alarms: 2, unreadable: 3, ahead: 0, surplus: 0 },
      },
      '1 reading, 2 alarms, 3 messages that could not be read',
    ],
  ])('%j is a line on stderr', async (observation, line) => {
    expect(await shown([observation], { format: 'csv' })).toEqual({ out: '', err: `${line}\n` });
  });
});
