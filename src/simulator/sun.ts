import { byWing, type Wing, wingType } from '../building/wings.ts';
import { DAY, HOUR, YEAR } from './site.ts';

/** Light from a cloudless sky, in lux. */
export interface ClearSky {
  /** From the sky alone, on a horizontal plane. */
  readonly diffuse: number;
  /** From an overcast sky in its place, on a horizontal plane. */
  readonly overcast: number;
  /** From the sun, on the facade of each wing; 0 while the sun is behind the building. */
  readonly direct: Readonly<Record<Wing, number>>;
  /** On the facade of each wing from the sky, brighter around the sun, and from sunlit ground and houses in front. */
  readonly indirect: Readonly<Record<Wing, number>>;
}

/**
 * The clear sky over a latitude. Sun by the usual declination and hour angle; illuminances by the IES clear-sky formulas.
 *
 * @param latitude in degrees
 * @param solarMs milliseconds since 1970-01-01T00:00 in the sun's mean time: noon is when it is highest
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
  if (up <= 0) {
    const dusk = Math.exp(up / TWILIGHT);
    return {
      diffuse: 800 * dusk,
      overcast: 300 * dusk,
      direct: NO_SUN,
      indirect: byWing(() => 800 * FACADE * dusk),
    };
  }
  const normal = 127_500 * Math.exp(-0.21 / up);
  const towards = (wing: Wing) => wingType(wing).facade.north * north + wingType(wing).facade.east * east;
  const diffuse = 800 + 15_500 * Math.sqrt(up);
  return {
    diffuse,
    overcast: 300 + 17_000 * up,
    direct: byWing((wing) => normal * Math.max(0, towards(wing))),
    indirect: byWing((wing) => {
      const facing = towards(wing);
      // Houses in front of a wing turn their fronts to it.
      const reflected = GROUND * up + FRONTS * Math.max(0, -facing);
      return diffuse * (FACADE + AROUND_SUN * (1 - Math.exp(-normal / 5000)) * facing) + normal * reflected;
    }),
  };
}

/** Of the Earth's axis, in radians. */
const TILT = (23.44 * Math.PI) / 180;
/** Light falls to a third with every 1.7 degrees of the sun below the horizon. */
const TWILIGHT = 0.03;
/** The share of the sky's light that reaches a facade, and how much more of it comes from the sky around the sun. */
const FACADE = 0.6;
const AROUND_SUN = 0.35;
/** The shares of the sun on the ground and on fronts of houses that reach a facade. */
const GROUND = 0.08;
const FRONTS = 0.09;
const NO_SUN = byWing(() => 0);
