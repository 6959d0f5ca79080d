import { hashText, mix, uniform } from '../hash.ts';
import type { Moment } from '../moment.ts';
import { isOccupied } from '../occupancy.ts';
import { type Room, trait } from '../room.ts';
import { MINUTE } from '../site.ts';
import type { SensorModel } from './model.ts';

/** A motion detector with a hold time. Like a real detector, this one misses people at rest. */
export const PIR_MODEL: SensorModel = {
  feels: [],
  truth: (moment) => (wasMotionSeen(moment) ? 1 : 0),
  parts: (moment) => [
    {
      name: 'where somebody was there in the last minutes',
      value: isOccupied(moment, HOLD) ? 1 : 0,
      unit: '',
    },
  ],
};

/** True if somebody moved within the hold time. */
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

/** The time of a motion in a minute, if anybody is in the room; NaN for a minute without motion. */
function momentOfMotion(room: Room, minute: number): number {
  const hash = mix(trait(room, MOTION), minute);
  return uniform(hash) < MOVES ? (minute + uniform(mix(hash, 1))) * MINUTE : Number.NaN;
}

function wasThere({ bouts, sinceWorkday }: Moment, age: number): boolean {
  return isOccupied({ bouts, sinceWorkday: sinceWorkday - age });
}

/**
 * The share of minutes with a visible motion of a person at a desk. A larger share gives longer stretches than in real
 * offices.
 */
const MOVES = 0.25;
/** The hold time of a detector: the shortest stretch in recordings of real offices. */
const HOLD = 5 * MINUTE;
const MOTION = hashText('motion');
