import { byWing, type Wing } from '../building/wings.ts';
import { type Hash, hashText, mix, uniform } from './hash.ts';
import { noise } from './noise.ts';
import type { Room } from './room.ts';
import {
  DAY,
  HOUR,
  isWorkingDay,
  MINUTE,
  type Site,
  startOfDay,
  type WorkingHours,
  workingHoursOn,
} from './site.ts';
import { clearSky } from './sun.ts';
import { cloudCover, indoorMoisture, outdoorSpell, SPELL, usualTemperature } from './weather.ts';

/** One day for all rooms of a building, tabulated because every reading of the day needs these values. */
export interface BuildingDay {
  /** Illuminance from the clear sky on a horizontal plane, lux. */
  readonly diffuse: Curve;
  /** Illuminance from an overcast sky on a horizontal plane, lux. */
  readonly overcast: Curve;
  /** Illuminance from a cloudless sun on the facade of each wing, lux. */
  readonly direct: Readonly<Record<Wing, Curve>>;
  /** Illuminance from the clear sky and sunlit ground and houses on the facade of each wing, lux. */
  readonly indirect: Readonly<Record<Wing, Curve>>;
  /** The clouds, see `cloudCover`. */
  readonly cover: Curve;
  /** Mist of the morning, in the unit of `cover`. */
  readonly mist: Curve;
  /** Heat of the sun, through the clouds, in a room of each wing: 1 is the effect of 50 klx on the facade. */
  readonly sunHeat: Readonly<Record<Wing, Curve>>;
  /** The same heat, stored by walls. */
  readonly storedSun: Readonly<Record<Wing, Curve>>;
  /** The ventilation: 0 is off, 1 is on, and the air changes within some minutes. */
  readonly fans: Curve;
  /** The start of the cleaners' round, in milliseconds since local midnight; NaN on days without. */
  readonly cleaning: number;
  /** The cooling of the rooms by the setback of the heating: 0 is none, 1 is all. */
  readonly setback: Curve;
  /** Heat of people and machines, stored by walls: 1 is the effect of a building in use for ever. */
  readonly storedUse: Curve;
  /** Water in the building's air, g/m³. */
  readonly moisture: Curve;
  /** The effect of the weather of these days on a room at the facade, in kelvins. */
  readonly weather: Curve;
}

/** Values at equal steps from local midnight to the next. */
export type Curve = Float64Array;

const STEP = 10 * MINUTE;
const STEPS = DAY / STEP;
/** Days before today in the tables: the longest lag has faded after so many. */
const BEFORE = 4;
/** Air and furniture follow the sun with a short lag, walls with a long one. */
const SUN_LAG = 2 * HOUR;
const WALL_LAG = 14 * HOUR;
const SETBACK_LAG = 9 * HOUR;
const FAN_LAG = 25 * MINUTE;

/** The curve's value at a time since local midnight. */
export function curveAt(curve: Curve, sinceMidnight: number): number {
  const position = sinceMidnight / STEP;
  const i = Math.floor(position);
  const from = curve[i] ?? 0;
  return from + (position - i) * ((curve[i + 1] ?? from) - from);
}

export function buildingDay({ building, site }: Pick<Room, 'building' | 'site'>, day: number): BuildingDay {
  const first = day - BEFORE;
  const steps = Array.from({ length: (BEFORE + 1) * STEPS + 1 }, (_, i) => i);
  const start = startOfDay(site, first);
  const midnight = first * DAY + site.solarAheadMs;
  const skies = steps.map((i) => clearSky(site.latitude, midnight + i * STEP));
  const cover = steps.map((i) => cloudCover(building, start + i * STEP));
  const heat = byWing((wing) =>
    skies.map(
      ({ direct, diffuse }, i) => (direct[wing] / (1 + Math.exp(-(cover[i] ?? 0))) + 0.5 * diffuse) / 50_000,
    ),
  );
  const early = FANS_EARLY[0] + uniform(mix(building, FANS)) * (FANS_EARLY[1] - FANS_EARLY[0]);
  const fans = lagged(inHours(site, day, steps, early, FANS_LATE), FAN_LAG);
  const heated = inHours(site, day, steps, 2.5 * HOUR, HOUR);
  return {
    diffuse: today(skies.map(({ diffuse }) => diffuse)),
    overcast: today(skies.map(({ overcast }) => overcast)),
    direct: byWing((wing) => today(skies.map(({ direct }) => direct[wing]))),
    indirect: byWing((wing) => today(skies.map(({ indirect }) => indirect[wing]))),
    cover: today(cover),
    mist: Float64Array.from({ length: STEPS + 1 }, (_, i) => morningMist(mix(building, MIST), day, i * STEP)),
    sunHeat: byWing((wing) => today(lagged(heat[wing], SUN_LAG))),
    storedSun: byWing((wing) => today(lagged(heat[wing], WALL_LAG))),
    fans: today(fans),
    cleaning: cleaningRound(building, site, day),
    setback: today(
      lagged(
        heated.map((on) => 1 - on),
        SETBACK_LAG,
      ),
    ),
    storedUse: today(lagged(inHours(site, day, steps, 0, 0), WALL_LAG)),
    moisture: Float64Array.from(today(fans), (on, i) =>
      moistureWithFans(building, site, startOfDay(site, day) + i * STEP, on),
    ),
    weather: today(
      lagged(
        steps.map((i) => weatherIndoors(building, site, start + i * STEP)),
        WALL_LAG,
      ),
    ),
  };
}

/** On most days mist or low cloud lies over the morning, thick or thin, and clears by nine to eleven. */
function morningMist(hash: Hash, day: number, sinceMidnight: number): number {
  const depth = Math.max(0, 2 * uniform(mix(hash, day)) - 0.6);
  const end = (9 + 2 * uniform(mix(hash + 1, day))) * HOUR;
  const left = Math.min(
    1,
    Math.max(0, (end - sinceMidnight) / (1.5 * HOUR)),
    Math.max(0, sinceMidnight / HOUR - 1),
  );
  return 3 * depth * left;
}

/** Cleaners come before the working hours or after them. */
function cleaningRound(building: Hash, site: Site, day: number): number {
  if (!isWorkingDay(site, day)) return Number.NaN;
  const [from, to] = workingHoursOn(site, day);
  return uniform(mix(building, CLEANING)) < 0.5
    ? Math.max(DAWN, from - 2.9 * HOUR)
    : Math.min(LAST_ROUND, to + 0.6 * HOUR);
}

/** Fans bring in outdoor air: on most days drier, and never quite the same. Wind does so at night, too, but less. */
function moistureWithFans(building: Hash, site: Site, timeMs: number, fans: number): number {
  const fresh = 0.003 + 0.014 * noise(mix(building, FRESH), timeMs, 100 * MINUTE);
  const wind = Math.exp(0.8 * noise(mix(building, WIND), timeMs, 10 * HOUR));
  const leaks = 0.0042 * wind * noise(mix(building, LEAKS), timeMs, 100 * MINUTE);
  return indoorMoisture(building, site, timeMs) * (1 + leaks + fresh * fans);
}

/** 1 on working days from a time before the working hours until a time after them, else 0; for days since `BEFORE`. */
function inHours(site: Site, day: number, steps: readonly number[], early: number, late: number): number[] {
  const days = Array.from({ length: BEFORE + 3 }, (_, i) => day - BEFORE - 1 + i);
  const open = days.flatMap((then, i): WorkingHours[] => {
    if (!isWorkingDay(site, then)) return [];
    const [from, to] = workingHoursOn(site, then);
    return [[(i - 1) * DAY + from - early, (i - 1) * DAY + to + late]];
  });
  return steps.map((i) => (open.some(([from, to]) => i * STEP >= from && i * STEP <= to) ? 1 : 0));
}

/** A cold or a warm spell reaches the rooms; great heat more so, where cooling is at its end, as is heating in great cold. */
function weatherIndoors(building: Hash, site: Site, timeMs: number): number {
  const spell = SPELL * outdoorSpell(building, timeMs);
  const outdoors = usualTemperature(site, timeMs) + spell;
  const hour = (timeMs + site.utcOffsetMs) / HOUR;
  // The facade is coldest some hours after the night.
  const daily = -4 * Math.cos((2 * Math.PI * (hour - 4)) / 24);
  return 0.09 * spell + 0.2 * daily + 0.16 * Math.max(0, outdoors - 24) - 0.05 * Math.max(0, -5 - outdoors);
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

function today(values: readonly number[]): Curve {
  return Float64Array.from(values.slice(-STEPS - 1));
}

/** Fans start so long before the working hours, and stop so long after. */
const FANS_EARLY = [2.6 * HOUR, 3.4 * HOUR] as const;
const FANS_LATE = 2 * HOUR;
const MIST = hashText('mist');
/** A round begins and ends on one day. */
const DAWN = 4.2 * HOUR;
const LAST_ROUND = 21.5 * HOUR;
const CLEANING = hashText('cleaning');
const FANS = hashText('fans');
const LEAKS = hashText('leaks');
const WIND = hashText('wind');
const FRESH = hashText('fresh air');
