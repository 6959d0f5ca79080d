import { SENSOR_KINDS } from '../../building/sensors.ts';
import { sensorNoise } from '../sensor-errors.ts';
import { MINUTE } from '../site.ts';
import { faultType } from './fault-type.ts';

export const noiseBurst = faultType({
  type: 'noise-burst',
  describe: 'noise many times the usual',
  scope: 'sensor',
  sensors: SENSOR_KINDS,
  durationMs: [5 * MINUTE, 60 * MINUTE],
  weight: 0.01,
  params: { times: [10, 50] },
  signal: (value, { hash, params }, { kind, timeMs }) =>
    value + params.times * sensorNoise(hash, kind, value, timeMs),
});
