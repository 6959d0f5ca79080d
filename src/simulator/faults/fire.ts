import { MINUTE } from '../site.ts';
import { faultType } from './fault-type.ts';
import { progress } from './shape.ts';

/** Heat grows with the square of time; smoke takes the light; the sensors die before it is over. */
export const fire = faultType({
  type: 'fire',
  describe: 'a room burns: hot, dry, dark with smoke, and then silent',
  scope: 'room',
  sensors: ['TEMP', 'HUM', 'LUX', 'VIBR'],
  durationMs: [30 * MINUTE, 90 * MINUTE],
  weight: 0.003,
  params: { kelvinPerMinute: [2, 20] },
  air(air, { startMs, params }, { timeMs }) {
    const minutes = (timeMs - startMs) / MINUTE;
    // After ten minutes of growth the rate is reached and kept.
    const rise = params.kelvinPerMinute * (minutes < 10 ? minutes ** 2 / 20 : minutes - 5);
    return { ...air, air: air.air + rise, walls: air.walls + rise };
  },
  light: (lux, { startMs }, { timeMs }) => {
    const minutes = (timeMs - startMs) / MINUTE;
    return lux * Math.exp(-minutes / 5) + 60 * Math.min(1, minutes / 3);
  },
  vibration: (speed, _occurrence, { timeMs }) => speed * (2 + Math.sin(timeMs / 7000)),
  delivered: (delivery, occurrence) => (progress(occurrence, delivery.reading.time) > 0.6 ? [] : [delivery]),
});
