import { SENSOR_KINDS } from '../../building/sensors.ts';
import { HOUR } from '../site.ts';
import { faultType } from './fault-type.ts';

export const offset = faultType({
  type: 'offset',
  describe: 'a bias that comes at once',
  scope: 'sensor',
  sensors: SENSOR_KINDS,
  durationMs: [6 * HOUR, 96 * HOUR],
  weight: 0.02,
  params: { by: { TEMP: [0.5, 3], HUM: [5, 15], LUX: [50, 300], VIBR: [0.1, 1] } },
  signed: ['by'],
  signal: (value, { params }) => value + params.by,
});
