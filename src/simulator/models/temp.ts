import type { RoomType } from '../../building/room-type.ts';
import { curveAt } from '../building-day.ts';
import type { Warmth } from '../disturbance.ts';
import { draught } from '../draught.ts';
import { gaussian, hashText, logNormal, uniform } from '../hash.ts';
import type { Moment } from '../moment.ts';
import { fractalNoise, noise } from '../noise.ts';
import { laggedPresence } from '../occupancy.ts';
import { trait } from '../room.ts';
import { HOUR, MINUTE, winter } from '../site.ts';
import type { SensorModel } from './model.ts';

/** The temperature of a type of room; all in kelvins. */
interface ThermalProfile {
  /** The mean above the mean of an office. */
  readonly offset: number;
  /** The final rise by the people. */
  readonly people: number;
  /** The final rise by 50 klx on the facade. */
  readonly sun: number;
  /** The final fall by the setback of the heating. */
  readonly setback: number;
  /** The random motion in a day. */
  readonly wander: number;
}

const PROFILES: Readonly<Record<RoomType, ThermalProfile>> = {
  office: { offset: 0, people: 0.7, sun: 2, setback: 0.65, wander: 0.36 },
  interior: { offset: 0.1, people: 0.5, sun: 0.1, setback: 0.25, wander: 0.26 },
  meeting: { offset: 0, people: 1.4, sun: 1.2, setback: 0.6, wander: 0.33 },
  corridor: { offset: -0.3, people: 0.1, sun: 0.3, setback: 0.5, wander: 0.2 },
  server: { offset: -0.2, people: 0.2, sun: 0.1, setback: 0.1, wander: 0.32 },
  plant: { offset: 1, people: 0.3, sun: 0, setback: 0.3, wander: 0.4 },
};

/** A thermometer measures the temperature of the air. */
export const TEMP_MODEL: SensorModel = {
  feels: ['air'],
  truth: (moment, disturbances, airOf) => airOf(moment, disturbances).air,
};

/** The warmth of a room on an ordinary day. */
export function warmth(moment: Moment): Warmth {
  const { room, timeMs, today, sinceMidnight } = moment;
  const profile = PROFILES[room.type];
  const walls =
    22.7 -
    0.9 * winter(room.site, timeMs) +
    profile.offset +
    0.6 * gaussian(trait(room, OFFSET)) +
    0.12 * curveAt(today.spell, sinceMidnight) +
    profile.wander *
      logNormal(trait(room, LIVELINESS), 1, 0.25) *
      fractalNoise(trait(room, WANDER), timeMs, 16 * HOUR, 6);
  const glass = 0.75 + 0.4 * uniform(trait(room, GLASS));
  const sun = profile.sun * glass * curveAt(today.sunHeat[room.wing], sinceMidnight);
  const setback = profile.setback * curveAt(today.setback, sinceMidnight);
  const people = profile.people * laggedPresence(moment, LAG);
  const air = walls + sun - setback + people + coolingCycle(moment) + draught(moment).kelvin;
  return { air, walls };
}

/** The cooling machines of a server room switch on and off. */
function coolingCycle({ room, timeMs }: Moment): number {
  return room.type === 'server' ? 0.08 * noise(trait(room, CYCLE), timeMs, 12 * MINUTE) : 0;
}

const LAG = 1.5 * HOUR;
const OFFSET = hashText('temperature offset');
const LIVELINESS = hashText('temperature liveliness');
const GLASS = hashText('temperature glass');
const WANDER = hashText('temperature wander');
const CYCLE = hashText('cooling cycle');
