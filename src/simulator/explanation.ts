import type { Address } from '../building/address.ts';
import type { RoomType } from '../building/room-type.ts';
import { type SensorType, sensorType } from '../building/sensors.ts';
import { createAir } from './air.ts';
import { curveAt } from './building-day.ts';
import { disturbancesOf } from './device.ts';
import type { ActiveFault } from './faults/schedule.ts';
import { hashText, mix } from './hash.ts';
import type { ValuePart } from './models/model.ts';
import { modelOf } from './models.ts';
import { createMoments, type Moment } from './moment.ts';
import { placeSeeds } from './place-seeds.ts';
import { roomAt } from './room.ts';
import { biasOf, sensorNoise } from './sensor-errors.ts';
import { DEFAULT_SITE, localDay } from './site.ts';
import { clearness, outdoorMoisture, outdoorTemperature } from './weather.ts';
import { createWorld, type WorldSettings } from './world.ts';

/** The causes of one reading. */
export interface Explanation {
  readonly address: Address;
  readonly type: SensorType;
  readonly timeMs: number;
  readonly seed: string;
  /** The reading, or its last value before a fault of the network takes it. */
  readonly value: number;
  /** Undefined for uniform values: no room is behind them. */
  readonly room?: RoomExplanation;
  readonly faults: readonly ActiveFault['occurrence'][];
}

export interface RoomExplanation {
  readonly roomType: RoomType;
  readonly outdoors: {
    readonly celsius: number;
    /** Water, in g/m³. */
    readonly moisture: number;
    /** The share of the sun through the clouds, 0 to 1. */
    readonly clear: number;
    /** From the clear sky, and from a cloudless sun on the facade, in lux. */
    readonly sky: number;
    readonly sun: number;
  };
  /** The stays of the working day, in milliseconds since midnight by people's clocks, in turn of coming and going. */
  readonly stays: readonly number[];
  readonly isOccupied: boolean;
  /** 0 is off, 1 is on. */
  readonly fans: number;
  /** 0 is none, 1 is all. */
  readonly setback: number;
  /** What the true value is made of, without faults. */
  readonly parts: readonly ValuePart[];
  /** The true value in the room, under the faults of rooms. */
  readonly truth: number;
  /** The errors of the sensor at this reading. */
  readonly bias: number;
  readonly noise: number;
}

/** Finds the causes of the reading of a sensor at a moment: the same reading as in the world of these settings. */
export function explainReading(settings: WorldSettings, address: Address, timeMs: number): Explanation {
  const { seed, values, ranges, site = DEFAULT_SITE, faults, areUniformFaulty = false } = settings;
  const type = sensorType(address.sensor);
  const seeds = placeSeeds(hashText(seed), address);
  const isUniform = values === 'uniform' || ranges.has(address.sensor);
  const active = isUniform && !areUniformFaulty ? [] : (faults?.activeAt(address, seeds, timeMs) ?? []);
  const reading = {
    address,
    type,
    timeMs,
    seed,
    value: createWorld(settings).value(address, timeMs),
    faults: active.map(({ occurrence }) => occurrence),
  };
  if (isUniform) return reading;
  const moment = createMoments()(roomAt(site, seeds, address), timeMs);
  const { truth: truthOf, parts } = modelOf(address.sensor);
  const truth = truthOf(moment, disturbancesOf(active, moment), createAir());
  return {
    ...reading,
    room: {
      ...surroundingsOf(moment),
      parts: parts?.(moment) ?? [],
      truth,
      bias: biasOf(seeds.sensor, type),
      noise: sensorNoise(mix(seeds.sensor, 1), type, truth, timeMs),
    },
  };
}

function surroundingsOf(moment: Moment) {
  const { room, timeMs, today, sinceMidnight, bouts, sinceWorkday } = moment;
  const { building, site, wing, type } = room;
  const now = (curve: typeof today.fans) => curveAt(curve, sinceMidnight);
  const aheadMs = site.clockAheadMs(localDay(site, timeMs));
  return {
    roomType: type,
    outdoors: {
      celsius: outdoorTemperature(building, site, timeMs),
      moisture: outdoorMoisture(building, site, timeMs),
      clear: clearness(building, timeMs, now(today.cover)),
      sky: now(today.diffuse),
      sun: now(today.direct[wing]),
    },
    stays: bouts.map((sinceMidnightMs) => sinceMidnightMs + aheadMs),
    isOccupied: bouts.filter((change) => change <= sinceWorkday).length % 2 === 1,
    fans: now(today.fans),
    setback: now(today.setback),
  };
}
