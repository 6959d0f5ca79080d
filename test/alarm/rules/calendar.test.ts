// Tests src/alarm/rules/schedule.ts and src/alarm/rules/local-clock.ts
import { expect, it } from 'vitest';
import { readRules } from '../../../src/alarm/rules/file.ts';
import { isInForce, planner } from '../../../src/alarm/rules/plan.ts';

const ADDRESS = { building: 'B', floor: 1, wing: 'N', room: 1, sensor: 'LUX' } as const;

function holdsAt(keys: string, time: string): boolean {
  const rule = `  - { name: a, scope: { sensor: LUX }, limits: { level: low, above: 200 }, ${keys} }`;
  const file = readRules(`time_zone: Europe/Rome\nholidays: [12-25, 2026-04-06]\nrules:\n${rule}`);
  if (file.ruleSet === undefined) throw new Error(file.problems.map(({ message }) => message).join());
  const [condition] = planner(file.ruleSet, () => undefined)(ADDRESS).conditions;
  const when = condition?.when;
  return when === undefined || isInForce(when, file.ruleSet.clock(Date.parse(time)));
}

const OFFICE = 'days: mon-fri, hours: 08:00-18:00';

it.each([
  // Easter Monday, then an ordinary Tuesday; Rome is two hours ahead of UTC.
  [OFFICE, '2026-04-06T10:00Z', false],
  [OFFICE, '2026-04-07T10:00Z', true],
  [OFFICE, '2026-04-07T05:30Z', false],
  [OFFICE, '2026-04-07T06:30Z', true],
  [`${OFFICE}, outside: true`, '2026-04-06T10:00Z', true],
  [`${OFFICE}, outside: true`, '2026-04-07T10:00Z', false],
  [`${OFFICE}, outside: true`, '2026-04-07T17:00Z', true],
  [`${OFFICE}, outside: true`, '2026-04-11T10:00Z', true],
  // Christmas of every year: the day ends at midnight in Rome.
  ['days: holiday', '2031-12-25T10:00Z', true],
  ['days: holiday', '2031-12-24T22:30Z', false],
  ['days: holiday', '2031-12-24T23:30Z', true],
  ['days: [sat-sun, holiday]', '2026-04-06T10:00Z', true],
  ['days: mon-sun', '2026-04-06T10:00Z', false],
  ['hours: 22:00-05:00', '2026-04-06T01:00Z', true],
  ['hours: 22:00-05:00', '2026-04-06T10:00Z', false],
  ['days: holiday, hours: 09:00-10:00', '2026-04-06T07:30Z', true],
])('%s at %s: %s', (keys, time, holds) => {
  expect(holdsAt(keys, time)).toBe(holds);
});
