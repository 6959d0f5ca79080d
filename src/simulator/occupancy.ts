import { gaussian, type Hash, hashText, logNormal, mix, uniform } from './hash.ts';
import { type Room, trait } from './room.ts';
import { HOUR, isWorkingDay, MINUTE, type WorkingHours, workingHoursOn } from './site.ts';

/**
 * The stays of people in a room on one day: times since local midnight, in turn of coming and going, ascending. A day
 * goes from four in the morning to four in the morning and begins and ends with an empty room.
 */
export type Bouts = readonly number[];

/** A moment of a day of work. */
export interface Workday {
  readonly bouts: Bouts;
  /** Milliseconds since the midnight before the bouts: 4 h to 28 h. */
  readonly sinceWorkday: number;
}

/** Nobody is about at this time of the local day. */
export const DAY_BEGINS = 4 * HOUR;
const LAST_TO_LEAVE = 24 * HOUR;

export function boutsOf({ hash, type, site }: Room, day: number): Bouts {
  return BOUTS[type](mix(mix(hash, PEOPLE), day), workingHoursOn(site, day), isWorkingDay(site, day));
}

/** True if someone is there, or has left less than `holdMs` ago. */
export function isOccupied({ bouts, sinceWorkday: at }: Workday, holdMs = 0): boolean {
  for (let i = 0; i < bouts.length; i += 2) {
    if (at < (bouts[i] ?? 0)) return false;
    if (at < (bouts[i + 1] ?? 0) + holdMs) return true;
  }
  return false;
}

/**
 * Presence with a lag of the first order: 0 in a room long empty, 1 in a room long occupied. A closed form over the
 * day's bouts. For lags up to two hours the rest of the day before is below a sensor's quantum.
 */
export function laggedPresence({ bouts, sinceWorkday: at }: Workday, lagMs: number): number {
  let level = 0;
  let presence = 0;
  let since = DAY_BEGINS;
  for (const change of bouts) {
    if (change >= at) break;
    level = presence + (level - presence) * Math.exp((since - change) / lagMs);
    presence = 1 - presence;
    since = change;
  }
  return presence + (level - presence) * Math.exp((since - at) / lagMs);
}

/** The people of the room, as a share of the ordinary number for the room type: 0.5 to 1.5. */
export function crowd(room: Room): number {
  return 0.5 + uniform(trait(room, PERSONS));
}

type BoutsOfDay = (hash: Hash, hours: WorkingHours, working: boolean) => Bouts;

/** Someone comes to work on one weekend day in ten. */
const BOUTS: Readonly<Record<Room['type'], BoutsOfDay>> = {
  office: (hash, hours, working) => (working || uniform(mix(hash, 1)) < 0.1 ? officeDay(hash, hours) : []),
  interior: (hash, hours, working) => (working || uniform(mix(hash, 1)) < 0.1 ? officeDay(hash, hours) : []),
  meeting: (hash, hours, working) => (working ? meetings(hash, hours) : []),
  corridor: (hash, hours, working) => passages(hash, hours, working ? 4 * MINUTE : 3 * HOUR),
  server: (hash, hours, working) => (working ? visits(hash, hours) : []),
  plant: (hash, hours, working) => (working ? visits(hash, hours) : []),
};

/** One or a few people come, go for a while and come back, and leave in the evening. */
function officeDay(hash: Hash, [from, to]: WorkingHours): Bouts {
  const arrival = from + 27 * MINUTE * gaussian(mix(hash, 2));
  const departure = to + 18 * MINUTE * gaussian(mix(hash, 3));
  return alternating(
    arrival,
    departure,
    (n) => logNormal(mix(hash, n), 35 * MINUTE, 1.1),
    (n) => logNormal(mix(hash, n), 14 * MINUTE, 0.8),
  );
}

/** Each hour of the day may hold a meeting. A meeting begins about on the hour and may go on into the next. */
function meetings(hash: Hash, [from, to]: WorkingHours): Bouts {
  const bouts: number[] = [];
  let free = DAY_BEGINS;
  for (let hour = Math.max(5, Math.ceil(from / HOUR)); hour * HOUR < to; hour++) {
    const begins = hour * HOUR + 4 * MINUTE * gaussian(mix(hash, 3 * hour));
    if (begins < free || uniform(mix(hash, 3 * hour + 1)) > 0.45) continue;
    free = Math.min(LAST_TO_LEAVE, begins + logNormal(mix(hash, 3 * hour + 2), 50 * MINUTE, 0.35));
    bouts.push(begins, free);
  }
  return bouts;
}

/** People walk through, one after another. */
function passages(hash: Hash, [from, to]: WorkingHours, meanGapMs: number): Bouts {
  return alternating(
    from - HOUR + exponential(mix(hash, 2), meanGapMs),
    to + 1.5 * HOUR,
    (n) => logNormal(mix(hash, n), MINUTE, 0.5),
    (n) => exponential(mix(hash, n), meanGapMs),
  );
}

/** Somebody looks after the machines, once or twice on some days. */
function visits(hash: Hash, [from, to]: WorkingHours): Bouts {
  return alternating(
    from + exponential(mix(hash, 2), 8 * HOUR),
    to,
    (n) => logNormal(mix(hash, n), 15 * MINUTE, 0.6),
    (n) => exponential(mix(hash, n), 8 * HOUR),
  );
}

function alternating(
  from: number,
  to: number,
  stay: (n: number) => number,
  away: (n: number) => number,
): Bouts {
  const bouts: number[] = [];
  const end = Math.min(to, LAST_TO_LEAVE);
  let comes = Math.max(from, DAY_BEGINS);
  for (let n = 10; comes < end; n += 2) {
    const goes = Math.min(end, comes + stay(n));
    bouts.push(comes, goes);
    comes = goes + away(n + 1);
  }
  return bouts;
}

function exponential(hash: Hash, mean: number): number {
  return -mean * Math.log(1 - uniform(hash));
}

const PEOPLE = hashText('people');
const PERSONS = hashText('persons');
