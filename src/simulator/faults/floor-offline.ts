import { HOUR, MINUTE } from '../site.ts';
import { defineFault } from './define-fault.ts';

export const floorOffline = defineFault({
  type: 'floor-offline',
  describe: 'the gateway of a floor is down; nothing arrives from there',
  scope: 'floor',
  durationMs: [10 * MINUTE, 5 * HOUR],
  shareOfTime: 0.02,
  params: {},
  cutsOff: true,
  delivered: () => [],
});
