import { gaussian, type Hash, mix } from './hash.ts';

/**
 * Smooth random motion in time without a state: a cubic B-spline over normal values hashed at the points of a lattice.
 * Mean 0, deviation 1 (within 2 % at every moment), twice differentiable, uncorrelated beyond 4 periods.
 *
 * @param hash another hash gives an independent motion
 * @param timeMs the moment
 * @param periodMs the distance of the lattice's points; the motion turns after about two distances
 */
export function noise(hash: Hash, timeMs: number, periodMs: number): number {
  const position = timeMs / periodMs;
  const point = Math.floor(position);
  const x = position - point;
  const y = 1 - x;
  const before = y * y * y;
  const here = 4 - 6 * x * x + 3 * x * x * x;
  const next = 4 - 6 * y * y + 3 * y * y * y;
  const after = x * x * x;
  const sum =
    before * gaussian(mix(hash, point - 1)) +
    here * gaussian(mix(hash, point)) +
    next * gaussian(mix(hash, point + 1)) +
    after * gaussian(mix(hash, point + 2));
  return sum / SPREAD;
}

/** Six times the deviation of the spline's weights, averaged over one period: 6 * sqrt(151 / 315). */
const SPREAD = 6 * Math.sqrt(151 / 315);

/**
 * Motion on several time scales at once, each half as long and 0.7 times as wide as the scale before. Temperatures and
 * humidities move like this (a random walk with a home). Mean 0, deviation 1.
 *
 * @param periodMs the longest lattice
 * @param octaves how many time scales
 */
export function fractalNoise(hash: Hash, timeMs: number, periodMs: number, octaves: number): number {
  let sum = 0;
  let variance = 0;
  let period = periodMs;
  let share = 1;
  for (let octave = 0; octave < octaves; octave++) {
    sum += share * noise(hash + octave, timeMs, period);
    variance += share * share;
    period /= 2;
    share *= Math.SQRT1_2;
  }
  return sum / Math.sqrt(variance);
}
