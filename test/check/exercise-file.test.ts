import { describe, expect, it } from 'vitest';
import { CHECK_KINDS } from '../../src/check/checks/list.ts';
import { maxPoints } from '../../src/check/exercise.ts';
import { exerciseSchema, readExercise } from '../../src/check/exercise-file.ts';
import { SHIPPED_EXERCISES, shippedExercise } from '../../src/shipped-exercises.ts';

describe('the exercises of the package', () => {
  it.each(SHIPPED_EXERCISES)('%s is in order, in both languages', (name) => {
    const { exercise, problems } = readExercise(name, shippedExercise(name) ?? '');
    expect(problems).toEqual([]);
    expect(exercise && maxPoints(exercise)).toBeGreaterThanOrEqual(3);
    expect(exercise?.task.en).not.toBe('');
    expect(exercise?.task.es).not.toBe(exercise?.task.en);
    expect(exercise?.timeLimitMs).toBeLessThanOrEqual(60_000);
  });

  it('there are none of other names', () => {
    expect(shippedExercise('../package')).toBeUndefined();
  });
});

describe('an exercise', () => {
  it.each([
    ['checks: []', 'title missing'],
    ['title: x\nchecks:\n  - check: conects', "'conects': use"],
    ['title: x\nchecks:\n  - check: conects', 'did you mean connects?'],
    ['title: x\nchecks:\n  - check: qos\n    level: 3', 'use 0 to 2'],
    ['title: x\nchecks:\n  - check: qos\n    retain: true', "unknown key 'retain'"],
    ['title: x\nchecks:\n  - check: qos\n    needs: connects', "needs 'connects', but no check above"],
    ['title: x\nchecks:\n  - check: qos\n  - check: qos', "two checks are 'qos'"],
    ['title: x\ntester:\n  - do: jump\nchecks: []', "'jump': use start"],
    ['title: x\ntester:\n  - do: challenge\nchecks: []', 'has no challenge'],
    ['title: x\nchecks:\n  - qos', "a mapping with the key 'check'"],
  ])('with a fault says so: %j', (yaml, message) => {
    const { exercise, problems } = readExercise('x', yaml);
    expect(exercise).toBeUndefined();
    expect(problems.map((problem) => problem.message).join('\n')).toContain(message);
  });

  it('has a schema with each kind of check', () => {
    const text = JSON.stringify(exerciseSchema());
    for (const { name } of CHECK_KINDS) expect(text).toContain(`{"const":"${name}"}`);
  });
});
