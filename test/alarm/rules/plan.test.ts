import { describe, expect, it } from 'vitest';
import { coveringRules, findings, planner } from '../../../src/alarm/rules/plan.ts';
import type { Address } from '../../../src/building/address.ts';
import { limit, rulesOf } from '../engine/script.ts';

const address: Address = { building: 'B', floor: 2, wing: 'O', room: 4, sensor: 'TEMP' };
const roomTypeOf = ({ room }: Address): string => (room === 4 ? 'server' : 'office');

describe('coveringRules', () => {
  it('puts the most specific first: room, room type, wing, floor, building, sensor', () => {
    const ruleSet = rulesOf(
      { name: 'all', scope: {} },
      { name: 'sensor', scope: { sensor: ['TEMP'] } },
      { name: 'building', scope: { building: ['B'] } },
      { name: 'floors', scope: { floor: [[1, 3]] } },
      { name: 'floor', scope: { floor: [[2, 2]] } },
      { name: 'wing', scope: { wing: ['O'] } },
      { name: 'servers', scope: { roomType: ['server'] } },
      { name: 'room', scope: { room: [[4, 4]] } },
      { name: 'offices', scope: { roomType: ['office'] } },
      { name: 'other floor', scope: { floor: [[3, 3]] } },
    );
    const names = coveringRules(ruleSet, address, roomTypeOf).map(({ name }) => name);
    expect(names).toEqual(['room', 'servers', 'wing', 'floor', 'floors', 'building', 'sensor', 'all']);
  });

  it('leaves out rules for room types where nobody knows the type', () => {
    const ruleSet = rulesOf({ scope: { roomType: ['server'] } });
    expect(coveringRules(ruleSet, address, () => undefined)).toEqual([]);
  });
});

describe('planner', () => {
  const ruleSet = rulesOf(
    {
      name: 'all',
      limits: [limit({ level: 'high', value: 27 }), limit({ kind: 'below', level: 'low', value: 18 })],
    },
    {
      name: 'room',
      scope: { room: [[4, 4]], sensor: ['TEMP'] },
      limits: [limit({ level: 'critical', value: 35 })],
    },
  );

  it('lets a more specific rule replace the same side only', () => {
    const { conditions } = planner(ruleSet, () => undefined)(address);
    expect(conditions.map(({ limit: { kind, value } }) => `${kind} ${value}`)).toEqual([
      'above 35',
      'below 18',
    ]);
  });

  it('says which rule was overruled by which', () => {
    const found = findings(coveringRules(ruleSet, address, () => undefined));
    expect(
      found.map(({ rule, aspect, overruledBy }) => [rule.name, aspect, overruledBy.map(({ name }) => name)]),
    ).toEqual([
      ['room', 'above', []],
      ['all', 'above', ['room']],
      ['all', 'below', []],
    ]);
  });

  it('shares the plan of sensors of which the same is said', () => {
    const planOf = planner(ruleSet, () => undefined);
    expect(planOf({ ...address, room: 5 })).toBe(planOf({ ...address, room: 6 }));
    expect(planOf({ ...address, room: 4 })).not.toBe(planOf({ ...address, room: 5 }));
  });
});
