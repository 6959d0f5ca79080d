import type { Limit } from '../limit.ts';

/** One kind of sensor: everything about it that other rooms need to know, but for the physics behind its values. */
export interface DataSheet<Kind extends string = string> {
  /** The last level of the sensor's topic. */
  readonly kind: Kind;
  /**
   * Every value that is drawn for a sensor of this kind depends on this number. Each kind has a number of its own,
   * and no number ever changes: the readings of every seed would change with it. Kinds are listed in this order.
   */
  readonly seed: number;
  /** English name of the quantity, as shown to people. */
  readonly quantity: string;
  /** SenML or UCUM symbol of the unit. All values of this sheet are in this unit. */
  readonly unit: string;
  /** The smallest step between two values. */
  readonly quantum: number;
  /** The values that a real sensor of this kind can report, both ends included. */
  readonly range: ValueRange;
  /** The keys, in lower case, under which other programs send this quantity in a JSON or CBOR object. */
  readonly keys: readonly string[];
  /** Other names of the sensor's own unit, in lower case. */
  readonly unitNames: readonly string[];
  /** Other units of the quantity. A unit without a fixed factor, such as `g` for a velocity, can't be one. */
  readonly foreignUnits: readonly ForeignUnit[];
  /** The unit in SenML packs (RFC 8428 §12.1), where only registered units are allowed. */
  readonly senml: SenmlUnit;
  /** How Home Assistant shows the sensor. */
  readonly homeAssistant: HomeAssistantEntity;
  /** Built-in limits of an ordinary office room. A value beyond a limit (not on it) crosses it. */
  readonly limits: readonly Limit[];
  /** How far a value must come back from a built-in limit before its alarm clears. */
  readonly deadband: Deadband;
  /** Readings of exactly these values are error codes in every sensor of the kind that we know, not measurements. */
  readonly sentinels: readonly number[];
  /** The codes that drivers report when they can't read the chip: all bits set, or an end of the range. */
  readonly errorCodes: readonly number[];
  /** How far a healthy device is from the truth. */
  readonly errors: SensorErrors;
  /** The range from which `--values uniform` draws. */
  readonly uniformRange: ValueRange;
  /** How large the faults of a device are. */
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
  /** How many of the sensor's own units are one of SenML's. */
  readonly ownUnits: number;
}

/** A discovery component of Home Assistant with its device class. */
export type HomeAssistantEntity =
  | { readonly component: 'sensor'; readonly deviceClass: string; readonly unit: string }
  | { readonly component: 'binary_sensor'; readonly deviceClass: string };

/** Units of the sensor, or a share of the limit. */
export type Deadband = { readonly units: number } | { readonly share: number };

export interface SensorErrors {
  /** Deviation, over the devices, of a bias that stays. */
  readonly bias: number;
  /** Deviation of white noise. */
  readonly noise: number;
  /** Deviation of white noise as a share of the value. */
  readonly relativeNoise: number;
}

/** The sizes of the faults that differ between kinds. */
export interface FaultSizes {
  /** A bias that comes at once. */
  readonly offset: FaultSize;
  /** A bias that grows by so much a day. */
  readonly driftPerDay: FaultSize;
  /** The level at which a saturated sensor stays. */
  readonly saturated: FaultSize;
  /** How many times the usual the noise is. */
  readonly noiseBurst: FaultSize;
}

/** From the mildest to the worst, or `none` where a kind can't have the fault. */
export type FaultSize = FaultExtent | 'none';
export type FaultExtent = readonly [mildest: number, worst: number];
