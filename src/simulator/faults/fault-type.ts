import type { SensorKind } from '../../building/sensors.ts';
import type { Air } from '../climate.ts';
import type { Delivery } from '../delivery.ts';
import type { Hash } from '../hash.ts';
import type { Moment } from '../moment.ts';
import type { Places } from '../place.ts';
import type { NextDoor } from './next-door.ts';

/** What goes wrong together: one sensor, one room, the rooms of one wing of a floor, a floor, the building. */
export type Scope = keyof Places;

/** A number that shapes a fault, from its mildest to its worst, in words or for each kind of sensor. */
export type ParamRange = Extent | Readonly<Partial<Record<SensorKind, Extent>>>;
export type Extent = readonly [mildest: number, worst: number];

/** One time that something went wrong. */
export interface Occurrence<P extends string = string> {
  readonly id: string;
  /** What else is left to chance about it is drawn from this. */
  readonly hash: Hash;
  readonly startMs: number;
  /** The first moment at which all is well again. */
  readonly endMs: number;
  /** 0 is the mildest of its type, 1 the worst. */
  readonly severity: number;
  readonly params: Readonly<Record<P, number>>;
}

/** A device at a moment. */
export interface SensorMoment {
  readonly kind: SensorKind;
  readonly timeMs: number;
  /** What the device would measure at a moment if all were well. */
  readonly healthy: (timeMs: number) => number;
}

/**
 * What a fault does to a sensor: pure functions of the occurrence and the moment. Whichever of them there are are
 * applied in the order in which they stand here.
 */
export interface Effects<P extends string = string> {
  air?(air: Air, occurrence: Occurrence<P>, moment: Moment): Air;
  light?(lux: number, occurrence: Occurrence<P>, moment: Moment): number;
  vibration?(mmPerSecond: number, occurrence: Occurrence<P>, moment: Moment): number;
  /** What the device measures. */
  signal?(value: number, occurrence: Occurrence<P>, sensor: SensorMoment): number;
  /** An error code in place of the value, which need not be within the sensor's range. */
  code?(occurrence: Occurrence<P>, sensor: SensorMoment): number | undefined;
  /** What becomes of the message. */
  delivered?(delivery: Delivery, occurrence: Occurrence<P>): readonly Delivery[];
}

/** One way in which a sensor, a message or a building fails. */
export interface FaultType<P extends string = string> extends Effects<P> {
  readonly type: string;
  /** One line for the help text. */
  readonly describe: string;
  readonly scope: Scope;
  /** The kinds of sensor that it can be seen at. */
  readonly sensors: readonly SensorKind[];
  readonly durationMs: readonly [min: number, max: number];
  /** Its share of the time that faults of sensors, or events of the building, take when they come at random. */
  readonly weight: number;
  readonly params: Readonly<Record<P, ParamRange>>;
  /** Parameters that are as likely to be negative. */
  readonly signed?: readonly P[];
  /** How much of its time has passed before it is worth an alarm, 0 to 1; 0 if left out. */
  readonly onset?: number;
  /** Only where the scope is a room. */
  readonly nextDoor?: NextDoor<P>;
}

/** Keeps the names of the parameters of a type written as a literal. */
export function faultType<const P extends string = never>(type: FaultType<P>): FaultType {
  return type as FaultType;
}
