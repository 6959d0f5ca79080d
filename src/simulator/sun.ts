import { byWing, type Wing, wingType } from '../building/wings.ts';
import { DAY, HOUR, YEAR } from './site.ts';

/** Light from a cloudless sky, in lux. */
export interface ClearSky {
  /** From the sky alone, on a horizontal plane. */
  readonly diffuse: number;
  /** From the sun, on the facade of each wing; 0 while the sun is behind the building. */
  readonly direct: Readonly<Record<Wing, number>>;
}

/**
 * The clear sky over a latitude, on the meridian of its time zone. Sun by the usual declination and hour angle;
 * illuminances by the IES clear-sky formulas.
 *
 * @param latitude in degrees
 * @param solarMs milliseconds since 1970-01-01T00:00 in local time
 */
export function clearSky(latitude: number, solarMs: number): ClearSky {
  const declination = -TILT * Math.cos((2 * Math.PI * (solarMs + 10 * DAY)) / YEAR);
  const hourAngle = (2 * Math.PI * (solarMs / HOUR - 12)) / 24;
  const phi = (latitude * Math.PI) / 180;
  const east = -Math.cos(declination) * Math.sin(hourAngle);
  const north =
    Math.sin(declination) * Math.cos(phi) - Math.cos(declination) * Math.cos(hourAngle) * Math.sin(phi);
  const up =
    Math.sin(declination) * Math.sin(phi) + Math.cos(declination) * Math.cos(hourAngle) * Math.cos(phi);
  if (up <= 0) return { diffuse: 800 * Math.exp(up / TWILIGHT), direct: NO_SUN };
  const normal = 127_500 * Math.exp(-0.21 / up);
  return {
    diffuse: 800 + 15_500 * Math.sqrt(up),
    direct: byWing((wing) => {
      const { facade } = wingType(wing);
      return normal * Math.max(0, facade.north * north + facade.east * east);
    }),
  };
}

/** Of the Earth's axis, in radians. */
const TILT = (23.44 * Math.PI) / 180;
/** Light falls to a third with every 1.7 degrees of the sun below the horizon. */
const TWILIGHT = 0.03;
const NO_SUN = byWing(() => 0);
