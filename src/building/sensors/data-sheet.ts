import type { Limit } from '../limit.ts';

/** One kind of sensor. The physics behind the values has a file of its own, in the simulator. */
export interface DataSheet<Kind extends string = string> {
  /** The last level of the sensor's topic. */
  readonly kind: Kind;
  /**
   * All random values of this kind of sensor depend on this number. Each kind has a number of its own, and no number
   * ever changes: the readings of every seed would change, too. Lists of kinds are in this order.
   */
  readonly seed: number;
  /** English name of the quantity, as shown to people. */
  readonly quantity: string;
  /** SenML or UCUM symbol of the unit. All values of this sheet are in this unit. */
  readonly unit: string;
  /** The smallest step between two values. */
  readonly quantum: number;
  /** The possible values of a real sensor of this kind, both ends included. */
  readonly range: ValueRange;
  /** The keys of this quantity in JSON or CBOR objects of other programs, in lower case. */
  readonly keys: readonly string[];
  /** Other names of the sensor's own unit, in lower case. */
  readonly unitNames: readonly string[];
  /** Other units of the quantity. A unit without a fixed factor, such as `g` for a velocity, can't be one. */
  readonly foreignUnits: readonly ForeignUnit[];
  /** The unit in SenML packs (RFC 8428 §12.1), where only registered units are allowed. */
  readonly senml: SenmlUnit;
  /** The sensor in Home Assistant. */
  readonly homeAssistant: HomeAssistantEntity;
  /** Built-in limits of an ordinary office room. A value beyond a limit (not on it) crosses it. */
  readonly limits: readonly Limit[];
  /** The way back from a built-in limit until the alarm clears. */
  readonly deadband: Deadband;
  /** Readings of exactly these values are error codes in all known sensors of the kind, not measurements. */
  readonly sentinels: readonly number[];
  /** The codes of drivers for an unreadable chip: all bits set, or an end of the range. */
  readonly errorCodes: readonly number[];
  /** The errors of a healthy device. */
  readonly errors: SensorErrors;
  /** The range of `--values uniform`. */
  readonly uniformRange: ValueRange;
  /** The sizes of the faults of a device. */
  readonly faults: FaultSizes;
}

/** A range of values, both ends included. */
export type ValueRange = readonly [min: number, max: number];

export interface ForeignUnit {
  /** In lower case. */
  readonly names: readonly string[];
  /** Converts a value in this unit into the sensor's own unit. */
  readonly toOwn: (value: number) => number;
}

export interface SenmlUnit {
  readonly unit: string;
  /** The number of the sensor's own units in one unit of SenML. */
  readonly ownUnits: number;
}

/** A discovery component of Home Assistant with its device class. */
export type HomeAssistantEntity =
  | { readonly component: 'sensor'; readonly deviceClass?: string; readonly unit: string }
  | { readonly component: 'binary_sensor'; readonly deviceClass: string };

/** Units of the sensor, or a share of the limit. */
export type Deadband = { readonly units: number } | { readonly share: number };

export interface SensorErrors {
  /** Deviation, over the devices, of a constant bias. */
  readonly bias: number;
  /** Deviation of white noise. */
  readonly noise: number;
  /** Deviation of white noise as a share of the value. */
  readonly relativeNoise: number;
}

/** The sizes of faults, by kind of sensor. */
export interface FaultSizes {
  /** A sudden bias. */
  readonly offset: FaultSize;
  /** The growth of a bias in a day. */
  readonly driftPerDay: FaultSize;
  /** The level of a saturated sensor. */
  readonly saturated: FaultSize;
  /** Its deviation as a share of the level: 0.04 for light (KETI, 2013). */
  readonly saturatedScatter: number;
  /** The noise as a multiple of the usual noise. */
  readonly noiseBurst: FaultSize;
}

/** From the mildest to the worst, or `none` where a kind can't have the fault. */
export type FaultSize = FaultExtent | 'none';
export type FaultExtent = readonly [mildest: number, worst: number];
