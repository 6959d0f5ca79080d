import { gaussian, type Hash, hashText, logNormal, mix, uniform } from './hash.ts';
import { type Room, trait } from './room.ts';
import { DAY, HOUR, isWorkingDay, MINUTE, type WorkingHours, workingHoursOn, YEAR } from './site.ts';

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
const DAY_ENDS = DAY_BEGINS + DAY;
const LAST_TO_LEAVE = 24 * HOUR;
const FADES = 25 * HOUR;

export function boutsOf(room: Room, day: number): Bouts {
  const { hash, type, site } = room;
  return BOUTS[type]({
    room,
    hash: mix(mix(hash, PEOPLE), day),
    day,
    hours: workingHoursOn(site, day),
    working: isWorkingDay(site, day),
  });
}

/** A stay in a room. */
export interface Bout {
  /** Time since somebody came, in milliseconds. */
  readonly age: number;
  /** How long somebody stays. */
  readonly stay: number;
}

/** The stay at the moment, or the stay that has ended less than `holdMs` ago. */
export function boutAt({ bouts, sinceWorkday: at }: Workday, holdMs = 0): Bout | undefined {
  for (let i = 0; i < bouts.length; i += 2) {
    const [comes = 0, goes = 0] = [bouts[i], bouts[i + 1]];
    if (at < comes) return undefined;
    if (at < goes + holdMs) return { age: at - comes, stay: goes - comes };
  }
  return undefined;
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
 * day's bouts. In the last hours of the day the rest fades a little faster, so that the next day can begin with nothing.
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
  const now = presence + (level - presence) * Math.exp((since - at) / lagMs);
  return at < FADES
    ? now
    : now * (1 - ((at - FADES) / (DAY_ENDS - FADES)) ** 2 * (3 - (2 * (at - FADES)) / (DAY_ENDS - FADES)));
}

/** The people of the room, as a share of the ordinary number for the room type: 0.5 to 1.5. */
export function crowd(room: Room): number {
  return 0.5 + uniform(trait(room, PERSONS));
}

/** A day of a room. All random values of the day come from its hash. */
interface RoomDay {
  readonly room: Room;
  readonly hash: Hash;
  readonly day: number;
  readonly hours: WorkingHours;
  readonly working: boolean;
}

const BOUTS: Readonly<Record<Room['type'], (day: RoomDay) => Bouts>> = {
  office: officeDay,
  interior: officeDay,
  meeting: meetings,
  corridor: passages,
  server: visits,
  plant: visits,
};

/** Rooms differ in their use, and so do days: whole and half days, short visits, absences, holidays. */
function officeDay(day: RoomDay): Bouts {
  const { room, hash, working } = day;
  const kind = uniform(mix(hash, 1));
  if (!working) return kind < 0.08 ? shortVisit(day) : [];
  if (isAway(day)) return [];
  const use = 0.45 + 0.55 * uniform(trait(room, USE));
  if (kind > use) return kind > use + 0.5 * (1 - use) ? [] : shortVisit(day);
  const half = kind / use;
  if (half < 0.1) return atWork(day, 0, 0.5);
  return half < 0.2 ? atWork(day, 0.5, 1) : atWork(day, 0, 1);
}

/** Somebody comes for an hour or a few, at any time. */
function shortVisit(day: RoomDay): Bouts {
  const [from, to] = day.hours;
  const comes = from + uniform(mix(day.hash, 4)) * (to - from - HOUR);
  return stays(day, comes, comes + logNormal(mix(day.hash, 5), 100 * MINUTE, 0.6));
}

/** One or a few people come, go for a while and come back, and leave in the evening, or at noon, or come at noon. */
function atWork(day: RoomDay, begins: number, ends: number): Bouts {
  const { hash, hours } = day;
  const [from, to] = hours;
  const arrival = from + begins * (to - from) + 27 * MINUTE * gaussian(mix(hash, 2));
  const late = uniform(mix(hash, 6)) < 0.15 ? 1.5 * HOUR * uniform(mix(hash, 7)) : 0;
  const departure = from + ends * (to - from) + late + 18 * MINUTE * gaussian(mix(hash, 3));
  return stays(day, arrival, departure);
}

/** Some people sit at their desks all day, others are in and out. */
function stays({ room, hash }: RoomDay, from: number, to: number): Bouts {
  const away = logNormal(trait(room, AWAY), 18 * MINUTE, 0.7);
  return alternating(
    from,
    to,
    (n) => logNormal(mix(hash, n), 35 * MINUTE, 1.1),
    (n) => logNormal(mix(hash, n), away, 0.8),
  );
}

/** People are away for whole weeks: now and then, and many in the holiday weeks of the summer. */
function isAway({ room: { hash, site }, day }: RoomDay): boolean {
  const week = Math.floor((day + 3) / 7);
  const summer = Math.cos((2 * Math.PI * (day * DAY - HOLIDAYS - (site.latitude < 0 ? YEAR / 2 : 0))) / YEAR);
  return uniform(mix(mix(hash, VACATION), week)) < 0.03 + 0.25 * Math.max(0, summer) ** 24;
}

/** Each hour of the day may hold a meeting. A meeting begins about on the hour and may go on into the next. */
function meetings({ room, hash, hours: [from, to], working }: RoomDay): Bouts {
  if (!working) return [];
  const demand = 0.15 + 0.4 * uniform(mix(hash, 1)) * (0.5 + uniform(trait(room, USE)));
  const bouts: number[] = [];
  let free = DAY_BEGINS;
  for (let hour = Math.max(5, Math.ceil(from / HOUR)); hour * HOUR < to; hour++) {
    const begins = hour * HOUR + 4 * MINUTE * gaussian(mix(hash, 3 * hour));
    if (begins < free || uniform(mix(hash, 3 * hour + 1)) > demand) continue;
    free = Math.min(LAST_TO_LEAVE, begins + logNormal(mix(hash, 3 * hour + 2), 50 * MINUTE, 0.35));
    bouts.push(begins, free);
  }
  return bouts;
}

/** People walk through, one after another. */
function passages({ room, hash, hours: [from, to], working }: RoomDay): Bouts {
  const meanGapMs = working ? logNormal(trait(room, USE), 3.5 * MINUTE, 0.5) : 3 * HOUR;
  return alternating(
    from - HOUR + exponential(mix(hash, 2), meanGapMs),
    to + 1.5 * HOUR,
    (n) => logNormal(mix(hash, n), MINUTE, 0.5),
    (n) => exponential(mix(hash, n), meanGapMs),
  );
}

/** Somebody looks after the machines, once or twice on some days. */
function visits({ hash, hours: [from, to], working }: RoomDay): Bouts {
  if (!working) return [];
  return alternating(
    from + exponential(mix(hash, 2), 8 * HOUR),
    to,
    (n) => logNormal(mix(hash, n), 55 * MINUTE, 0.5),
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
const USE = hashText('use');
const AWAY = hashText('away');
const VACATION = hashText('vacation');
/** The middle of the summer holidays in the north: 10 August. */
const HOLIDAYS = 221 * DAY;
