import { SENSOR_KINDS } from '../../building/sensors.ts';
import { mix, uniform } from '../hash.ts';
import { HOUR } from '../site.ts';
import { errorCode } from './error-code.ts';
import { faultType } from './fault-type.ts';

export const intermittent = faultType({
  type: 'intermittent',
  describe: 'an error code in a large share of the readings',
  scope: 'sensor',
  sensors: SENSOR_KINDS,
  durationMs: [HOUR, 24 * HOUR],
  weight: 0.34,
  params: { share: [0.7, 0.98] },
  code: ({ hash, params }, { kind, timeMs }) =>
    uniform(mix(hash, timeMs)) < params.share ? errorCode(hash, kind) : undefined,
});
