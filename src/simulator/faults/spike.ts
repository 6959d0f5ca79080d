import { MINUTE } from '../site.ts';
import { defineFault } from './define-fault.ts';
import { errorCode } from './error-code.ts';

/** With node-spike, real sensors have 0.03 spikes a day (KETI, 2013). Lasts for one report of a sensor with a period of a minute. */
export const spike = defineFault({
  type: 'spike',
  describe: 'an error code in one reading',
  scope: 'sensor',
  durationMs: [MINUTE, MINUTE],
  shareOfTime: 0.0007,
  params: {},
  code: ({ hash }, { type }) => errorCode(hash, type),
});
