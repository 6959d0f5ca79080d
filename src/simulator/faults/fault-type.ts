import type { FaultExtent, FaultSize } from '../../building/sensors/data-sheet.ts';
import type { SensorKind, SensorType } from '../../building/sensors.ts';
import type { Delivery } from '../delivery.ts';
import type { Air } from '../disturbance.ts';
import type { Hash } from '../hash.ts';
import type { Moment } from '../moment.ts';
import type { PlaceSeeds } from '../place-seeds.ts';

/** The extent of a fault: one sensor, one room, the rooms of one wing of a floor, a floor, the building. */
export type FaultScope = keyof PlaceSeeds;

/** The range of a parameter, from the mildest to the worst: the same for all sensors, or from the data sheet. */
export type ParamRange = FaultExtent | ((type: SensorType) => FaultSize);

/** One occurrence of a fault. */
export interface Occurrence<P extends string = string> {
  readonly id: string;
  /** All other random values of the occurrence are drawn from this hash. */
  readonly hash: Hash;
  readonly startMs: number;
  /** The first moment after the fault. */
  readonly endMs: number;
  /** 0 is the mildest of its type, 1 the worst. */
  readonly severity: number;
  readonly params: Readonly<Record<P, number>>;
}

/** A device at a moment. */
export interface SensorMoment {
  readonly type: SensorType;
  readonly timeMs: number;
  /** The device's measurement at a moment if all were well. */
  readonly healthy: (timeMs: number) => number;
  /** The measurement of the room's sensor of another kind if all were well. */
  readonly sibling: (kind: SensorKind, timeMs: number) => number;
}

/**
 * The effects of a fault on a sensor: pure functions of the occurrence and the moment. They are applied in the order
 * in which they stand here. `air`, `light`, `vibration` and `airing` change the room; the others
 * change the device.
 */
export interface Effects<P extends string = string> {
  air?(air: Air, occurrence: Occurrence<P>, moment: Moment): Air;
  light?(lux: number, occurrence: Occurrence<P>, moment: Moment): number;
  vibration?(mmPerSecond: number, occurrence: Occurrence<P>, moment: Moment): number;
  /** The share of fresh outdoor air in the room, 0 to 1. */
  airing?(share: number, occurrence: Occurrence<P>, moment: Moment): number;
  /** Changes the device's measurement. */
  signal?(value: number, occurrence: Occurrence<P>, sensor: SensorMoment): number;
  /** An error code in place of the value. It need not be within the sensor's range. */
  code?(occurrence: Occurrence<P>, sensor: SensorMoment): number | undefined;
  /** Clients in the extent of the fault lose their connection. */
  readonly cutsOff?: true;
  /** The messages in place of one. */
  delivered?(delivery: Delivery, occurrence: Occurrence<P>): readonly Delivery[];
}

/** One way in which a sensor, a message or a building fails. */
export interface FaultType<P extends string = string> extends Effects<P> {
  readonly type: string;
  /** One line for the help text. */
  readonly describe: string;
  readonly scope: FaultScope;
  /** The kinds of sensor with a visible effect. */
  readonly sensors: readonly SensorKind[];
  readonly durationMs: readonly [min: number, max: number];
  /** The share of a sensor's time in this fault, at a rate of 1, under random faults. */
  readonly shareOfTime: number;
  readonly params: Readonly<Record<P, ParamRange>>;
  /** Parameters with a random sign. */
  readonly signed?: readonly P[];
  /** False for an event that needs nobody: no rule has to find it. True if left out. */
  readonly isAlarmable?: boolean;
  /** The share of the fault's time before an alarm is due, 0 to 1; 0 if left out. */
  readonly onset?: number;
  /** Only where the scope is a room. */
  readonly nextDoor?: NextDoor<P>;
}

/** The position of a faulty room, seen from the neighbour above or beside. */
export type NeighbourPosition = 'below' | 'beside';

/** The effects of a fault in the rooms next door, and the kinds of sensor for these effects. */
export type NextDoor<P extends string = string> = EffectsNextDoor<P> & {
  readonly sensors: readonly SensorKind[];
};
export type EffectsNextDoor<P extends string = string> = Readonly<Record<NeighbourPosition, Effects<P>>>;
