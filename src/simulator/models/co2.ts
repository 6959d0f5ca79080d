import type { RoomType } from '../../building/room-type.ts';
import { hashText, logNormal, mix } from '../hash.ts';
import type { Moment } from '../moment.ts';
import { fractalNoise } from '../noise.ts';
import { crowd, laggedPresence } from '../occupancy.ts';
import { trait } from '../room.ts';
import { DAY, HOUR, MINUTE } from '../site.ts';
import type { SensorModel } from './model.ts';

/** Carbon dioxide of the air: outdoor air plus the breath of people. Ventilation takes the breath away. */
export const CO2_MODEL: SensorModel = {
  feels: ['airing'],
  truth(moment, disturbances) {
    const outdoors = outdoorLevel(moment);
    const fromOutside = disturbances.reduce((share, disturbance) => disturbance.airing(share), 0);
    return outdoors + (1 - fromOutside) * (breath(moment) + remainder(moment));
  },
  parts: (moment) => [
    { name: 'outdoors', value: outdoorLevel(moment), unit: 'ppm' },
    { name: 'by the breath of people', value: breath(moment), unit: 'ppm' },
    { name: 'from other rooms', value: remainder(moment), unit: 'ppm' },
  ],
};

/** The ventilation of a type of room while people are there. */
interface Ventilation {
  /** The final rise by the people, in ppm. */
  readonly rise: number;
  /** The time in which ventilation replaces the air. */
  readonly lagMs: number;
}

/**
 * A person at a desk breathes out 5.2 mL/s of CO2. Offices supply 10 L/s of air for each person, so the rise is 520
 * ppm. Meeting rooms supply 7 L/s, so the rise is 740 ppm. A crowded room replaces its air faster.
 */
const VENTILATION: Readonly<Record<RoomType, Ventilation>> = {
  office: { rise: 520, lagMs: 40 * MINUTE },
  interior: { rise: 520, lagMs: 35 * MINUTE },
  meeting: { rise: 740, lagMs: 20 * MINUTE },
  corridor: { rise: 120, lagMs: 20 * MINUTE },
  server: { rise: 80, lagMs: 10 * MINUTE },
  plant: { rise: 80, lagMs: 15 * MINUTE },
};

/** Less air than planned means both a higher rise and a longer lag. */
function breath(moment: Moment): number {
  const { room } = moment;
  const { rise, lagMs } = VENTILATION[room.type];
  const shortage = logNormal(trait(room, AIR_SUPPLY), 1, 0.25);
  return rise * crowd(room) * shortage * laggedPresence(moment, lagMs * shortage);
}

/** The effect of air from other rooms, in ppm: a few ppm that wander over hours. */
function remainder({ room, timeMs }: Moment): number {
  return 20 + 6 * fractalNoise(trait(room, NEIGHBOURS), timeMs, 4 * HOUR, 3);
}

/** Outdoor air in ppm, the same for the whole building. A city's air moves by some 15 ppm over days. */
function outdoorLevel({ room, timeMs }: Moment): number {
  return 420 + 15 * fractalNoise(mix(room.building, OUTDOORS), timeMs, DAY, 3);
}

const AIR_SUPPLY = hashText('air supply');
const NEIGHBOURS = hashText('air of neighbours');
const OUTDOORS = hashText('outdoor carbon dioxide');
