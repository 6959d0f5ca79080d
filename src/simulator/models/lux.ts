import type { RoomType } from '../../building/room-type.ts';
import { curveAt } from '../building-day.ts';
import { daylight, expectedDaylight } from '../daylight.ts';
import { gaussian, hashText, logNormal, mix, uniform } from '../hash.ts';
import type { Moment } from '../moment.ts';
import { noise } from '../noise.ts';
import { type Bout, boutAt } from '../occupancy.ts';
import { type Room, trait } from '../room.ts';
import { HOUR, MINUTE } from '../site.ts';
import type { SensorModel } from './model.ts';

/** A lux meter on a desk. */
export const LUX_MODEL: SensorModel = {
  feels: ['light'],
  truth: (moment, disturbances) =>
    disturbances.reduce((lux, disturbance) => disturbance.light(lux), illuminance(moment)),
  parts(moment) {
    const day = daylight(moment);
    return [
      { name: 'of standby lights and exit signs', value: standby(moment.room), unit: 'lx' },
      { name: 'of the corridor, neighbours and screens', value: spilled(moment), unit: 'lx' },
      { name: 'of daylight, behind blinds', value: day, unit: 'lx' },
      { name: 'of lamps', value: lampsAt(moment, day), unit: 'lx' },
      { name: 'more by flicker and passing shadows', value: 100 * (flicker(moment) - 1), unit: '%' },
    ];
  },
};

/** The lamps of a room. */
interface Lamps {
  /** At the sensor, in lux. */
  readonly light: number;
  /** The time until the lamps go out after the last person has left. */
  readonly holdMs: number;
}

const LAMPS: Readonly<Record<RoomType, Lamps>> = {
  office: { light: 420, holdMs: 15 * MINUTE },
  interior: { light: 430, holdMs: 15 * MINUTE },
  meeting: { light: 460, holdMs: 10 * MINUTE },
  corridor: { light: 140, holdMs: 15 * MINUTE },
  server: { light: 300, holdMs: 30 * MINUTE },
  plant: { light: 220, holdMs: 30 * MINUTE },
};

/** Light in a room in lux: the day, the lamps that people switch on, and the lights of the night (an exit sign). */
function illuminance(moment: Moment): number {
  const { room, timeMs } = moment;
  const day = daylight(moment);
  const light = day + lampsAt(moment, day);
  const glow = standby(room) + spilled(moment) + 0.3 * noise(trait(room, GLOW), timeMs, MINUTE);
  return light === 0 ? glow : glow + light * flicker(moment);
}

/**
 * The light of a room's lamps, in lux, with so much daylight beside the lamps. Some sensors see a desk lamp or the edge of the light;
 * daylight dims some lamps.
 */
export function lampLight(room: Room, daylight: number): number {
  const full = LAMPS[room.type].light + 40 * gaussian(trait(room, LAMP));
  const habit = uniform(trait(room, HABIT));
  if (habit < 0.6) return full * (0.13 + 0.6 * habit);
  return habit < 0.7 ? Math.max(0, full - daylight) : full;
}

/** The lamps that burn, in lux. Lamps change by some percent as they warm up. */
function lampsAt(moment: Moment, day: number): number {
  const { room } = moment;
  const bout = boutAt(moment, LAMPS[room.type].holdMs);
  const share = bout === undefined ? 0 : litShare(moment, bout);
  if (share === 0 || bout === undefined) return isCleaned(moment) ? lampLight(room, day) : 0;
  const warmth = 0.18 * uniform(trait(room, WARM)) - 0.1;
  return lampLight(room, day) * share * (1 + warmth * Math.exp(-bout.age / (8 * MINUTE)));
}

/**
 * The share of the lamps that people switch on, for some hours at a time: all, one group of two, a desk lamp, or none by
 * a screen's light.
 */
function litShare(moment: Moment, bout: Bout): number {
  const { room, timeMs } = moment;
  if (room.type === 'office' || room.type === 'interior') {
    const hash = mix(trait(room, SWITCH), Math.round((timeMs - bout.age) / (5 * HOUR)));
    const habit = 0.25 + 0.75 * uniform(trait(room, USE));
    const choice = uniform(hash) / habit;
    if (choice > 1) return uniform(mix(hash, 1)) < 0.35 ? DESK : 0;
    if (!isDark(moment, bout)) return 0;
    return choice < 0.75 ? 1 : HALF;
  }
  return isDark(moment, bout) ? 1 : 0;
}

/** People switch lamps by what they see: as they come, and as they look up once in a while until they go. */
function isDark(moment: Moment, bout: Bout): boolean {
  const needed = neededDaylight(moment.room);
  if (needed === Number.POSITIVE_INFINITY) return true;
  const look = Math.floor(Math.min(bout.age, bout.stay) / LOOK);
  if (look > 0) {
    const seen = expectedDaylight(earlier(moment, bout.age - look * LOOK));
    if (seen < 0.5 * needed) return true;
    if (seen > needed + ENOUGH) return false;
  }
  return expectedDaylight(earlier(moment, bout.age)) < needed;
}

/** The daylight in lux at which people do without lamps. Many switch lamps on out of habit. */
function neededDaylight(room: Room): number {
  const habit = uniform(trait(room, NEED));
  return habit < (room.type === 'office' ? 0.25 : 0.4) ? Number.POSITIVE_INFINITY : 10 * (0.3 + 2 * habit);
}

/** True while somebody cleans the room: on some days, in its turn of the round. */
function isCleaned({ room, today, sinceMidnight, timeMs }: Moment): boolean {
  const into = sinceMidnight - today.cleaning;
  if (!(into >= 0 && into < 2.2 * HOUR)) return false;
  const hash = mix(trait(room, CLEANED), Math.floor((timeMs - sinceMidnight) / HOUR));
  const turn = 1.6 * HOUR * uniform(trait(room, TURN)) + 5 * MINUTE * (1 + uniform(hash));
  const stay = Math.min(27 * MINUTE, logNormal(mix(hash, 1), 15 * MINUTE, 0.4));
  return (
    uniform(mix(hash, 2)) < 0.1 + 0.4 * uniform(trait(room, TURN + 1)) && into >= turn && into < turn + stay
  );
}

/** Light of the corridor and of neighbours through doors and glass, and a screen that stays on; in lux. */
function spilled({ room, today, sinceMidnight, timeMs }: Moment): number {
  let light = 0;
  const reach = uniform(trait(room, SPILL));
  if (reach < 0.5) {
    const needed = 1.6 - 2 * curveAt(today.fans, sinceMidnight);
    const lit = noise(mix(room.building, CORRIDOR + 4 * room.floor), timeMs, 40 * MINUTE);
    if (lit > needed) light += Math.min(10, logNormal(trait(room, SPILL + 1), 2.2, 0.8));
  }
  if (reach > 0.72) {
    const left = noise(trait(room, LEFT), timeMs, 8 * HOUR);
    if (left > 0.4) light += 3 + 8 * uniform(trait(room, LEFT + 1));
  }
  return light;
}

/** The moment so long before. Before midnight it is dark: the first moment of the day will do. */
function earlier(moment: Moment, age: number): Moment {
  return { ...moment, sinceMidnight: Math.max(0, moment.sinceMidnight - age) };
}

/** Shadows of people and things, and the lamps themselves: light is still for a while, then restless by some percent. */
function flicker({ room, timeMs }: Moment): number {
  const salt = trait(room, FLICKER);
  const strength = logNormal(salt + 2, 0.0025, 0.7) * Math.exp(1.2 * noise(salt + 1, timeMs, 20 * MINUTE));
  return 1 + Math.max(-0.5, strength * noise(salt, timeMs, MINUTE));
}

/** The light of the night. */
function standby(room: Room): number {
  return Math.max(2.7, Math.min(18, logNormal(trait(room, STANDBY), 4, 0.6)));
}

/** The shares of all lamps at the sensor. */
const DESK = 0.14;
const HALF = 0.65;
/** With so much more daylight than needed people switch lamps off, in lux. */
const ENOUGH = 100;
/** The time between two looks at the light. */
const LOOK = 40 * MINUTE;
const USE = hashText('use of lamps');
const SWITCH = hashText('switch');
const WARM = hashText('warm lamps');
const CLEANED = hashText('cleaned');
const TURN = hashText('turn of cleaning');
const SPILL = hashText('spilled light');
const CORRIDOR = hashText('corridor');
const LEFT = hashText('left on');
const HABIT = hashText('lamp habit');
const LAMP = hashText('lamp');
const NEED = hashText('needed light');
const FLICKER = hashText('flicker');
const GLOW = hashText('glow');
const STANDBY = hashText('standby light');
