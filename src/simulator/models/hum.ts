import type { RoomType } from '../../building/room-type.ts';
import { curveAt } from '../building-day.ts';
import type { Warmth } from '../disturbance.ts';
import { draught } from '../draught.ts';
import { hashText, logNormal } from '../hash.ts';
import { saturation } from '../humid-air.ts';
import type { Moment } from '../moment.ts';
import { noise } from '../noise.ts';
import { crowd, laggedPresence } from '../occupancy.ts';
import { trait } from '../room.ts';
import { HOUR, MINUTE } from '../site.ts';
import type { SensorModel } from './model.ts';

/** A hygrometer measures the water of the air as a share of saturation. */
export const HUM_MODEL: SensorModel = {
  feels: ['air'],
  truth(moment, disturbances, airOf) {
    const air = airOf(moment, disturbances);
    return relativeHumidity(air.moisture, air);
  },
};

/** Final rise of the water by people, in g/m³. */
const BREATH: Readonly<Record<RoomType, number>> = {
  office: 0.28,
  interior: 0.28,
  meeting: 0.36,
  corridor: 0.05,
  server: 0.05,
  plant: 0.05,
};

/** Water in a room's air, in g/m³: the building's water, a deviation of the room, and the breath of people. */
export function moisture(moment: Moment): number {
  const { room, timeMs, today, sinceMidnight } = moment;
  const shared = curveAt(today.moisture, sinceMidnight);
  const salt = trait(room, OWN);
  // Rooms share their air. The rest moves by 0.2 % an hour at night, and by more while fans and doors are busy.
  const own =
    0.03 * noise(salt, timeMs, 30 * HOUR) +
    logNormal(salt, 0.0008, 0.4) * noise(salt + 1, timeMs, 9 * MINUTE) +
    0.003 * curveAt(today.fans, sinceMidnight) * noise(salt + 2, timeMs, HOUR);
  const breath = BREATH[room.type] * crowd(room);
  return shared * (1 + own + draught(moment).moisture) + breath * laggedPresence(moment, AIR_LAG);
}

/**
 * Relative humidity in %, unclamped, of air with so much water. Walls give water to warming air and take water from
 * cooling air, so relative humidity follows only 70 % of the air's daily motion in temperature (-0.04 per kelvin in
 * real sunny rooms instead of -0.06).
 */
export function relativeHumidity(gramsPerCubicMetre: number, { air, walls }: Warmth): number {
  const felt = walls + 0.7 * (air - walls);
  return (100 * gramsPerCubicMetre) / saturation(felt);
}

const AIR_LAG = 40 * MINUTE;
const OWN = hashText('room moisture');
