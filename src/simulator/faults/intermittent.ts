import { mix, uniform } from '../hash.ts';
import { HOUR, MINUTE } from '../site.ts';
import { defineFault } from './define-fault.ts';
import { errorCode } from './error-code.ts';

/** Codes come in clumps: some minutes with codes in most readings, then minutes without. */
const CLUMP = 10 * MINUTE;
const SHARE_IN_CLUMP = 0.6;

/** Some 6 % of the readings of real intermittent sensors are codes (KETI, 2013). */
export const intermittent = defineFault({
  type: 'intermittent',
  describe: 'clumps of error codes among the readings',
  scope: 'sensor',
  durationMs: [HOUR, 24 * HOUR],
  shareOfTime: 0.1,
  params: { share: [0.03, 0.12] },
  code({ hash, params }, { type, timeMs }) {
    const inClump = Math.max(SHARE_IN_CLUMP, params.share);
    const isClump = uniform(mix(hash, Math.floor(timeMs / CLUMP))) * inClump < params.share;
    return isClump && uniform(mix(hash, timeMs)) < inClump ? errorCode(hash, type) : undefined;
  },
});
