import { saturation } from '../humidity.ts';
import { HOUR, MINUTE } from '../site.ts';
import { faultType } from './fault-type.ts';
import { riseAndRecover, towards } from './shape.ts';

export const leak = faultType({
  type: 'leak',
  describe: 'water in a room: damp within the hour, and cooler',
  scope: 'room',
  sensors: ['TEMP', 'HUM'],
  durationMs: [6 * HOUR, 36 * HOUR],
  weight: 0.65,
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
