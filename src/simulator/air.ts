import type { Air } from './disturbance.ts';
import { rememberedLatest } from './memo.ts';
import { moisture } from './models/hum.ts';
import type { AirOf } from './models/model.ts';
import { warmth } from './models/temp.ts';
import type { Moment } from './moment.ts';

/** The air of all rooms. Thermometer and hygrometer of a room share the remembered air of the latest moments. */
export function createAir(): AirOf {
  const ordinaryAirOf = rememberedLatest(ROOMS, ({ room }: Moment) => room.hash, ordinaryAir);
  return (moment, disturbances) =>
    disturbances.reduce((air, disturbance) => disturbance.air(air), ordinaryAirOf(moment, moment.timeMs));
}

/** Some 150 bytes each. */
const ROOMS = 4096;

/** The air of a room on an ordinary day. */
export function ordinaryAir(moment: Moment): Air {
  const { air, walls } = warmth(moment);
  return { air, walls, moisture: moisture(moment) };
}
