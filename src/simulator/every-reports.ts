import type { Address } from '../building/address.ts';
import { addressAt, addressesOf, type Layout } from '../building/layout.ts';
import { inShard } from '../building/shard.ts';
import { hashText, mix } from './hash.ts';
import { placeSeeds } from './place-seeds.ts';
import { sortedByKey } from './radix-sort.ts';
import type { Report, ReportSettings } from './report.ts';

export interface EverySettings extends ReportSettings {
  readonly periodMs: number;
}

/** Each sensor takes some 20 bytes. The function looks at every sensor before the first report. */
export const MAX_SENSORS = 20_000_000;

/**
 * Each sensor once in every period, in the order of time; without an end. The moment in the period is a hash of the
 * seed and the sensor's address, with the jitter of a cheap clock (real nodes with a period of a minute report after 59
 * to 61 s). So the times of a sensor don't depend on other sensors.
 */
export function* everyReports(layout: Layout, settings: EverySettings): Generator<Report> {
  const { startMs, periodMs } = settings;
  const { sensors, hashes } = sensorsOf(layout, settings);
  const jitter = clockJitter(periodMs);
  const moments = new Uint32Array(sensors.length);
  for (let period = 0; sensors.length > 0; period++) {
    for (const [i, hash] of hashes.entries()) moments[i] = momentIn(period, hash, jitter);
    for (const i of sortedByKey(moments)) {
      const address = addressAt(layout, sensors[i] ?? 0);
      const timeMs = timeOf(period, moments[i] ?? 0, startMs, periodMs);
      yield { address, timeMs, seq: period };
    }
  }
}

/** True if a sensor reports between two moments, ms since 1970; the second is excluded. */
export function reportsEvery(
  { seed, startMs, periodMs }: EverySettings,
  address: Address,
  fromMs: number,
  toMs: number,
): boolean {
  const { sensor } = placeSeeds(mix(hashText(seed), PHASES), address);
  const jitter = clockJitter(periodMs);
  const first = Math.max(0, Math.floor((fromMs - startMs) / periodMs));
  for (let period = first; startMs + period * periodMs < toMs; period++) {
    const timeMs = timeOf(period, momentIn(period, sensor >>> 0, jitter), startMs, periodMs);
    if (timeMs >= fromMs && timeMs < toMs) return true;
  }
  return false;
}

/** The moment of a sensor in a period, in parts of 2^32. */
function momentIn(period: number, hash: number, jitter: number): number {
  return Math.floor(hash * (1 - jitter) + (mix(hash, period) >>> 0) * jitter);
}

function timeOf(period: number, moment: number, startMs: number, periodMs: number): number {
  return Math.floor(startMs + period * periodMs + (moment / 0x1_0000_0000) * periodMs);
}

/** The jitter of a cheap clock, as a share of the period. */
export function clockJitter(periodMs: number): number {
  return Math.min(MAX_JITTER_MS / periodMs, MAX_JITTER_SHARE);
}

const MAX_JITTER_MS = 1000;
const MAX_JITTER_SHARE = 1 / 30;
const PHASES = 0x7068_6173;

/** The numbers of the shard's sensors and a hash for each: eight bytes a sensor. */
export function sensorsOf(layout: Layout, { seed, shard }: ReportSettings) {
  const phases = mix(hashText(seed), PHASES);
  const sensors = new Uint32Array(layout.size);
  const hashes = new Uint32Array(layout.size);
  let count = 0;
  let number = 0;
  for (const address of addressesOf(layout)) {
    if (inShard(address, shard)) {
      sensors[count] = number;
      hashes[count] = placeSeeds(phases, address).sensor;
      count += 1;
    }
    number += 1;
  }
  return { sensors: sensors.subarray(0, count), hashes: hashes.subarray(0, count) };
}
