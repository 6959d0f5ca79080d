import type { SensorKind } from '../building/sensors.ts';
import { moisture, relativeHumidity } from './humidity.ts';
import { illuminance } from './illuminance.ts';
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
  const latest = new Array<Kept | undefined>(ROOMS);

  function airOf(moment: Moment, happenings: readonly Happening[]): Air {
    const slot = (moment.room.hash >>> 0) % ROOMS;
    const kept = latest[slot];
    const ordinary = kept?.moment === moment ? kept.air : ordinaryAir(moment);
    if (ordinary !== kept?.air) latest[slot] = { moment, air: ordinary };
    return happenings.reduce((changed, happening) => happening.air(changed), ordinary);
  }

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

interface Kept {
  readonly moment: Moment;
  readonly air: Air;
}

const ROOMS = 4096;

function ordinaryAir(moment: Moment): Air {
  const { air, walls } = warmth(moment);
  return { air, walls, moisture: moisture(moment) };
}
