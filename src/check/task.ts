import type { SensorKind } from '../building/sensors.ts';
import type { Challenge } from './challenge/challenge.ts';

/** The task of one run, as the program is told it. */
export interface Task {
  /** The first levels of all topics, such as `MIOT/jane`; undefined for none. */
  readonly prefix: string | undefined;
  /** The building's name. */
  readonly building: string;
  /** True if the program must use this name: a teacher gave it, or the exercise tells it to the program. */
  readonly isBuildingFixed: boolean;
  readonly sensor: SensorKind;
  readonly threshold: number;
  readonly challenge: Challenge | undefined;
  /** How long the program must run by itself; undefined for no end of its own. */
  readonly seconds: number | undefined;
}
