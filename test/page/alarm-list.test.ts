import { describe, expect, it } from 'vitest';
import type { SensorAlarm } from '../../src/dashboard/messages.ts';
import { alarmLists, inFormerOrder } from '../../src/page/alarm-list.ts';
import { alarmWords, markOf, worstMark } from '../../src/page/marks.ts';
import { applyUpdate, buildings, irregular } from '../../src/page/model.ts';

const ACTIVE: SensorAlarm = {
  phase: 'active',
  level: 'high',
  isAcknowledged: false,
  isSilent: false,
  isInvalid: false,
  sinceMs: 1000,
};
const NORMAL: SensorAlarm = { phase: 'normal', isAcknowledged: true, isSilent: false, isInvalid: false };

const topic = (room: number) => `BUILDING/P_2/O/${room}/TEMP`;

/** Rooms 1, 2, 3 … with these alarms. */
function show(...alarms: readonly (SensorAlarm | null)[]): void {
  applyUpdate({
    type: 'update',
    isWhole: true,
    nowMs: 0,
    status: {
      connection: { where: '', state: 'connected', isHosted: false, sinceMs: 0 },
      readings: 0,
      ratePerSecond: 0,
      unreadable: 0,
      sensorsLeftOut: 0,
    },
    sensors: alarms.map((_, id) => [id, topic(id + 1)]),
    values: alarms.map((_, id) => [id, 20, 0, 0]),
    alarms: JSON.parse(JSON.stringify(alarms.map((alarm, id) => [id, alarm]))),
  });
}

const standing = () => alarmLists(irregular.values(), []).standing;

describe('the alarm list', () => {
  it('has the newest that nobody acknowledged first', () => {
    show(
      { ...ACTIVE, sinceMs: 1000 },
      { ...ACTIVE, sinceMs: 9000, isAcknowledged: true },
      { ...ACTIVE, sinceMs: 3000 },
      null,
    );
    expect(standing().map(({ key }) => key)).toEqual([topic(3), topic(1), topic(2)]);
  });

  it('keeps its order under a pointer: what is gone leaves, what is new comes last', () => {
    show(ACTIVE, { ...ACTIVE, sinceMs: 2000 }, null);
    const former = standing().map(({ key }) => key);
    show(ACTIVE, null, { ...ACTIVE, sinceMs: 5000 });
    expect(inFormerOrder(standing(), former).map(({ key }) => key)).toEqual([topic(1), topic(3)]);
  });

  it('sets shelved and suppressed alarms apart', () => {
    show({ ...ACTIVE, shelvedUntil: 'once' }, { ...ACTIVE, suppressedBy: 'fire' }, ACTIVE);
    const { standing: shown, set } = alarmLists(irregular.values(), []);
    expect([shown.length, set.length]).toEqual([1, 2]);
  });

  it('forgets all with a whole update', () => {
    show(ACTIVE);
    show();
    expect([standing().length, buildings.size]).toEqual([0, 0]);
  });
});

describe('the mark of a room', () => {
  it('is the most severe of its sensors', () => {
    show({ ...ACTIVE, level: 'low' }, { ...ACTIVE, level: 'critical' }, { ...NORMAL, isSilent: true }, null);
    const sensors = [...irregular.values()];
    expect(worstMark(sensors)).toMatchObject({ mark: 'critical', isAcknowledged: false });
    expect(worstMark([])).toBeUndefined();
  });

  it.each([
    [{ ...ACTIVE }, 'high', 'high alarm, not acknowledged'],
    [{ ...NORMAL, isSilent: true }, 'broken', 'silent'],
    [{ ...NORMAL, isInvalid: true }, 'broken', 'invalid'],
    [{ ...ACTIVE, isAcknowledged: true, phase: 'clearing' }, 'high', 'high alarm, clearing'],
    [{ ...ACTIVE, isAcknowledged: true, shelvedUntil: 'once' }, undefined, 'high alarm, shelved'],
    [null, undefined, 'normal'],
  ] as const)('and its words: %j', (alarm, mark, words) => {
    expect(markOf(alarm)).toBe(mark);
    expect(alarmWords(alarm)).toBe(words);
  });
});
