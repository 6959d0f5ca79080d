import { SECOND } from '../site.ts';
import { defineFault } from './define-fault.ts';

/** The RMS of the last minute remembers the blow, and rings down. */
export const door = defineFault({
  type: 'door',
  describe: 'a door slams',
  scope: 'room',
  durationMs: [30 * SECOND, 90 * SECOND],
  isAlarmable: false,
  shareOfTime: 0.012,
  params: { peak: [1, 5] },
  vibration: (speed, { startMs, params }, { timeMs }) =>
    Math.hypot(speed, params.peak * Math.exp((startMs - timeMs) / (25 * SECOND))),
});
