import { SENSOR_KINDS } from '../../building/sensors.ts';
import { below, mix, uniform } from '../hash.ts';
import { MINUTE } from '../site.ts';
import { faultType } from './fault-type.ts';

export const duplicate = faultType({
  type: 'duplicate',
  describe: 'messages arrive twice',
  scope: 'sensor',
  sensors: SENSOR_KINDS,
  durationMs: [10 * MINUTE, 60 * MINUTE],
  weight: 0.01,
  params: { share: [0.3, 1] },
  delivered(delivery, { hash, params }) {
    const draw = mix(hash, delivery.reading.time);
    if (uniform(draw) >= params.share) return [delivery];
    return [delivery, { ...delivery, sentMs: delivery.sentMs + below(mix(draw, 1), 2000) }];
  },
});
