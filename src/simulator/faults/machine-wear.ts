import { noise } from '../noise.ts';
import { DAY, HOUR } from '../site.ts';
import { defineFault } from './define-fault.ts';
import { progress } from './shape.ts';

/** As a fan's bearing failed in two weeks: slowly at first, then fast, rougher in some runs than in others. */
export const machineWear = defineFault({
  type: 'machine-wear',
  describe: "a fan's bearing wears out: vibration grows slowly, then fast",
  scope: 'room',
  durationMs: [3 * DAY, 14 * DAY],
  shareOfTime: 1.7,
  params: { reaches: [3, 9] },
  onset: 0.4,
  vibration(speed, occurrence, { timeMs }) {
    const wear = occurrence.params.reaches * progress(occurrence, timeMs) ** 2;
    return Math.hypot(speed, wear * Math.exp(0.25 * noise(occurrence.hash, timeMs, HOUR)));
  },
});
