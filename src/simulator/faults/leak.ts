import { saturation } from '../humid-air.ts';
import { HOUR, MINUTE } from '../site.ts';
import { defineFault } from './define-fault.ts';
import { riseAndRecover, towards } from './shape.ts';

export const leak = defineFault({
  type: 'leak',
  describe: 'water in a room: damp within the hour, and cooler',
  scope: 'room',
  durationMs: [6 * HOUR, 36 * HOUR],
  shareOfTime: 1.3,
  params: { humidity: [85, 100], coolsBy: [0.5, 2] },
  onset: 0.02,
  air(air, occurrence, { timeMs }) {
    const share = riseAndRecover(occurrence, timeMs, 25 * MINUTE);
    const { humidity, coolsBy } = occurrence.params;
    const cooler = air.air - coolsBy * share;
    const wet = (humidity / 100) * saturation(air.walls + 0.7 * (cooler - air.walls));
    return { ...air, air: cooler, moisture: towards(air.moisture, wet, share) };
  },
});
