import { hashText, mix, uniform } from '../hash.ts';
import type { Moment } from '../moment.ts';
import { isOccupied } from '../occupancy.ts';
import { type Room, trait } from '../room.ts';
import { MINUTE } from '../site.ts';
import type { SensorModel } from './model.ts';

/** A motion detector with a hold time. People who sit still for longer are not seen: real detectors miss them, too. */
export const PIR: SensorModel = {
  feels: [],
  truth: (moment) => (wasMotionSeen(moment) ? 1 : 0),
};

/** Whether somebody moved within the hold time. */
function wasMotionSeen(moment: Moment): boolean {
  if (!isOccupied(moment, HOLD)) return false;
  const { room, timeMs } = moment;
  const minute = Math.floor(timeMs / MINUTE);
  for (let back = 0; back * MINUTE <= HOLD; back++) {
    const motionMs = momentOfMotion(room, minute - back);
    const age = timeMs - motionMs;
    if (age >= 0 && age < HOLD && wasThere(moment, age)) return true;
  }
  return false;
}

/** The time at which somebody in the room would move in a minute; never, for a minute in which nobody moves. */
function momentOfMotion(room: Room, minute: number): number {
  const hash = mix(trait(room, MOTION), minute);
  return uniform(hash) < MOVES ? (minute + uniform(mix(hash, 1))) * MINUTE : Number.NaN;
}

function wasThere({ bouts, sinceWorkday }: Moment, age: number): boolean {
  return isOccupied({ bouts, sinceWorkday: sinceWorkday - age });
}

/** The share of the minutes in which a detector sees a person at a desk. More would make stretches longer than real. */
const MOVES = 0.25;
/** The time for which a detector stays on: no shorter time is seen in real office buildings. */
const HOLD = 5 * MINUTE;
const MOTION = hashText('motion');
