import { sensorNoise } from '../sensor-errors.ts';
import { MINUTE } from '../site.ts';
import { defineFault } from './define-fault.ts';

export const noiseBurst = defineFault({
  type: 'noise-burst',
  describe: 'noise many times the usual',
  scope: 'sensor',
  durationMs: [5 * MINUTE, 60 * MINUTE],
  shareOfTime: 0.01,
  params: { times: ({ faults }) => faults.noiseBurst },
  signal: (value, { hash, params }, { type, timeMs }) =>
    value + params.times * sensorNoise(hash, type, value, timeMs),
});
