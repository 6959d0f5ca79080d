import { gaussian, mix } from '../hash.ts';
import { HOUR } from '../site.ts';
import { defineFault } from './define-fault.ts';

export const saturated = defineFault({
  type: 'saturated',
  describe: 'high up with a little noise, day and night',
  scope: 'sensor',
  durationMs: [6 * HOUR, 72 * HOUR],
  shareOfTime: 0.76,
  params: { level: ({ faults }) => faults.saturated },
  signal: (_value, { hash, params }, { type, timeMs }) =>
    params.level * (1 + type.faults.saturatedScatter * gaussian(mix(hash, timeMs))),
});
