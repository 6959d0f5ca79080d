import { HOUR, MINUTE } from '../site.ts';
import { defineFault } from './define-fault.ts';

export const dropout = defineFault({
  type: 'dropout',
  describe: 'a sensor falls silent',
  scope: 'sensor',
  durationMs: [5 * MINUTE, 6 * HOUR],
  shareOfTime: 0.01,
  params: {},
  delivered: () => [],
});
