import { reportScheduleOf } from '../../options/readings.ts';
import type { ReportSchedule } from '../../simulator/report-schedule.ts';
import type { PublishSettings } from './options.ts';

/** A random sensor stays silent for so many times the mean wait once in 20,000 waits. */
const RANDOM_WAITS = 10;
/** A sensor with a period may miss a reading or two. */
const PERIODS = 3;
const MIN_S = 10;

/**
 * The seconds after which a sensor without a reading is gone, by the schedule of the options; undefined where readings come
 * at full speed.
 */
export function expireAfterS(settings: PublishSettings, sensors: number): number | undefined {
  const seconds = longestWaitMs(reportScheduleOf(settings), sensors) / settings.speed / 1000;
  return seconds > 0 && Number.isFinite(seconds) ? Math.max(Math.ceil(seconds), MIN_S) : undefined;
}

/** In simulated milliseconds. */
function longestWaitMs(schedule: ReportSchedule, sensors: number): number {
  switch (schedule.kind) {
    case 'every':
      return PERIODS * schedule.periodMs;
    case 'interval':
      return (RANDOM_WAITS * sensors * (schedule.waitMs[0] + schedule.waitMs[1])) / 2;
    case 'rate':
      return (RANDOM_WAITS * sensors * 1000) / schedule.perSecond;
  }
}
