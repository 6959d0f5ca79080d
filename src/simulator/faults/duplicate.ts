import { below, mix, uniform } from '../hash.ts';
import { MINUTE } from '../site.ts';
import { defineFault } from './define-fault.ts';

export const duplicate = defineFault({
  type: 'duplicate',
  describe: 'messages arrive twice',
  scope: 'sensor',
  durationMs: [10 * MINUTE, 60 * MINUTE],
  isAlarmable: false,
  shareOfTime: 0.01,
  params: { share: [0.3, 1] },
  delivered(delivery, { hash, params }) {
    const draw = mix(hash, delivery.reading.timeMs);
    if (uniform(draw) >= params.share) return [delivery];
    return [delivery, { ...delivery, sentMs: delivery.sentMs + below(mix(draw, 1), 2000) }];
  },
});
