import { mix, uniform } from '../hash.ts';
import { HOUR } from '../site.ts';
import { defineFault } from './define-fault.ts';
import { errorCode } from './error-code.ts';

export const intermittent = defineFault({
  type: 'intermittent',
  describe: 'an error code in a large share of the readings',
  scope: 'sensor',
  durationMs: [HOUR, 24 * HOUR],
  shareOfTime: 0.34,
  params: { share: [0.7, 0.98] },
  code: ({ hash, params }, { type, timeMs }) =>
    uniform(mix(hash, timeMs)) < params.share ? errorCode(hash, type) : undefined,
});
