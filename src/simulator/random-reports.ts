import { addressAt, type Layout } from '../building/layout.ts';
import { inShard, type Shard } from '../building/shard.ts';
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
  const isElsewhere = elsewhere(layout, shard);
  for (let n = 0; ; n++) {
    const timeMs = timeOf(n);
    const sensor = below(mix(draws, n), layout.size);
    if (isElsewhere(sensor)) continue;
    const seq = counts.get(sensor) ?? 0;
    counts.set(sensor, seq + 1);
    yield { address: addressAt(layout, sensor), timeMs, seq };
  }
}

/** At most so many sensors are remembered, a byte each. */
const MAX_REMEMBERED = 10_000_000;

/**
 * True for a sensor of another shard. Each worker draws the others' reports, too: with a memory of the sensors a worker
 * of two takes 0.53 of a single process's time, without it 0.63.
 */
function elsewhere(layout: Layout, shard: Shard | undefined): (sensor: number) => boolean {
  if (shard === undefined) return () => false;
  const looked = (sensor: number): boolean => !inShard(addressAt(layout, sensor), shard);
  if (layout.size > MAX_REMEMBERED) return looked;
  const known = new Int8Array(layout.size);
  return (sensor) => {
    if (known[sensor] === 0) known[sensor] = looked(sensor) ? 1 : -1;
    return known[sensor] === 1;
  };
}

const DRAWS = 0x6472_6177;
const WAITS = 0x7761_6974;
