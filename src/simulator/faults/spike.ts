import { SENSOR_KINDS } from '../../building/sensors.ts';
import { MINUTE } from '../site.ts';
import { errorCode } from './error-code.ts';
import { faultType } from './fault-type.ts';

/** As long as one report of a sensor that reports every minute. */
export const spike = faultType({
  type: 'spike',
  describe: 'an error code in one reading',
  scope: 'sensor',
  sensors: SENSOR_KINDS,
  durationMs: [MINUTE, MINUTE],
  weight: 0.02,
  params: {},
  code: ({ hash }, { kind }) => errorCode(hash, kind),
});
