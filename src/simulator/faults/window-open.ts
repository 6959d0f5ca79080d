import { HOUR, MINUTE } from '../site.ts';
import { outdoorMoisture, outdoorTemperature } from '../weather.ts';
import { defineFault } from './define-fault.ts';
import type { Occurrence } from './fault-type.ts';
import { riseAndRecover, towards } from './shape.ts';

export const windowOpen = defineFault({
  type: 'window-open',
  describe: 'a window left open lets the weather in',
  scope: 'room',
  durationMs: [HOUR, 12 * HOUR],
  shareOfTime: 0.2,
  params: { lagMinutes: [40, 15] },
  onset: 0.05,
  air(air, occurrence, { room, timeMs }) {
    const share = shareOfOutdoorAir(occurrence, timeMs);
    const outdoors = outdoorTemperature(room.building, room.site, timeMs);
    const kelvin = (outdoors - air.air) * share;
    return {
      air: air.air + kelvin,
      walls: air.walls + kelvin,
      moisture: towards(air.moisture, outdoorMoisture(room.building, room.site, timeMs), share),
    };
  },
  airing: (share, occurrence, { timeMs }) => towards(share, 1, shareOfOutdoorAir(occurrence, timeMs)),
});

function shareOfOutdoorAir(occurrence: Occurrence<'lagMinutes'>, timeMs: number): number {
  return 0.85 * riseAndRecover(occurrence, timeMs, occurrence.params.lagMinutes * MINUTE);
}
