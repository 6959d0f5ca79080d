import { byWing, type Wing } from '../building/wings.ts';
import type { Room } from './room.ts';
import { DAY, HOUR, isWorkingDay, MINUTE, type Site, startOfDay, workingHoursOn } from './site.ts';
import { clearSky } from './sun.ts';
import { buildingMoisture, clearness, outdoorSpell } from './weather.ts';

/** One day for all rooms of a building, tabulated because every reading of the day needs these values. */
export interface BuildingDay {
  /** Illuminance from the clear sky on a horizontal plane, lux. */
  readonly diffuse: Curve;
  /** Illuminance from a cloudless sun on the facade of each wing, lux. */
  readonly direct: Readonly<Record<Wing, Curve>>;
  /** Heat of the sun, through the clouds, in a room of each wing: 1 is the effect of 50 klx on the facade. */
  readonly sunHeat: Readonly<Record<Wing, Curve>>;
  /** The cooling of the rooms by the setback of the heating: 0 is none, 1 is all. */
  readonly setback: Curve;
  /** Water in the building's air, g/m³. */
  readonly moisture: Curve;
  /** The temperature above the usual weather, in deviations. */
  readonly spell: Curve;
}

/** Values at equal steps from local midnight to the next. */
export type Curve = Float64Array;

const STEP = 10 * MINUTE;
const STEPS = DAY / STEP;
/** Walls give back the sun's heat, and lose the heating's, with these lags. */
const SUN_LAG = 1.5 * HOUR;
const SETBACK_LAG = 3.5 * HOUR;

/** The curve's value at a time since local midnight. */
export function curveAt(curve: Curve, sinceMidnight: number): number {
  const position = sinceMidnight / STEP;
  const i = Math.floor(position);
  const from = curve[i] ?? 0;
  return from + (position - i) * ((curve[i + 1] ?? from) - from);
}

export function buildingDay({ building, site }: Pick<Room, 'building' | 'site'>, day: number): BuildingDay {
  const skies = Array.from({ length: 2 * STEPS + 1 }, (_, i) =>
    clearSky(site.latitude, (day - 1) * DAY + i * STEP),
  );
  const start = startOfDay(site, day - 1);
  const clear = skies.map((_, i) => clearness(building, start + i * STEP));
  const heatOn = (wing: Wing) =>
    skies.map(({ direct, diffuse }, i) => ((clear[i] ?? 0) * direct[wing] + 0.5 * diffuse) / 50_000);
  return {
    diffuse: today(skies.map(({ diffuse }) => diffuse)),
    direct: byWing((wing) => today(skies.map(({ direct }) => direct[wing]))),
    sunHeat: byWing((wing) => today(lagged(heatOn(wing), SUN_LAG))),
    setback: today(lagged(setbackDrive(site, day), SETBACK_LAG)),
    moisture: byTime(site, day, (timeMs) => buildingMoisture(building, site, timeMs)),
    spell: byTime(site, day, (timeMs) => outdoorSpell(building, timeMs)),
  };
}

/** 1 where the heating is set back: at night, and on days when nobody works. From the day before yesterday on. */
function setbackDrive(site: Site, day: number): number[] {
  return Array.from({ length: 3 * STEPS + 1 }, (_, i) => {
    const ofDay = (i % STEPS) * STEP;
    const then = day - 2 + Math.floor(i / STEPS);
    const [from, to] = workingHoursOn(site, then);
    return isWorkingDay(site, then) && ofDay >= from - 2.5 * HOUR && ofDay <= to + HOUR ? 0 : 1;
  });
}

/** A response to a drive with a lag of the first order, settled before the first step. */
function lagged(drive: readonly number[], lagMs: number): number[] {
  const keep = Math.exp(-STEP / lagMs);
  let level = drive[0] ?? 0;
  return drive.map((target) => {
    level = target + (level - target) * keep;
    return level;
  });
}

function byTime(site: Site, day: number, value: (timeMs: number) => number): Curve {
  return new Float64Array(STEPS + 1).map((_, i) => value(startOfDay(site, day) + i * STEP));
}

function today(values: readonly number[]): Curve {
  return Float64Array.from(values.slice(-STEPS - 1));
}
