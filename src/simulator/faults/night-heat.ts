import type { Air } from '../disturbance.ts';
import type { Moment } from '../moment.ts';
import { HOUR, isWorkingDay, localDay, type Site, startOfDay, workingHoursOn } from '../site.ts';
import type { Occurrence } from './fault-type.ts';
import { mendedAt } from './shape.ts';

/** A time without people, with the heating set back. */
export interface Setback {
  /** An hour after most people have left. */
  readonly fromMs: number;
  /** Some hours before most people come. */
  readonly toMs: number;
}

/** A part of a setback in which the heating is on by mistake. */
type Mistake = (setback: Setback) => Setback;

const LAG = HOUR;
/** Buildings close for at most so many days. */
const MAX_DAYS = 14;

/**
 * The air of a room whose heating is on in a part of each setback: warmer by `kelvin` in the end. The last quarter of
 * the fault's time has no more mistakes.
 */
export function heatedAtNight(
  air: Air,
  occurrence: Occurrence<'kelvin'>,
  { room, timeMs }: Moment,
  mistake: Mistake,
): Air {
  let warmth = 0;
  for (const setback of setbacksAround(room.site, timeMs)) {
    const { fromMs, toMs } = mistake(setback);
    const from = Math.max(fromMs, occurrence.startMs);
    const to = Math.min(toMs, mendedAt(occurrence));
    if (from < to) warmth += response(from, to, timeMs);
  }
  const kelvin = occurrence.params.kelvin * warmth;
  return { ...air, air: air.air + kelvin, walls: air.walls + kelvin };
}

/** The response of the room to heat between two moments, with a lag of the first order: 0 to 1. */
function response(fromMs: number, toMs: number, timeMs: number): number {
  if (timeMs <= fromMs) return 0;
  const level = 1 - Math.exp((fromMs - Math.min(timeMs, toMs)) / LAG);
  return timeMs <= toMs ? level : level * Math.exp((toMs - timeMs) / LAG);
}

/** The setback before the last working hours, and the setback after them. */
function setbacksAround(site: Site, timeMs: number): Setback[] {
  const today = localDay(site, timeMs);
  const worked = findWorkingDay(site, today, -1);
  const before = findWorkingDay(site, worked - 1, -1);
  return [
    setbackBetween(site, before, worked),
    setbackBetween(site, worked, findWorkingDay(site, worked + 1, 1)),
  ];
}

function setbackBetween(site: Site, last: number, next: number): Setback {
  const [, to] = workingHoursOn(site, last);
  const [from] = workingHoursOn(site, next);
  return { fromMs: startOfDay(site, last) + to + HOUR, toMs: startOfDay(site, next) + from - 2.5 * HOUR };
}

/** The first working day from a day on, or {@link MAX_DAYS} farther. */
function findWorkingDay(site: Site, from: number, step: 1 | -1): number {
  let day = from;
  for (let n = 0; n < MAX_DAYS && !isWorkingDay(site, day); n++) day += step;
  return day;
}
