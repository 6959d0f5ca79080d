import { addressAt, type Layout } from '../building/layout.ts';
import { clockJitter, type EverySettings, sensorsOf } from './every-reports.ts';
import { hashText, mix, uniform } from './hash.ts';
import { sortedByKey } from './radix-sort.ts';
import type { Report } from './report.ts';

export interface DriftingSettings extends EverySettings {
  /** The largest error of a sensor's clock, as a share: 0.02 for 2 %. At most {@link MAX_CLOCK_ERROR}. */
  readonly clockError: number;
}

/** No sensor reports more than twice in a period. */
export const MAX_CLOCK_ERROR = 0.3;

/**
 * Each sensor once in a period of its own: the period by its clock, which is fast or slow by a constant share. So sensors
 * wander against each other, and some of them report twice or not at all in one period. In the order of time; without an end.
 */
export function* driftingReports(layout: Layout, settings: DriftingSettings): Generator<Report> {
  const { startMs, periodMs, clockError } = settings;
  const { sensors, hashes } = sensorsOf(layout, settings);
  const jitter = clockJitter(periodMs);
  const moments = new Uint32Array(2 * sensors.length);
  const reporting = new Uint32Array(moments.length);
  const seqs = new Uint32Array(moments.length);
  for (let period = 0; sensors.length > 0; period++) {
    let count = 0;
    for (const [i, hash] of hashes.entries()) {
      const own = 1 + clockError * (2 * uniform(mix(hash, CLOCK)) - 1);
      const phase = own * uniform(hash);
      for (let seq = Math.ceil((period - phase) / own); phase + seq * own < period + 1; seq++) {
        const since = phase + seq * own - period + jitter * (uniform(mix(hash, seq)) - 0.5);
        // A report that jitter would move beyond the period is at its end: the order of time holds.
        moments[count] = Math.min(LATEST, Math.max(0, since)) * 0x1_0000_0000;
        reporting[count] = i;
        seqs[count] = seq;
        count += 1;
      }
    }
    for (const n of sortedByKey(moments.subarray(0, count))) {
      const offset = ((moments[n] ?? 0) / 0x1_0000_0000) * periodMs;
      yield {
        address: addressAt(layout, sensors[reporting[n] ?? 0] ?? 0),
        timeMs: Math.floor(startMs + period * periodMs + offset),
        seq: seqs[n] ?? 0,
      };
    }
  }
}

const LATEST = 1 - 2 ** -32;
const CLOCK = hashText('clock');
