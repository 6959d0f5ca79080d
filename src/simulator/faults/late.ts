import { below, mix } from '../hash.ts';
import { MINUTE } from '../site.ts';
import { defineFault } from './define-fault.ts';

export const late = defineFault({
  type: 'late',
  describe: 'messages arrive late and out of order, with their first time',
  scope: 'sensor',
  durationMs: [10 * MINUTE, 60 * MINUTE],
  isAlarmable: false,
  shareOfTime: 0.01,
  params: { upToSeconds: [10, 300] },
  delivered(delivery, { hash, params }) {
    const delay = below(mix(hash, delivery.reading.timeMs), 1000 * params.upToSeconds);
    return [{ ...delivery, sentMs: delivery.sentMs + delay }];
  },
});
