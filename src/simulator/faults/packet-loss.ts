import { mix, uniform } from '../hash.ts';
import { HOUR } from '../site.ts';
import { defineFault } from './define-fault.ts';

export const packetLoss = defineFault({
  type: 'packet-loss',
  describe: 'single messages are lost',
  scope: 'sensor',
  durationMs: [HOUR, 12 * HOUR],
  isAlarmable: false,
  shareOfTime: 0.01,
  params: { share: [0.05, 0.4] },
  delivered: (delivery, { hash, params }) =>
    uniform(mix(hash, delivery.reading.timeMs)) < params.share ? [] : [delivery],
});
