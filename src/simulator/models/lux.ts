import type { RoomType } from '../../building/room-type.ts';
import { daylight, expectedDaylight } from '../daylight.ts';
import { gaussian, hashText, logNormal, uniform } from '../hash.ts';
import type { Moment } from '../moment.ts';
import { noise } from '../noise.ts';
import { boutAt } from '../occupancy.ts';
import { type Room, trait } from '../room.ts';
import { MINUTE } from '../site.ts';
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
      { name: 'of daylight, behind blinds', value: day, unit: 'lx' },
      { name: 'of lamps', value: lampsAreOn(moment) ? lampLight(moment.room, day) : 0, unit: 'lx' },
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
  const lamps = lampsAreOn(moment) ? lampLight(room, day) : 0;
  const light = day + lamps;
  const glow = standby(room) + 0.36 * noise(trait(room, GLOW), timeMs, MINUTE);
  return light === 0 ? glow : glow + light * flicker(moment);
}

/**
 * The light of a room's lamps, in lux, with so much daylight beside the lamps. Some sensors see a desk lamp or the edge of the light;
 * daylight dims some lamps.
 */
export function lampLight(room: Room, daylight: number): number {
  const full = LAMPS[room.type].light + 40 * gaussian(trait(room, LAMP));
  const habit = uniform(trait(room, HABIT));
  if (habit < 0.45) return full * (0.06 + habit);
  return habit < 0.6 ? Math.max(0, full - daylight) : full;
}

/** People switch lamps by what they see: as they come, and when they look up once in a while until they go. */
function lampsAreOn(moment: Moment): boolean {
  const bout = boutAt(moment, LAMPS[moment.room.type].holdMs);
  if (bout === undefined) return false;
  const needed = neededDaylight(moment.room);
  for (let look = Math.floor(Math.min(bout.age, bout.stay) / LOOK); look > 0; look--) {
    const seen = expectedDaylight(earlier(moment, bout.age - look * LOOK));
    if (seen < 0.5 * needed) return true;
    if (seen > needed + ENOUGH) return false;
  }
  return expectedDaylight(earlier(moment, bout.age)) < needed;
}

/** The daylight in lux at which people do without lamps. Many switch lamps on out of habit. */
function neededDaylight(room: Room): number {
  const habit = uniform(trait(room, NEED));
  return habit < 0.4 ? Number.POSITIVE_INFINITY : 10 * (0.3 + 2 * habit);
}

/** The moment so long before. Before midnight it is dark: the first moment of the day will do. */
function earlier(moment: Moment, age: number): Moment {
  return { ...moment, sinceMidnight: Math.max(0, moment.sinceMidnight - age) };
}

/** Shadows of people and things, and the lamps themselves: light is restless by about a percent. */
function flicker({ room, timeMs }: Moment): number {
  const salt = trait(room, FLICKER);
  const strength = 0.0105 * Math.exp(0.9 * noise(salt + 1, timeMs, 20 * MINUTE));
  return 1 + Math.max(-0.5, strength * noise(salt, timeMs, MINUTE));
}

/** The light of the night. */
function standby(room: Room): number {
  return Math.max(2.7, Math.min(18, logNormal(trait(room, STANDBY), 4, 0.6)));
}

/** With so much more daylight than needed people switch lamps off, in lux. */
const ENOUGH = 100;
/** The time between two looks at the light. */
const LOOK = 40 * MINUTE;
const HABIT = hashText('lamp habit');
const LAMP = hashText('lamp');
const NEED = hashText('needed light');
const FLICKER = hashText('flicker');
const GLOW = hashText('glow');
const STANDBY = hashText('standby light');
