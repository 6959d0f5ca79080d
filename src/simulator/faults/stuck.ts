import { HOUR } from '../site.ts';
import { defineFault } from './define-fault.ts';

export const stuck = defineFault({
  type: 'stuck',
  describe: 'the same value again and again',
  scope: 'sensor',
  durationMs: [2 * HOUR, 48 * HOUR],
  shareOfTime: 0.04,
  params: {},
  signal: (_value, { startMs }, { healthy }) => healthy(startMs),
});
