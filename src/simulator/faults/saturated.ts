import { SENSOR_KINDS } from '../../building/sensors.ts';
import { gaussian, mix } from '../hash.ts';
import { HOUR } from '../site.ts';
import { faultType } from './fault-type.ts';

export const saturated = faultType({
  type: 'saturated',
  describe: 'high up with a little noise, day and night',
  scope: 'sensor',
  sensors: SENSOR_KINDS,
  durationMs: [6 * HOUR, 72 * HOUR],
  weight: 0.5,
  params: { level: { TEMP: [40, 70], HUM: [90, 100], LUX: [2300, 4000], VIBR: [4, 12] } },
  signal: (_value, { hash, params }, { timeMs }) => params.level * (1 + 0.01 * gaussian(mix(hash, timeMs))),
});
