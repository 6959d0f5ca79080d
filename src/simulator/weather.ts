import { type Hash, hashText, mix } from './hash.ts';
import { saturation } from './humid-air.ts';
import { fractalNoise, noise } from './noise.ts';
import { DAY, HOUR, MINUTE, type Site, winter } from './site.ts';

/** The weather over a building, the same for all rooms. */

/** The clouds without their edges: a logarithm of odds, above 0 for more sun than cloud. */
export function cloudCover(building: Hash, timeMs: number): number {
  return (
    0.3 +
    1.1 * noise(mix(building, FRONTS), timeMs, DAY) +
    0.6 * noise(mix(building, CLOUDS), timeMs, 2 * HOUR)
  );
}

/**
 * The share of the sun through clouds with so much cover, 0 to 1. Single clouds with sharp edges pass where the sky is
 * neither clear nor overcast.
 */
export function clearness(building: Hash, timeMs: number, cover: number): number {
  const odds = CONTRAST * cover;
  if (Math.abs(odds) > UNBROKEN) return odds > 0 ? 1 : 0;
  const puffs = 1.5 * noise(mix(building, PUFFS), timeMs, 12 * MINUTE);
  const edges = 0.9 * noise(mix(building, EDGES), timeMs, 2 * MINUTE);
  return 1 / (1 + Math.exp(-(odds + puffs + edges)));
}

/** Clouds have edges: so much steeper than `cover`. */
export const CONTRAST = 3;
/** Beyond these odds single clouds make no difference. */
const UNBROKEN = 9;

/** Outdoor temperature in °C, coldest at five in the morning and at the end of January. */
export function outdoorTemperature(building: Hash, site: Site, timeMs: number): number {
  const hour = (timeMs + site.utcOffsetMs) / HOUR;
  return (
    usualTemperature(site, timeMs) -
    4 * Math.cos((2 * Math.PI * (hour - 4)) / 24) +
    SPELL * outdoorSpell(building, timeMs)
  );
}

/** The outdoor temperature of the season in °C, the mean of a day. */
export function usualTemperature(site: Site, timeMs: number): number {
  const latitude = Math.abs(site.latitude);
  return 27 - 0.33 * latitude - 0.22 * latitude * winter(site, timeMs);
}

/** The temperature above the usual of the season, in deviations of `SPELL`. */
export function outdoorSpell(building: Hash, timeMs: number): number {
  return fractalNoise(mix(building, SPELLS), timeMs, 3 * DAY, 3);
}

/** A cold or a warm spell, in kelvins. */
export const SPELL = 3;

/** Water in outdoor air, in g/m³: 72 % of saturation in the usual weather, more or less with the spells. */
export function outdoorMoisture(building: Hash, site: Site, timeMs: number): number {
  const usual = usualMoisture(site, timeMs) * (1 + 2 * moistSpell(building, site, timeMs));
  return Math.min(usual, 0.98 * saturation(outdoorTemperature(building, site, timeMs)));
}

/**
 * Water in the air of a building at rest, in g/m³. The air follows outdoor air over days. People, plants and wet rooms
 * add water, cooling takes some: 6 in the winter of latitude 40, 11.6 in the summer.
 */
export function indoorMoisture(building: Hash, site: Site, timeMs: number): number {
  const usual = 3.1 + 0.59 * usualMoisture(site, timeMs);
  const hour = (timeMs + site.utcOffsetMs) / HOUR;
  // Ventilation dries the air by day.
  const daily = (0.012 + 0.004 * winter(site, timeMs)) * Math.cos((2 * Math.PI * (hour - 7)) / 24);
  const moist = usual * (1 + daily + moistSpell(building, site, timeMs));
  return Math.min(moist, COOLED + 0.3 * (moist - COOLED));
}

/** Cooling takes most of the water above this, in g/m³. */
const COOLED = 13;

function usualMoisture(site: Site, timeMs: number): number {
  return 0.72 * saturation(usualTemperature(site, timeMs));
}

/** Moist and dry days: a share of the usual water, 4 % in summer and 10 % in winter. Warm spells are moist. */
function moistSpell(building: Hash, site: Site, timeMs: number): number {
  const own = fractalNoise(mix(building, MOISTURE), timeMs, 40 * HOUR, 2);
  const spread = 0.076 + 0.019 * winter(site, timeMs);
  return spread * (1.15 * own + 0.4 * outdoorSpell(building, timeMs));
}

const FRONTS = hashText('fronts');
const CLOUDS = hashText('clouds');
const PUFFS = hashText('puffs');
const EDGES = hashText('edges of clouds');
const SPELLS = hashText('spells');
const MOISTURE = hashText('moisture');
