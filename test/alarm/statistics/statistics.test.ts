// Tests src/alarm/statistics/ as a whole, through statistics.ts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AlarmEvent, EVENT_STATES, type EventState } from '../../../src/alarm/event.ts';
import { Folder } from '../../../src/alarm/statistics/folder.ts';
import { AlarmStatistics } from '../../../src/alarm/statistics/statistics.ts';
import { LEVELS } from '../../../src/building/limit.ts';

const MINUTE = 60_000;

function event(state: EventState, minute: number, more: Partial<AlarmEvent> = {}): AlarmEvent {
  return {
    state,
    level: 'high',
    priority: 'medium',
    topic: 'B/P_2/O/4/TEMP',
    rule: 'warm',
    timeMs: minute * MINUTE,
    ...more,
  };
}

function summaryOf(events: readonly AlarmEvent[], endMinute = 0) {
  const statistics = new AlarmStatistics();
  for (const each of events) statistics.add(each);
  return statistics.summary(endMinute * MINUTE);
}

const raises = (count: number, stepMinutes: number, from = 0): AlarmEvent[] =>
  Array.from({ length: count }, (_, i) =>
    event('raised', from + i * stepMinutes, { topic: `B/P_1/N/${i + 1}/TEMP` }),
  );

describe('AlarmStatistics', () => {
  it('counts alarms by rule, floor and priority, and the time they stand', () => {
    const events = [
      event('raised', 0),
      event('escalated', 1),
      event('raised', 2, { topic: 'B/P_1/N/1/HUM', rule: 'damp', priority: 'low' }),
      event('cleared', 5),
      event('raised', 10),
      event('silent', 11, { topic: 'B/P_3/N/1/HUM', rule: 'quiet' }),
    ];
    expect(summaryOf(events, 20)).toMatchObject({
      alarms: 3,
      silences: 1,
      standing: 2,
      inAlarmMs: (5 + 18 + 10) * MINUTE,
      spanMs: 20 * MINUTE,
      byRule: [
        { name: 'warm', alarms: 2 },
        { name: 'damp', alarms: 1 },
      ],
      byPlace: [
        { name: 'B/P_2', alarms: 2 },
        { name: 'B/P_1', alarms: 1 },
      ],
      byPriority: { high: 0, medium: 2, low: 1 },
      alarmsPer10Min: 1.5,
      mostIn10Min: 2,
    });
  });

  it.each([
    ['two in a minute', [0, 0.5], 0],
    ['three in a minute', [0, 0.5, 1], 3],
    ['five in a minute', [0, 0.2, 0.4, 0.6, 0.8], 5],
    ['three in two minutes', [0, 1, 2], 0],
  ])('chattering: %s', (_, minutes, times) => {
    const { chattering } = summaryOf(minutes.map((minute) => event('raised', minute)));
    expect(chattering.map((chatter) => chatter.times)).toEqual(times === 0 ? [] : [times]);
  });

  it('a flood begins with ten in ten minutes and ends below five', () => {
    expect(summaryOf(raises(9, 0.1)).floods).toEqual([]);
    expect(summaryOf(raises(10, 1.2)).floods).toEqual([]);
    const events = [...raises(12, 1), ...raises(1, 1, 40), ...raises(10, 0.5, 60)];
    expect(summaryOf(events).floods).toEqual([
      { startMs: 0, endMs: 11 * MINUTE, alarms: 12 },
      { startMs: 60 * MINUTE, endMs: 64.5 * MINUTE, alarms: 10 },
    ]);
  });

  it('is empty without events', () => {
    expect(summaryOf([])).toMatchObject({ alarms: 0, spanMs: 0, alarmsPer10Min: undefined, floods: [] });
  });
});

describe('Folder', () => {
  it('shows what comes before a flood, and folds the rest but for what is critical', () => {
    const folder = new Folder();
    const shown = raises(15, 0.1).map((raised) => folder.take(raised));
    expect(shown.filter(({ event: each }) => each !== undefined)).toHaveLength(9);
    expect(folder.take(event('raised', 2, { level: 'critical' })).event).toBeDefined();
    const { fold } = folder.end();
    expect(fold?.byState).toEqual(new Map([['raised', 6]]));
    // A fold is as new as the newest line above.
    expect(fold?.atMs).toBe(event('raised', 2).timeMs);
    expect(folder.end()).toEqual({});
  });

  it('loses nothing: every event is shown or counted', () => {
    const anyEvents = fc.array(
      fc.record({
        state: fc.constantFrom(...EVENT_STATES),
        minute: fc.integer({ min: 0, max: 40 }),
        level: fc.constantFrom(...LEVELS),
      }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(anyEvents, (events) => {
        const folder = new Folder();
        const sorted = events.sort((a, b) => a.minute - b.minute);
        const folded = [
          ...sorted.map(({ state, minute, level }) => folder.take(event(state, minute, { level }))),
          folder.end(),
        ];
        const counted = folded
          .flatMap(({ fold }) => [...(fold?.byState.values() ?? [])])
          .reduce((sum, n) => sum + n, 0);
        return counted + folded.filter((each) => each.event !== undefined).length === events.length;
      }),
    );
  });
});
