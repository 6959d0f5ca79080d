import { MINUTE } from '../site.ts';
import { defineFault } from './define-fault.ts';
import { errorCode } from './error-code.ts';

/** As frequent as the spikes of a node's single sensors together: both are common in real buildings (KETI, 2013). */
export const nodeSpike = defineFault({
  type: 'node-spike',
  describe: 'an error code in one reading of each sensor of a room',
  scope: 'room',
  durationMs: [MINUTE, MINUTE],
  shareOfTime: 0.0003,
  params: {},
  code: ({ hash }, { type }) => errorCode(hash, type),
});
