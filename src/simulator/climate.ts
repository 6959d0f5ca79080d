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
export function trueValue(kind: SensorKind, moment: Moment, happenings: readonly Happening[]): number {
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
}

function airOf(moment: Moment, happenings: readonly Happening[]): Air {
  const { air, walls } = warmth(moment);
  const ordinary = { air, walls, moisture: moisture(moment) };
  return happenings.reduce((changed, happening) => happening.air(changed), ordinary);
}
