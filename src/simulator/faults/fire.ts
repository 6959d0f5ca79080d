import type { Air } from '../disturbance.ts';
import { MINUTE } from '../site.ts';
import { defineFault } from './define-fault.ts';
import type { Effects } from './fault-type.ts';
import { progress, whatIsLeft } from './shape.ts';

/**
 * Heat grows with the square of time; smoke takes the light; the sensors die before the end. The room above warms
 * within minutes, the rooms beside later and less.
 */
export const fire = defineFault({
  type: 'fire',
  describe: 'a room burns: hot, dry, dark, then silent; its neighbours warm',
  scope: 'room',
  durationMs: [30 * MINUTE, 90 * MINUTE],
  shareOfTime: 0.003,
  params: { kelvinPerMinute: [2, 20] },
  air: (air, { startMs, params }, { timeMs }) =>
    warmer(air, riseAfter((timeMs - startMs) / MINUTE, params.kelvinPerMinute)),
  light: (lux, { startMs }, { timeMs }) => {
    const minutes = (timeMs - startMs) / MINUTE;
    return lux * Math.exp(-minutes / 5) + 60 * Math.min(1, minutes / 3);
  },
  vibration: (speed, _occurrence, { timeMs }) => speed * (2 + Math.sin(timeMs / 7000)),
  delivered: (delivery, occurrence) =>
    progress(occurrence, delivery.reading.timeMs) > 0.6 ? [] : [delivery],
  nextDoor: { below: heatThrough(4, 0.12), beside: heatThrough(8, 0.06) },
});

/** In kelvins. After ten minutes of growth the rate is reached and kept. */
function riseAfter(minutes: number, kelvinPerMinute: number): number {
  return kelvinPerMinute * (minutes < 10 ? minutes ** 2 / 20 : minutes - 5);
}

/** The heat behind a ceiling or a wall, minutes later: a share of the heat, limited by the concrete. */
function heatThrough(delayMinutes: number, share: number): Effects<'kelvinPerMinute'> {
  return {
    air(air, occurrence, { timeMs }) {
      const minutes = (timeMs - occurrence.startMs) / MINUTE - delayMinutes;
      if (minutes <= 0) return air;
      const arriving = share * riseAfter(minutes, occurrence.params.kelvinPerMinute);
      return warmer(air, MOST * (1 - Math.exp(-arriving / MOST)) * whatIsLeft(occurrence, timeMs));
    },
  };
}

function warmer(air: Air, kelvin: number): Air {
  return { ...air, air: air.air + kelvin, walls: air.walls + kelvin };
}

/** In kelvins. */
const MOST = 40;
