import { SENSOR_KINDS } from '../../building/sensors.ts';
import { HOUR, MINUTE } from '../site.ts';
import { faultType } from './fault-type.ts';

export const floorOffline = faultType({
  type: 'floor-offline',
  describe: 'the gateway of a floor is down; nothing arrives from there',
  scope: 'floor',
  sensors: SENSOR_KINDS,
  durationMs: [10 * MINUTE, 5 * HOUR],
  weight: 0.02,
  params: {},
  delivered: () => [],
});
