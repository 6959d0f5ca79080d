import { SECOND } from '../site.ts';
import { faultType } from './fault-type.ts';

/** The RMS of the last minute remembers the blow, and rings down. */
export const door = faultType({
  type: 'door',
  describe: 'a door slams',
  scope: 'room',
  sensors: ['VIBR'],
  durationMs: [30 * SECOND, 90 * SECOND],
  weight: 0.003,
  params: { peak: [1, 5] },
  vibration: (speed, { startMs, params }, { timeMs }) =>
    Math.hypot(speed, params.peak * Math.exp((startMs - timeMs) / (25 * SECOND))),
});
