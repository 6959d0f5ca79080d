import { expect, it } from 'vitest';
import type { AlarmEvent } from '../../../../src/alarm/event.ts';
import { createScreen } from '../../../../src/sinks/screen/screen.ts';
import { openAlarmView } from '../../../../src/sinks/screen/views/alarm.ts';

const START_MS = Date.UTC(2026, 0, 5, 8);

function raised(seconds: number, more: Partial<AlarmEvent> = {}): AlarmEvent {
  const topic = 'MIOT/s07/BUILDING/P_2/O/4/TEMP';
  const timeMs = START_MS + seconds * 1000;
  return {
    ...{ state: 'raised', level: 'high', priority: 'medium', topic, rule: 'warm', timeMs },
    ...{ value: 28, limit: 27, ...more },
  };
}

function shown(events: readonly AlarmEvent[]): string[] {
  let text = '';
  const output = { isTTY: false, columns: 80, write: (more: string) => (text += more) };
  const context = { stdout: output, stderr: output, env: {}, now: () => START_MS };
  const screen = createScreen(context, { quiet: false, color: false });
  const view = openAlarmView(screen, { format: 'human', isFolding: true, commonLevels: 1 });
  for (const event of events) view.take({ kind: 'alarm', event, subject: undefined });
  view.end?.();
  screen.flush();
  return text.trimEnd().split('\n');
}

it('tells a flood in words, in the order of time', () => {
  const flood = Array.from({ length: 9 }, (_, n) => raised(n));
  const held = [raised(10), raised(20), raised(25, { rule: 'damp' }), raised(30, { state: 'cleared' })];
  const critical = raised(48, { level: 'critical', value: 31.5, limit: 30 });
  const lines = shown([...flood, ...held, critical]);
  expect(lines.slice(8)).toEqual([
    '2026-01-05T08:00:08Z raised    high     s07/BUILDING floor 2 wing O room 4 TEMP 28 Cel limit 27, warm',
    '2026-01-05T08:00:48Z raised    critical s07/BUILDING floor 2 wing O room 4 TEMP 31.5 Cel limit 30, warm',
    '2026-01-05T08:00:48Z alarm flood, 4 changes in 20 s: 3 raised, 1 cleared (not shown one by one); rules: warm 3, damp 1',
  ]);
});
