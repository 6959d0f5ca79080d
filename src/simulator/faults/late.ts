import { SENSOR_KINDS } from '../../building/sensors.ts';
import { below, mix } from '../hash.ts';
import { MINUTE } from '../site.ts';
import { faultType } from './fault-type.ts';

export const late = faultType({
  type: 'late',
  describe: 'messages arrive late and out of order, with their first time',
  scope: 'sensor',
  sensors: SENSOR_KINDS,
  durationMs: [10 * MINUTE, 60 * MINUTE],
  weight: 0.01,
  params: { upToSeconds: [10, 300] },
  delivered(delivery, { hash, params }) {
    const delay = below(mix(hash, delivery.reading.time), 1000 * params.upToSeconds);
    return [{ ...delivery, sentMs: delivery.sentMs + delay }];
  },
});
