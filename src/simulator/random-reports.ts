import { addressAt, type Layout } from '../building/layout.ts';
import { inShard } from '../building/shard.ts';
import { below, type Hash, hashText, mix, uniform } from './hash.ts';
import type { Report, ReportSettings } from './report.ts';

export interface RandomSettings extends ReportSettings {
  /** The wait after each report, in milliseconds, uniform in the range. */
  readonly waitMs: readonly [min: number, max: number];
}

/** One random sensor at a time, then a random wait; without an end. */
export function randomReports(layout: Layout, settings: RandomSettings): Generator<Report> {
  const [min, max] = settings.waitMs;
  const waits = mix(hashText(settings.seed), WAITS);
  let elapsed = 0;
  return drawnReports(layout, settings, (n) => {
    const timeMs = Math.floor(settings.startMs + elapsed);
    elapsed += min + uniform(mix(waits, n)) * (max - min);
    return timeMs;
  });
}

export interface RateSettings extends ReportSettings {
  readonly perSecond: number;
}

/** Random sensors, evenly spaced in time; without an end. */
export function rateReports(layout: Layout, settings: RateSettings): Generator<Report> {
  const wait = 1000 / settings.perSecond;
  let elapsed = 0;
  return drawnReports(layout, settings, () => {
    const timeMs = Math.floor(settings.startMs + elapsed);
    elapsed += wait;
    return timeMs;
  });
}

/**
 * Random sensors, each at the clock's time of the request; while the clock stands, a millisecond apart. Without an end.
 */
export function unpacedReports(
  layout: Layout,
  settings: ReportSettings,
  now: () => number,
): Generator<Report> {
  let isStanding = true;
  return drawnReports(layout, settings, (n) => {
    const timeMs = Math.floor(now());
    isStanding &&= timeMs === settings.startMs;
    return isStanding ? timeMs + n : timeMs;
  });
}

function* drawnReports(
  layout: Layout,
  { seed, shard }: ReportSettings,
  timeOf: (n: number) => number,
): Generator<Report> {
  if (layout.size === 0) return;
  const draws: Hash = mix(hashText(seed), DRAWS);
  const counts = new Map<number, number>();
  for (let n = 0; ; n++) {
    const timeMs = timeOf(n);
    const sensor = below(mix(draws, n), layout.size);
    const address = addressAt(layout, sensor);
    if (inShard(address, shard)) {
      const seq = counts.get(sensor) ?? 0;
      counts.set(sensor, seq + 1);
      yield { address, timeMs, seq };
    }
  }
}

const DRAWS = 0x6472_6177;
const WAITS = 0x7761_6974;
