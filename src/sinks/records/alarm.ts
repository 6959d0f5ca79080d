import { addressOfScope } from '../../alarm/address-of-scope.ts';
import type { AlarmEvent } from '../../alarm/event.ts';
import { messageOf } from '../../alarm/message.ts';
import { sensorType } from '../../building/sensors.ts';

/** An alarm's event as a record. */
export function alarmRecord(event: AlarmEvent): Readonly<Record<string, unknown>> {
  const { state, level, topic, rule, priority, timeMs, value, limit, durationMs, peak, by, repeated } = event;
  const part = addressOfScope(topic, event.place ?? 'sensor');
  return {
    type: 'alarm',
    state,
    level,
    ...part,
    value,
    unit: part.sensor && sensorType(part.sensor).unit,
    limit,
    time: new Date(timeMs).toISOString(),
    topic,
    rule: rule === '' ? undefined : rule,
    priority,
    duration_s: durationMs === undefined ? undefined : durationMs / 1000,
    peak,
    by,
    message: messageOf(event),
    repeated,
  };
}
