import { DAY, HOUR } from '../site.ts';
import { outdoorMoisture, outdoorTemperature } from '../weather.ts';
import { defineFault } from './define-fault.ts';
import type { Occurrence } from './fault-type.ts';
import { riseAndRecover, towards } from './shape.ts';

/** Of the way from indoors to outdoors, at a whole more of the usual infiltration: the heating makes up for the rest. */
const TEMPERATURE_SHARE = 0.25;

/** LBNL's data sets for fault detection have 20 and 40 % more infiltration. */
export const infiltration = defineFault({
  type: 'infiltration',
  describe: 'cracks let in more outdoor air than the heating makes up for',
  scope: 'room',
  durationMs: [2 * DAY, 10 * DAY],
  shareOfTime: 0.03,
  params: { percent: [20, 40] },
  onset: 0.05,
  air(air, occurrence, { room, timeMs }) {
    const more = moreAir(occurrence, timeMs);
    const outdoors = outdoorTemperature(room.building, room.site, timeMs);
    const kelvin = (outdoors - air.air) * TEMPERATURE_SHARE * more;
    return {
      air: air.air + kelvin,
      walls: air.walls + kelvin,
      moisture: towards(air.moisture, outdoorMoisture(room.building, room.site, timeMs), more / (1 + more)),
    };
  },
  airing: (share, occurrence, { timeMs }) => towards(share, 1, 0.2 * moreAir(occurrence, timeMs)),
});

/** More infiltration, as a share of the usual. */
function moreAir(occurrence: Occurrence<'percent'>, timeMs: number): number {
  return (occurrence.params.percent / 100) * riseAndRecover(occurrence, timeMs, 2 * HOUR);
}
