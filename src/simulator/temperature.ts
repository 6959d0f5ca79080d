import type { RoomType } from '../building/room-type.ts';
import { curveAt } from './building-day.ts';
import { draught } from './draught.ts';
import { gaussian, hashText, logNormal, uniform } from './hash.ts';
import type { Moment } from './moment.ts';
import { drift, noise } from './noise.ts';
import { laggedPresence } from './occupancy.ts';
import { trait } from './room.ts';
import { HOUR, MINUTE, winter } from './site.ts';

/** What kind of room it is, thermally; all in kelvins. */
interface Climate {
  /** Mean above that of an office. */
  readonly offset: number;
  /** What the people there lead to in the end. */
  readonly people: number;
  /** What 50 klx on the facade lead to. */
  readonly sun: number;
  /** How far it cools down in the end while the heating is set back. */
  readonly setback: number;
  /** How far it wanders in a day. */
  readonly wander: number;
}

const CLIMATES: Readonly<Record<RoomType, Climate>> = {
  office: { offset: 0, people: 0.7, sun: 2, setback: 0.65, wander: 0.36 },
  interior: { offset: 0.1, people: 0.5, sun: 0.1, setback: 0.25, wander: 0.26 },
  meeting: { offset: 0, people: 1.4, sun: 1.2, setback: 0.6, wander: 0.33 },
  corridor: { offset: -0.3, people: 0.1, sun: 0.3, setback: 0.5, wander: 0.2 },
  server: { offset: -0.2, people: 0.2, sun: 0.1, setback: 0.1, wander: 0.32 },
  plant: { offset: 1, people: 0.3, sun: 0, setback: 0.3, wander: 0.4 },
};

/** Air temperature of a room in °C, and what it is on the average of these days, which its walls follow. */
export interface Warmth {
  readonly air: number;
  readonly walls: number;
}

export function warmth(moment: Moment): Warmth {
  const { room, timeMs, today, sinceMidnight } = moment;
  const climate = CLIMATES[room.type];
  const walls =
    22.7 -
    0.9 * winter(room.site, timeMs) +
    climate.offset +
    0.6 * gaussian(trait(room, OFFSET)) +
    0.12 * curveAt(today.spell, sinceMidnight) +
    climate.wander *
      logNormal(trait(room, LIVELINESS), 1, 0.25) *
      drift(trait(room, WANDER), timeMs, 16 * HOUR, 6);
  const glass = 0.75 + 0.4 * uniform(trait(room, GLASS));
  const sun = climate.sun * glass * curveAt(today.sunHeat[room.wing], sinceMidnight);
  const setback = climate.setback * curveAt(today.setback, sinceMidnight);
  const people = climate.people * laggedPresence(moment, LAG);
  const air = walls + sun - setback + people + coolingCycle(moment) + draught(moment).kelvin;
  return { air, walls };
}

/** Machines that cool a server room switch on and off. */
function coolingCycle({ room, timeMs }: Moment): number {
  return room.type === 'server' ? 0.08 * noise(trait(room, CYCLE), timeMs, 12 * MINUTE) : 0;
}

const LAG = 1.5 * HOUR;
const OFFSET = hashText('temperature offset');
const LIVELINESS = hashText('temperature liveliness');
const GLASS = hashText('temperature glass');
const WANDER = hashText('temperature wander');
const CYCLE = hashText('cooling cycle');
