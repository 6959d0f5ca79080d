import { sensorType } from '../../building/sensors.ts';
import type { ObservedBreach } from '../../observation/observation.ts';

/** A breach as a record. */
export function breachRecord({
  address,
  topic,
  value,
  timeMs,
  limit,
  repeated,
}: ObservedBreach): Readonly<Record<string, unknown>> {
  return {
    type: 'alarm',
    state: 'breach',
    level: limit.level,
    ...address,
    value,
    unit: sensorType(address.sensor).unit,
    limit: limit.value,
    time: new Date(timeMs).toISOString(),
    topic,
    repeated,
  };
}
