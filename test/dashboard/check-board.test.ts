import { describe, expect, it } from 'vitest';
import { readExercise } from '../../src/check/exercise-file.ts';
import { type CheckState, checkProgress } from '../../src/check/report/progress-record.ts';
import type { Outcome } from '../../src/check/verdict.ts';
import { CheckBoard } from '../../src/dashboard/check-board.ts';
import { START } from './observations.ts';

const { exercise } = readExercise(
  'pub',
  'title: t\nchecks:\n  - check: connects\n    points: 3\n  - check: qos\n    points: 2',
);
if (exercise === undefined) throw new Error('the exercise of this test is wrong');
const { checks } = exercise;

function progress(state: CheckState, ...outcomes: readonly Outcome[]): string {
  const findings = outcomes.map((outcome, index) => {
    const item = checks[index];
    if (item === undefined) throw new RangeError('more outcomes than checks');
    return { item, verdict: { outcome }, atMs: 0, rule: { en: '', es: '' } };
  });
  if (exercise === undefined) throw new TypeError();
  return JSON.stringify(checkProgress(exercise, findings, state, START));
}

const message = (topic: string, payload: string | Uint8Array, atMs = START) =>
  ({
    kind: 'message',
    topic,
    qos: 1,
    retain: true,
    payload: Buffer.from(payload),
    reading: undefined,
    atMs,
  }) as const;

describe('the board of checks', () => {
  it('has a row for each topic, with the newest progress', () => {
    const board = new CheckBoard();
    expect(board.take(message('MIOT/jane/check', progress('running', 'passed')))).toBe(true);
    expect(board.take(message('MIOT/joe/check', progress('running')))).toBe(true);
    expect(board.take(message('MIOT/jane/check', progress('done', 'warning', 'failed'), START + 5))).toBe(
      true,
    );
    expect(board.rows).toEqual([
      {
        topic: 'MIOT/jane/check',
        exercise: 'pub',
        state: 'done',
        passed: 1,
        decided: 2,
        checks: 2,
        points: 3,
        maxPoints: 5,
        failing: ['qos'],
        atMs: START + 5,
      },
      expect.objectContaining({ topic: 'MIOT/joe/check', state: 'running', decided: 0, points: 0 }),
    ]);
  });

  it('keeps what was known of somebody who has gone, and forgets a row whose topic is emptied', () => {
    const board = new CheckBoard();
    board.take(message('a', progress('running', 'passed')));
    board.take(message('a', progress('gone')));
    expect(board.rows).toMatchObject([{ state: 'gone', passed: 1, points: 3 }]);
    expect(board.take(message('a', ''))).toBe(true);
    expect(board.take(message('a', ''))).toBe(false);
    expect(board.rows).toEqual([]);
  });

  it.each([
    ['text', 'warm'],
    ['another object', '{"type":"alarm"}'],
    ['a cut one', progress('done').slice(0, 40)],
    ['an unknown state', progress('done').replace('"done"', '"cheating"')],
    ['a huge one', `{"type":"check-progress","exercise":"${'x'.repeat(20_000)}","state":"done"}`],
    ['no exercise', '{"type":"check-progress","state":"done"}'],
    ['null', '{"type":"check-progress"'],
  ])('passes %s over', (_, payload) => {
    const board = new CheckBoard();
    expect(board.take(message('a', payload))).toBe(false);
    expect(board.rows).toEqual([]);
  });

  it('believes no wrong figures and no endless names', () => {
    const board = new CheckBoard();
    const forged = {
      ...JSON.parse(progress('done')),
      ...{ outcomes: { passed: -1, __proto__: null, failed: 'many' }, points: 1e300, checks: null },
      failing: [1, 'x'.repeat(1000), ...Array(500).fill('y')],
    };
    expect(board.take(message('a', JSON.stringify(forged)))).toBe(true);
    const [row] = board.rows;
    expect(row).toMatchObject({ passed: 0, decided: 0, points: 0, checks: 0 });
    expect(row?.failing.length).toBeLessThanOrEqual(50);
    expect(Math.max(...(row?.failing ?? []).map(({ length }) => length))).toBe(80);
  });

  it('is bounded', () => {
    const board = new CheckBoard();
    for (let i = 0; i < 1200; i++) board.take(message(`s/${i}`, progress('running')));
    expect(board.rows).toHaveLength(1000);
    expect(board.take(message('s/0', progress('done')))).toBe(true);
  });
});
