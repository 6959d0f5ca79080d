import { HOUR } from '../site.ts';
import { defineFault } from './define-fault.ts';

export const repeatedValues = defineFault({
  type: 'repeated-values',
  describe: 'the gateway of a wing repeats old values with new times',
  scope: 'zone',
  durationMs: [4 * HOUR, 24 * HOUR],
  shareOfTime: 0.01,
  params: {},
  signal: (_value, { startMs }, { healthy }) => healthy(startMs),
});
