import type { GroupSilence, SensorAlarm } from '../dashboard/messages.ts';
import { type MarkName, markOf } from './marks.ts';
import type { Sensor } from './model.ts';

/** A row of the alarm list: a sensor, or the silence of a part of a building. */
export type AlarmItem =
  | { readonly key: string; readonly sensor: Sensor; readonly alarm: SensorAlarm; readonly sinceMs: number }
  | { readonly key: string; readonly silence: GroupSilence; readonly sinceMs: number };

export interface AlarmLists {
  /** The newest that nobody acknowledged first, then the acknowledged ones. */
  readonly standing: readonly AlarmItem[];
  /** Shelved and suppressed alarms, with nobody to call. */
  readonly set: readonly AlarmItem[];
}

/** The row of an alarm stays the same object until the alarm changes: then it is not drawn again either. */
const itemOf = new WeakMap<SensorAlarm, AlarmItem>();

function alarmItem(sensor: Sensor, alarm: SensorAlarm): AlarmItem {
  const { topic, atMs } = sensor;
  const item = itemOf.get(alarm) ?? { key: topic, sensor, alarm, sinceMs: alarm.sinceMs ?? atMs };
  itemOf.set(alarm, item);
  return item;
}

/** All irregular sensors and silences, as the list shows them. */
export function alarmLists(sensors: Iterable<Sensor>, silences: readonly GroupSilence[]): AlarmLists {
  const items = [...sensors].flatMap((sensor) =>
    sensor.alarm === null ? [] : [alarmItem(sensor, sensor.alarm)],
  );
  const groups = silences.map(
    (silence): AlarmItem => ({ key: `${silence.rule} ${silence.topic}`, silence, sinceMs: silence.sinceMs }),
  );
  const isSet = (item: AlarmItem): boolean => 'alarm' in item && markOf(item.alarm) === undefined;
  return {
    standing: [...items, ...groups].filter((item) => !isSet(item)).sort(byUrgency),
    set: items.filter(isSet).sort(byUrgency),
  };
}

/** True for an alarm that waits for its acknowledgement. */
export function isWaiting(item: AlarmItem): boolean {
  return 'alarm' in item && item.alarm.level !== undefined && !item.alarm.isAcknowledged;
}

export function markOfItem(item: AlarmItem): MarkName {
  return 'silence' in item ? 'broken' : (markOf(item.alarm) ?? item.alarm.level ?? 'broken');
}

function byUrgency(a: AlarmItem, b: AlarmItem): number {
  return Number(isWaiting(b)) - Number(isWaiting(a)) || b.sinceMs - a.sinceMs || (a.key < b.key ? -1 : 1);
}

/**
 * The list in a former order, so that nothing moves under a pointer: what is gone leaves, what is new comes last.
 */
export function inFormerOrder(items: readonly AlarmItem[], former: readonly string[]): readonly AlarmItem[] {
  const places = new Map(former.map((key, i) => [key, i]));
  const placeOf = ({ key }: AlarmItem): number => places.get(key) ?? former.length;
  return [...items].sort((a, b) => placeOf(a) - placeOf(b));
}
