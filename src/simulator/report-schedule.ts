import type { Address } from '../building/address.ts';
import type { Layout } from '../building/layout.ts';
import { driftingReports } from './drifting-reports.ts';
import { everyReports, reportsEvery } from './every-reports.ts';
import { randomReports, rateReports, unpacedReports } from './random-reports.ts';
import type { Report, ReportSettings } from './report.ts';

/** When sensors report. */
export type ReportSchedule =
  /** One random sensor, then a random wait in the range. */
  | { readonly kind: 'interval'; readonly waitMs: readonly [min: number, max: number] }
  /** Each sensor once in each period. */
  | {
      readonly kind: 'every';
      readonly periodMs: number;
      /** The largest error of a sensor's clock, as a share. Left out or 0, all clocks keep the period. */
      readonly clockError?: number;
    }
  /** Random sensors, evenly spaced; Infinity for full speed. */
  | { readonly kind: 'rate'; readonly perSecond: number };

/** The reports of a layout's sensors, without an end. `now`, the simulated clock, gives times at full speed. */
export function scheduledReports(
  layout: Layout,
  schedule: ReportSchedule,
  settings: ReportSettings,
  now: () => number,
): Iterable<Report> {
  switch (schedule.kind) {
    case 'interval':
      return randomReports(layout, { ...settings, waitMs: schedule.waitMs });
    case 'every':
      return schedule.clockError
        ? driftingReports(layout, {
            ...settings,
            periodMs: schedule.periodMs,
            clockError: schedule.clockError,
          })
        : everyReports(layout, { ...settings, periodMs: schedule.periodMs });
    case 'rate':
      return schedule.perSecond === Number.POSITIVE_INFINITY
        ? unpacedReports(layout, settings, now)
        : rateReports(layout, { ...settings, perSecond: schedule.perSecond });
  }
}

/**
 * Says whether a sensor reports between two moments, ms since 1970, the second excluded; undefined for a schedule of which
 * only the run can tell.
 */
export function reportsBetween(
  schedule: ReportSchedule,
  settings: ReportSettings,
): ((address: Address, fromMs: number, toMs: number) => boolean) | undefined {
  if (schedule.kind !== 'every' || schedule.clockError) return undefined;
  const every = { ...settings, periodMs: schedule.periodMs };
  return (address, fromMs, toMs) => reportsEvery(every, address, fromMs, toMs);
}
