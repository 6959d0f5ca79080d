// Tests src/alarm/score/ as a whole, through score.ts.
import { describe, expect, it } from 'vitest';
import { EpisodeGatherer } from '../../../src/alarm/score/episode.ts';
import { score, type TrueEvent } from '../../../src/alarm/score/score.ts';
import { readTruth } from '../../../src/alarm/score/truth.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 5, 8);
const TEMP = 'B/P_2/O/4/TEMP';

function event(given: Partial<TrueEvent>): TrueEvent {
  return {
    id: '1',
    type: 'fire',
    sensors: [TEMP],
    startMs: START,
    endMs: START + 10 * MINUTE,
    onsetMs: START + MINUTE,
    ...given,
  };
}

function record(state: string, minute: number, more: object = {}): object {
  const place = { building: 'B', floor: 2, wing: 'O', room: 4, sensor: 'TEMP' };
  return {
    type: 'alarm',
    state,
    ...place,
    rule: 'hot',
    time: new Date(START + minute * MINUTE).toISOString(),
    ...more,
  };
}

function scored(events: TrueEvent[], records: object[], startMs?: number) {
  const gatherer = new EpisodeGatherer();
  for (const each of records) expect(gatherer.add(each)).toBe(true);
  return score(events, gatherer.episodes(), { graceMs: 5 * MINUTE, startMs });
}

describe('score', () => {
  it('finds an event by an alarm at its place and time, and says how late', () => {
    const result = scored([event({})], [record('raised', 4), record('cleared', 20)]);
    expect(result).toMatchObject({ detected: 1, missed: 0, falseAlarms: 0, recall: 1, precision: 1 });
    expect(result.byType).toEqual([
      { type: 'fire', events: 1, detected: 1, recall: 1, medianDelayMs: 3 * MINUTE, maxDelayMs: 3 * MINUTE },
    ]);
  });

  it.each<[string, object[], boolean]>([
    ['an alarm that began before and still stands', [record('raised', -60)], true],
    ['an alarm that was over before', [record('raised', -60), record('cleared', -1)], false],
    ['an alarm within the grace after its end', [record('raised', 14)], true],
    ['an alarm later than that', [record('raised', 16)], false],
    ['silence', [record('silent', 5)], true],
    ['invalid readings', [record('invalid', 5, { rule: undefined })], true],
    [
      'an alarm of its floor',
      [record('silent', 5, { wing: undefined, room: undefined, sensor: undefined })],
      true,
    ],
    ['an alarm of another room', [record('raised', 5, { room: 5 })], false],
    ['an alarm of another sensor', [record('raised', 5, { sensor: 'HUM' })], false],
    ['an alarm of another building', [record('raised', 5, { building: 'BB' })], false],
  ])('%s', (_, records, isFound) => {
    expect(scored([event({})], records)).toMatchObject({
      detected: isFound ? 1 : 0,
      falseAlarms: isFound ? 0 : 1,
    });
  });

  it('counts the delay from when the readings began, at the earliest', () => {
    const { byType } = scored([event({})], [record('raised', 4)], START + 3 * MINUTE);
    expect(byType).toMatchObject([{ medianDelayMs: MINUTE }]);
  });

  it('counts false alarms by rule', () => {
    const records = [
      record('raised', 60),
      record('cleared', 61),
      record('raised', 62),
      record('raised', 60, { room: 5, rule: 'cold' }),
    ];
    expect(scored([], records)).toMatchObject({
      recall: 1,
      precision: 0,
      falseByRule: [
        ['hot', 2],
        ['cold', 1],
      ],
    });
  });

  it('keeps the end of invalid readings apart from the end of silence', () => {
    const records = [
      record('silent', 0),
      record('invalid', 1, { rule: undefined }),
      record('back', 2, { rule: undefined }),
      record('back', 9),
    ];
    const gatherer = new EpisodeGatherer();
    for (const each of records) gatherer.add(each);
    expect(
      gatherer.episodes().map(({ startMs, endMs }) => [(startMs - START) / MINUTE, (endMs - START) / MINUTE]),
    ).toEqual([
      [0, 9],
      [1, 2],
    ]);
  });

  it.each([
    null,
    3,
    'x',
    [],
    {},
    { type: 'summary' },
    record('raised', 0, { time: 'never' }),
    record('__proto__', 0, { building: 3 }),
  ])('passes over %j', (other) => {
    expect(new EpisodeGatherer().add(other)).toBe(false);
  });
});

describe('readTruth', () => {
  const whole = {
    id: 'f1',
    type: 'fire',
    scope: 'room',
    sensors: [TEMP],
    start: '2026-01-05T08:00:00Z',
    end: '2026-01-05T08:10:00Z',
    onset: '2026-01-05T08:01:00Z',
  };

  it('reads what publish --truth writes', () => {
    expect(readTruth(whole)).toEqual(event({ id: 'f1' }));
    expect(readTruth({ ...whole, onset: undefined })).toMatchObject({ onsetMs: START });
  });

  it.each([
    [null, 'expected an object'],
    [{ ...whole, type: 3 }, 'type: expected a text'],
    [{ ...whole, start: 'x' }, 'start: expected a time such as 2026-01-05T08:00:00Z'],
    [{ ...whole, end: '2026-01-05T07:00:00Z' }, 'end: expected a time, not before start'],
    [{ ...whole, sensors: 'B' }, 'sensors: expected a list of topics'],
  ])('%j: %s', (record, fault) => {
    expect(readTruth(record)).toBe(fault);
  });

  it('weighs kinds alike in the mean recall, whatever their number', () => {
    const elsewhere = (type: string, n: number) => event({ type, sensors: [`B/P_2/O/${n}/HUM`] });
    const events = [event({}), ...[1, 2, 3].map((n) => elsewhere('stuck', n))];
    const result = scored(events, [record('raised', 4)]);
    expect(result).toMatchObject({ recall: 0.25, meanRecall: 0.5 });
    expect(result.byType.map(({ type, recall }) => [type, recall])).toEqual([
      ['stuck', 0],
      ['fire', 1],
    ]);
  });

  it('counts kinds that need no alarm apart: neither missed, nor false, nor found', () => {
    const gatherer = new EpisodeGatherer();
    gatherer.add(record('raised', 4));
    const events = [event({ type: 'door' }), event({ sensors: ['B/P_2/O/4/HUM'] })];
    const isAlarmable = (type: string) => type !== 'door';
    const result = score(events, gatherer.episodes(), { graceMs: MINUTE, isAlarmable });
    expect(result).toMatchObject({
      events: 1,
      detected: 0,
      alarms: 0,
      falseAlarms: 0,
      precision: 1,
      meanRecall: 0,
    });
    expect(result.byType.map(({ type }) => type)).toEqual(['fire']);
    expect(result.notAlarmable).toMatchObject([{ type: 'door', events: 1, detected: 1 }]);
  });
});
