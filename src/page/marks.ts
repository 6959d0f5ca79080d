import { LEVELS, type Level } from '../building/limit.ts';
import type { SensorAlarm } from '../dashboard/messages.ts';
import type { Sensor } from './model.ts';

/** The look of an irregular state. Colour, shape and word say the same, each alone. */
export type MarkName = Level | 'broken';

export const MARKS: Readonly<Record<MarkName, { readonly shape: string; readonly word: string }>> = {
  critical: { shape: '▲', word: 'critical' },
  high: { shape: '◆', word: 'high' },
  low: { shape: '▼', word: 'low' },
  info: { shape: '●', word: 'info' },
  broken: { shape: '✕', word: 'silent or invalid' },
};

const ORDER: readonly MarkName[] = [...LEVELS, 'broken'];

/** The mark of an alarm; undefined for an alarm that nobody should see: suppressed or shelved. */
export function markOf(alarm: SensorAlarm | null): MarkName | undefined {
  if (alarm === null || alarm.shelvedUntil !== undefined || alarm.suppressedBy !== undefined)
    return undefined;
  if (alarm.level !== undefined) return alarm.level;
  return alarm.isSilent || alarm.isInvalid ? 'broken' : undefined;
}

export interface RoomMark {
  readonly mark: MarkName;
  readonly sensor: Sensor;
  readonly isAcknowledged: boolean;
}

/** The most severe mark of a room's sensors; undefined for a normal room. */
export function worstMark(sensors: readonly Sensor[]): RoomMark | undefined {
  let worst: RoomMark | undefined;
  for (const sensor of sensors) {
    const mark = markOf(sensor.alarm);
    if (mark === undefined || sensor.alarm === null) continue;
    if (worst !== undefined && ORDER.indexOf(worst.mark) <= ORDER.indexOf(mark)) continue;
    worst = { mark, sensor, isAcknowledged: sensor.alarm.isAcknowledged };
  }
  return worst;
}

/** An alarm in words: `high alarm`, `silent`, `shelved`; `normal` for none. */
export function alarmWords(alarm: SensorAlarm | null): string {
  if (alarm === null) return 'normal';
  const words = [
    alarm.level === undefined ? undefined : `${alarm.level} alarm`,
    alarm.level !== undefined && !alarm.isAcknowledged ? 'not acknowledged' : undefined,
    alarm.phase === 'clearing' ? 'clearing' : undefined,
    alarm.isSilent ? 'silent' : undefined,
    alarm.isInvalid ? 'invalid' : undefined,
    alarm.shelvedUntil === undefined ? undefined : 'shelved',
    alarm.suppressedBy === undefined ? undefined : `suppressed by ${alarm.suppressedBy}`,
  ].filter((word) => word !== undefined);
  return words.length === 0 ? 'normal' : words.join(', ');
}
