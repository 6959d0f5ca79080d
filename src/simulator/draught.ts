import type { RoomType } from '../building/room-type.ts';
import { curveAt } from './building-day.ts';
import { gaussian, type Hash, hashText, logNormal, mix, uniform } from './hash.ts';
import type { Moment } from './moment.ts';
import { type Room, trait } from './room.ts';
import { HOUR, MINUTE } from './site.ts';

/** A change of a room's air for some minutes: from a door, a window or a vent. */
export interface Draught {
  readonly kelvin: number;
  /** Change of the air's water, as a share. */
  readonly moisture: number;
}

/** Most steps between readings are small. The large steps are gusts. */
export function draught(moment: Moment): Draught {
  const { room, timeMs, today, sinceMidnight } = moment;
  const slot = Math.floor(timeMs / SLOT);
  const open = curveAt(today.fans, sinceMidnight);
  if (open < 0.001) return CALM;
  const [now, before] = [gust(room, slot, timeMs), gust(room, slot - 1, timeMs)];
  return {
    kelvin: open * (now.kelvin + before.kelvin),
    moisture: open * (now.moisture + before.moisture),
  };
}

/** The gust of a slot of time, or calm. A gust comes within minutes and has faded by the end of the next slot. */
function gust(room: Room, slot: number, timeMs: number): Draught {
  const hash = mix(trait(room, GUSTS), slot);
  if (uniform(hash) > CHANCES[room.type]) return CALM;
  const since = timeMs - (slot + uniform(mix(hash, 1))) * SLOT;
  if (since <= 0) return CALM;
  const size = SHAPE_PEAK * (Math.exp(-since / FADES) - Math.exp(-since / COMES));
  return { kelvin: size * kelvinOf(hash), moisture: size * 0.01 * gaussian(mix(hash, 3)) };
}

function kelvinOf(hash: Hash): number {
  const strength = logNormal(mix(hash, 2), 0.16, 0.6);
  return uniform(mix(hash, 4)) < 0.4 ? -strength : strength;
}

/** The probability of a gust in a slot while the building is awake. */
const CHANCES: Readonly<Record<RoomType, number>> = {
  office: 0.12,
  interior: 0.08,
  meeting: 0.15,
  corridor: 0.2,
  server: 0.06,
  plant: 0.06,
};

const CALM: Draught = { kelvin: 0, moisture: 0 };
const SLOT = 2 * HOUR;
const COMES = 4 * MINUTE;
const FADES = 18 * MINUTE;
/** Brings the peak of the shape to 1. */
const SHAPE_PEAK = 1.98;
const GUSTS = hashText('gusts');
