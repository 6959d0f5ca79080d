import { saturation } from '../humidity.ts';
import { HOUR, MINUTE } from '../site.ts';
import { outdoorTemperature } from '../weather.ts';
import { faultType } from './fault-type.ts';
import { riseAndRecover, towards } from './shape.ts';

export const windowOpen = faultType({
  type: 'window-open',
  describe: 'a window left open lets the weather in',
  scope: 'room',
  sensors: ['TEMP', 'HUM'],
  durationMs: [HOUR, 12 * HOUR],
  weight: 0.1,
  params: { lagMinutes: [40, 15] },
  onset: 0.05,
  air(air, occurrence, { room, timeMs }) {
    const share = 0.85 * riseAndRecover(occurrence, timeMs, occurrence.params.lagMinutes * MINUTE);
    const outdoors = outdoorTemperature(room.building, room.site, timeMs);
    const kelvin = (outdoors - air.air) * share;
    return {
      air: air.air + kelvin,
      walls: air.walls + kelvin,
      moisture: towards(air.moisture, 0.7 * saturation(outdoors), share),
    };
  },
});
