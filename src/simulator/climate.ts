import type { SensorKind } from '../building/sensors.ts';
import { moisture, relativeHumidity } from './humidity.ts';
import { illuminance } from './illuminance.ts';
import { rememberedLatest } from './memo.ts';
import type { Moment } from './moment.ts';
import { type Warmth, warmth } from './temperature.ts';
import { vibration } from './vibration.ts';

/** The air of a room. */
export interface Air extends Warmth {
  /** Water, in g/m³. */
  readonly moisture: number;
}

/** Something that happens to a room beyond an ordinary day: each takes what would be and gives what is. */
export interface Happening {
  readonly air: (air: Air) => Air;
  /** In lux. */
  readonly light: (lux: number) => number;
  /** In mm/s RMS. */
  readonly vibration: (mmPerSecond: number) => number;
}

/** The true value of what a sensor measures, in the sensor's unit; not yet bound to any range. */
export type Climate = (kind: SensorKind, moment: Moment, happenings: readonly Happening[]) => number;

/** The climate of all rooms; remembers the air at the latest moments, which thermometer and hygrometer share. */
export function createClimate(): Climate {
  const ordinaryAirOf = rememberedLatest(ROOMS, ({ room }: Moment) => room.hash, ordinaryAir);
  const airOf = (moment: Moment, happenings: readonly Happening[]): Air =>
    happenings.reduce((air, happening) => happening.air(air), ordinaryAirOf(moment, moment.timeMs));

  return (kind, moment, happenings) => {
    switch (kind) {
      case 'TEMP':
        return airOf(moment, happenings).air;
      case 'HUM': {
        const air = airOf(moment, happenings);
        return relativeHumidity(air.moisture, air);
      }
      case 'LUX':
        return happenings.reduce((lux, happening) => happening.light(lux), illuminance(moment));
      case 'VIBR':
        return happenings.reduce((speed, happening) => happening.vibration(speed), vibration(moment));
    }
  };
}

/** Some 150 bytes each. */
const ROOMS = 4096;

function ordinaryAir(moment: Moment): Air {
  const { air, walls } = warmth(moment);
  return { air, walls, moisture: moisture(moment) };
}
