import { DAY } from '../site.ts';
import { defineFault } from './define-fault.ts';

export const drift = defineFault({
  type: 'drift',
  describe: 'a bias, growing by the day',
  scope: 'sensor',
  durationMs: [2 * DAY, 14 * DAY],
  shareOfTime: 0.04,
  params: { perDay: ({ faults }) => faults.driftPerDay },
  signed: ['perDay'],
  onset: 0.2,
  signal: (value, { startMs, params }, { timeMs }) => value + (params.perDay * (timeMs - startMs)) / DAY,
});
