import type { RoomType } from '../../building/room-type.ts';
import { curveAt } from '../building-day.ts';
import { gaussian, hashText, logNormal, uniform } from '../hash.ts';
import type { Moment } from '../moment.ts';
import { isOccupied } from '../occupancy.ts';
import { type Room, trait } from '../room.ts';
import { MINUTE } from '../site.ts';
import { clearness } from '../weather.ts';
import type { SensorModel } from './model.ts';

/** A lux meter on a desk. */
export const LUX_MODEL: SensorModel = {
  feels: ['light'],
  truth: (moment, disturbances) =>
    disturbances.reduce((lux, disturbance) => disturbance.light(lux), illuminance(moment)),
};

/** The lighting of a room. */
interface Lighting {
  /** Of a lamp at the sensor, in lux. */
  readonly lamp: number;
  /** The time until the lamp goes out after the last person has left. */
  readonly holdMs: number;
  /** Share of the facade's light at the sensor, behind glass and depth. */
  readonly daylight: number;
}

const LIGHTING: Readonly<Record<RoomType, Lighting>> = {
  office: { lamp: 420, holdMs: 15 * MINUTE, daylight: 0.0042 },
  interior: { lamp: 430, holdMs: 15 * MINUTE, daylight: 0 },
  meeting: { lamp: 460, holdMs: 10 * MINUTE, daylight: 0.004 },
  corridor: { lamp: 140, holdMs: 15 * MINUTE, daylight: 0.0005 },
  server: { lamp: 300, holdMs: 5 * MINUTE, daylight: 0 },
  plant: { lamp: 220, holdMs: 5 * MINUTE, daylight: 0 },
};

/** Light in a room in lux: the day, the lamps while someone is there, and the lights of the night (an exit sign). */
function illuminance(moment: Moment): number {
  const day = throughBlinds(daylight(moment));
  return standby(moment.room) + day + lamp(moment, day);
}

/**
 * The light of a room's lamps, in lux, with so much daylight beside the lamps. Some people make do with a desk lamp;
 * daylight dims some lamps.
 */
export function lampLight(room: Room, daylight: number): number {
  const full = LIGHTING[room.type].lamp + 40 * gaussian(trait(room, LAMP));
  const habit = uniform(trait(room, HABIT));
  if (habit < 0.2) return DESK_LAMP * full;
  return habit < 0.4 ? Math.max(0, full - daylight) : full;
}

/** Daylight at the sensor with all blinds up, in lux. */
export function daylight({ room, timeMs, today, sinceMidnight }: Moment): number {
  const share = LIGHTING[room.type].daylight;
  const diffuse = share === 0 ? 0 : curveAt(today.diffuse, sinceMidnight);
  if (diffuse < 0.1) return 0;
  const clear = clearness(room.building, timeMs);
  const direct = curveAt(today.direct[room.wing], sinceMidnight);
  const outside = 0.4 * diffuse * (1 - 0.3 * clear) + direct * clear;
  return logNormal(trait(room, WINDOW), share, 0.2) * outside;
}

/** The more the sun dazzles, the further people let down their blinds. */
function throughBlinds(daylight: number): number {
  if (daylight < DAZZLES) return daylight;
  return DAZZLES + BLINDS_PASS * (1 - Math.exp((DAZZLES - daylight) / BLINDS_PASS));
}

function lamp(moment: Moment, daylight: number): number {
  const { holdMs } = LIGHTING[moment.room.type];
  return isOccupied(moment, holdMs) ? lampLight(moment.room, daylight) : 0;
}

/** The light of the night. */
function standby(room: Room): number {
  return Math.max(2.7, Math.min(18, logNormal(trait(room, STANDBY), 4, 0.6)));
}

/** Blinds come down above this daylight, in lux, and let at most so much of the rest through. */
const DAZZLES = 200;
const BLINDS_PASS = 110;
/** The light of a desk lamp as a share of the light of a room's lamps. */
const DESK_LAMP = 0.3;
const HABIT = hashText('lamp habit');
const LAMP = hashText('lamp');
const STANDBY = hashText('standby light');
const WINDOW = hashText('window');
