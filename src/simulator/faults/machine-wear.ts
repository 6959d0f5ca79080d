import { noise } from '../noise.ts';
import { DAY, HOUR } from '../site.ts';
import { faultType } from './fault-type.ts';
import { progress } from './shape.ts';

/** As a fan's bearing failed in two weeks: slowly at first, then fast, rougher in some runs than in others. */
export const machineWear = faultType({
  type: 'machine-wear',
  describe: "a fan's bearing wears out: vibration grows slowly, then fast",
  scope: 'room',
  sensors: ['VIBR'],
  durationMs: [3 * DAY, 14 * DAY],
  weight: 0.5,
  params: { reaches: [3, 9] },
  onset: 0.4,
  vibration(speed, occurrence, { timeMs }) {
    const wear = occurrence.params.reaches * progress(occurrence, timeMs) ** 2;
    return Math.hypot(speed, wear * Math.exp(0.25 * noise(occurrence.hash, timeMs, HOUR)));
  },
});
