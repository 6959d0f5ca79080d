import { SENSOR_KINDS } from '../../building/sensors.ts';
import { HOUR, MINUTE } from '../site.ts';
import { faultType } from './fault-type.ts';

export const dropout = faultType({
  type: 'dropout',
  describe: 'a sensor falls silent',
  scope: 'sensor',
  sensors: SENSOR_KINDS,
  durationMs: [5 * MINUTE, 6 * HOUR],
  weight: 0.01,
  params: {},
  delivered: () => [],
});
