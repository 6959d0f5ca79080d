import { SENSOR_KINDS } from '../../building/sensors.ts';
import { mix, uniform } from '../hash.ts';
import { HOUR } from '../site.ts';
import { faultType } from './fault-type.ts';

export const packetLoss = faultType({
  type: 'packet-loss',
  describe: 'single messages are lost',
  scope: 'sensor',
  sensors: SENSOR_KINDS,
  durationMs: [HOUR, 12 * HOUR],
  weight: 0.01,
  params: { share: [0.05, 0.4] },
  delivered: (delivery, { hash, params }) =>
    uniform(mix(hash, delivery.reading.time)) < params.share ? [] : [delivery],
});
