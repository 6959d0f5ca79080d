import { lampLight } from '../models/lux.ts';
import type { Moment } from '../moment.ts';
import { DAY, HOUR, isWorkingDay, localDay, workingHoursOn } from '../site.ts';
import { defineFault } from './define-fault.ts';

export const lightingSchedule = defineFault({
  type: 'lighting-schedule',
  describe: 'the lamps of a wing burn hours before and after work',
  scope: 'zone',
  durationMs: [2 * DAY, 5 * DAY],
  shareOfTime: 0.05,
  params: { hours: [3, 5] },
  light: (lux, { params }, moment) =>
    isBeforeOrAfterWork(moment, params.hours * HOUR) ? Math.max(lux, lampLight(moment.room, 0)) : lux,
});

function isBeforeOrAfterWork({ room: { site }, timeMs, sinceMidnight }: Moment, byMs: number): boolean {
  const day = localDay(site, timeMs);
  if (!isWorkingDay(site, day)) return false;
  const [from, to] = workingHoursOn(site, day);
  const beforeMs = from - sinceMidnight;
  const afterMs = sinceMidnight - to;
  return (beforeMs > 0 && beforeMs <= byMs) || (afterMs > 0 && afterMs <= byMs);
}
