import { nearnessOf } from '../../alarm/nearness.ts';
import { sensorType } from '../../building/sensors.ts';
import type { NearestReading } from '../../observation/counts.ts';
import type { LimitSource } from './limit-source.ts';
import type { Arrival } from './monitor.ts';

/** Remembers the reading that came nearest to its limit: without an alarm, silence must not look like a fault. */
export interface NearestReadings {
  take(arrival: Arrival): void;
  /** Undefined without a reading that has a limit. */
  readonly nearest: NearestReading | undefined;
}

export function createNearestReadings(limitsOf: LimitSource['limitsOf']): NearestReadings {
  let best = Number.NEGATIVE_INFINITY;
  let nearest: NearestReading | undefined;
  return {
    take: ({ address, value, timeMs }) => {
      const found = nearnessOf(limitsOf(address, timeMs), value, sensorType(address.sensor));
      if (found === undefined || !(found.share > best)) return;
      best = found.share;
      nearest = { address, value, limit: found.limit };
    },
    get nearest() {
      return nearest;
    },
  };
}
