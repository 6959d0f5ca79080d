import type { Air, Disturbance } from '../disturbance.ts';
import type { Moment } from '../moment.ts';

/** The physics behind one kind of sensor. */
export interface SensorModel {
  /** The parts of a disturbance with an effect on this sensor. */
  readonly feels: readonly (keyof Disturbance)[];
  /**
   * The true value at a moment, in the sensor's unit, under the disturbances of that moment. The value need not be in
   * the sensor's range. A pure function.
   */
  readonly truth: (moment: Moment, disturbances: readonly Disturbance[], airOf: AirOf) => number;
  /** The causes behind the true value of an ordinary day, for people. Their sum need not be the value. */
  readonly parts?: (moment: Moment) => readonly ValuePart[];
}

/** One of the causes of a value. */
export interface ValuePart {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** The air of a room at a moment, under the disturbances of that moment. */
export type AirOf = (moment: Moment, disturbances: readonly Disturbance[]) => Air;
