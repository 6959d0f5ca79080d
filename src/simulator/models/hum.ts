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
import { warmth } from './temp.ts';

/** A hygrometer measures the water of the air as a share of saturation. */
export const HUM_MODEL: SensorModel = {
  feels: ['air'],
  truth(moment, disturbances, airOf) {
    const air = airOf(moment, disturbances);
    return relativeHumidity(air.moisture, air);
  },
  parts(moment) {
    const shared = sharedMoisture(moment);
    return [
      { name: 'of water in the air of the building', value: shared, unit: 'g/m³' },
      { name: 'of water that the room has beyond', value: shared * ownShare(moment), unit: 'g/m³' },
      { name: 'of water by the breath of people', value: breathMoisture(moment), unit: 'g/m³' },
      { name: 'of water by moving air', value: shared * draught(moment).moisture, unit: 'g/m³' },
      { name: 'is the temperature of the air', value: warmth(moment).air, unit: 'Cel' },
    ];
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
  const shared = sharedMoisture(moment);
  return shared * (1 + ownShare(moment) + draught(moment).moisture) + breathMoisture(moment);
}

function sharedMoisture({ today, sinceMidnight }: Moment): number {
  return curveAt(today.moisture, sinceMidnight);
}

/**
 * Rooms share their air. The rest, a share of the building's water, moves by 0.2 % an hour at night, and by more while
 * fans and doors are busy.
 */
function ownShare({ room, timeMs, today, sinceMidnight }: Moment): number {
  const salt = trait(room, OWN);
  return (
    0.03 * noise(salt, timeMs, 30 * HOUR) +
    logNormal(salt, 0.0008, 0.4) * noise(salt + 1, timeMs, 9 * MINUTE) +
    0.003 * curveAt(today.fans, sinceMidnight) * noise(salt + 2, timeMs, HOUR)
  );
}

function breathMoisture(moment: Moment): number {
  const { room } = moment;
  return BREATH[room.type] * crowd(room) * laggedPresence(moment, AIR_LAG);
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
