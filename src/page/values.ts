import { type SensorKind, sensorType } from '../building/sensors.ts';

/** Cividis (Nuñez, Anderton, Renslow 2018) at 16 steps: even in lightness, and the same to colour-blind eyes. */
export const CIVIDIS: readonly string[] = [
  '#00224e',
  '#0a2d63',
  '#1d3970',
  '#35456c',
  '#45526b',
  '#555e6c',
  '#636a6f',
  '#717773',
  '#808478',
  '#909178',
  '#a09f74',
  '#b2ae6c',
  '#c4bd61',
  '#d7cc52',
  '#ebdc3e',
  '#fee838',
];

/** The fixed domain of a kind's colours: the span of its limits and a quarter more, within the sensor's range. */
export function domainOf(kind: SensorKind): readonly [min: number, max: number] {
  const { limits, range, uniformRange } = sensorType(kind);
  const values = limits.map(({ value }) => value);
  const highs = limits.filter(({ side }) => side === 'above').map(({ value }) => value);
  const lows = limits.filter(({ side }) => side === 'below').map(({ value }) => value);
  // Values a magnitude beyond the first limit would leave one colour for all normal ones.
  const top = highs.length === 0 ? uniformRange[1] : Math.min(...highs);
  const bottom = lows.length === 0 ? Math.min(range[0], ...values) : Math.max(...lows);
  const spare = (top - bottom) / 4;
  return [Math.max(range[0], bottom - spare), Math.min(range[1], top + spare)];
}

/** The step of the colour scale for a value, 0 to 15. */
export function stepOf(kind: SensorKind, value: number): number {
  const [min, max] = domainOf(kind);
  const share = (value - min) / (max - min);
  return Math.min(CIVIDIS.length - 1, Math.max(0, Math.floor(share * CIVIDIS.length)));
}

/** Dark steps carry light text. */
export function isDarkStep(step: number): boolean {
  return step < 7;
}

/** A value as people read it: as many places as the sensor's quantum has, at most two. */
export function shownValue(kind: SensorKind, value: number): string {
  const { quantum } = sensorType(kind);
  return value.toFixed(quantum >= 1 ? 0 : Math.abs(value) >= 100 ? 0 : quantum >= 0.1 ? 1 : 2);
}

/** The same in the width of a tile: at most four characters or so. */
export function shortValue(kind: SensorKind, value: number): string {
  if (Math.abs(value) >= 9999.5) return `${(value / 1000).toFixed(0)}k`;
  return sensorType(kind).quantum >= 1 || Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(1);
}
