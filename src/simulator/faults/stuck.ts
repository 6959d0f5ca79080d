import { SENSOR_KINDS } from '../../building/sensors.ts';
import { HOUR } from '../site.ts';
import { faultType } from './fault-type.ts';

export const stuck = faultType({
  type: 'stuck',
  describe: 'the same value again and again',
  scope: 'sensor',
  sensors: SENSOR_KINDS,
  durationMs: [2 * HOUR, 48 * HOUR],
  weight: 0.04,
  params: {},
  signal: (_value, { startMs }, { healthy }) => healthy(startMs),
});
