import { MINUTE } from '../site.ts';
import { defineFault } from './define-fault.ts';
import { errorCode } from './error-code.ts';

/** Lasts for one report of a sensor with a period of a minute. */
export const spike = defineFault({
  type: 'spike',
  describe: 'an error code in one reading',
  scope: 'sensor',
  durationMs: [MINUTE, MINUTE],
  shareOfTime: 0.02,
  params: {},
  code: ({ hash }, { type }) => errorCode(hash, type),
});
