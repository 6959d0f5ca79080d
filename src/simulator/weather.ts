import { type Hash, hashText, mix } from './hash.ts';
import { fractalNoise, noise } from './noise.ts';
import { DAY, HOUR, MINUTE, type Site, winter } from './site.ts';

/** The weather over a building, the same for all rooms. */

/** The share of the sun through the clouds, 0 to 1. */
export function clearness(building: Hash, timeMs: number): number {
  const clouds =
    0.3 +
    1.1 * noise(mix(building, FRONTS), timeMs, DAY) +
    1.0 * noise(mix(building, CLOUDS), timeMs, 2 * HOUR) +
    0.5 * noise(mix(building, PUFFS), timeMs, 15 * MINUTE);
  return 1 / (1 + Math.exp(-clouds));
}

/** Outdoor temperature in °C, coldest at five in the morning and at the end of January. */
export function outdoorTemperature(building: Hash, site: Site, timeMs: number): number {
  const latitude = Math.abs(site.latitude);
  const hour = (timeMs + site.utcOffsetMs) / HOUR;
  return (
    27 -
    0.33 * latitude -
    0.22 * latitude * winter(site, timeMs) -
    4 * Math.cos((2 * Math.PI * (hour - 4)) / 24) +
    3 * outdoorSpell(building, timeMs)
  );
}

/** The temperature above the usual of the season, in deviations. */
export function outdoorSpell(building: Hash, timeMs: number): number {
  return fractalNoise(mix(building, SPELLS), timeMs, 3 * DAY, 3);
}

/**
 * Water in the air of the building in g/m³: about 6 in heated winter, 11.6 in summer, moving by 4 % in summer and
 * 10 % in winter over days, and by 1.5 % over the day.
 */
export function buildingMoisture(building: Hash, site: Site, timeMs: number): number {
  const season = winter(site, timeMs);
  const hour = (timeMs + site.utcOffsetMs) / HOUR;
  const daily = 0.015 * Math.cos((2 * Math.PI * (hour - 22)) / 24);
  const spread = 0.074 + 0.03 * season;
  const spell = fractalNoise(mix(building, MOISTURE), timeMs, 36 * HOUR, 5);
  return (8.8 - 2.8 * season) * (1 + daily + spread * spell);
}

const FRONTS = hashText('fronts');
const CLOUDS = hashText('clouds');
const PUFFS = hashText('puffs');
const SPELLS = hashText('spells');
const MOISTURE = hashText('moisture');
