import { DEFAULT_SENSORS } from '../../building/layout.ts';
import { type Hash, hashText, mix, uniform } from '../hash.ts';
import { DAY } from '../site.ts';
import type { FaultScope, FaultType } from './fault-type.ts';
import type { OccurrenceSeed } from './occurrence.ts';

/**
 * Time is divided into slots of twice the type's longest duration, with an offset for each place. A slot holds at most
 * one fault. The fault of a slot is a hash of type, place and slot, so a higher rate only adds faults.
 */
export interface Slots {
  readonly type: FaultType;
  readonly scope: FaultScope;
  readonly salt: Hash;
  readonly slotMs: number;
  /** The probability of a fault in a slot, as a multiple of the rate. */
  readonly perRate: number;
  /** The probability of a fault in a slot under the preset `fdd`. */
  readonly perPreset: number;
}

/**
 * The frequency of random faults: the share of a sensor's time, 0 to MAX_RATE; or the preset `fdd` for fault detection and
 * diagnosis, with each type as often as any other: {@link EVENTS_PER_DAY} in a building of 96 rooms.
 */
export type FaultRate = number | 'fdd';

/** 16 of each type in four weeks: enough for a share of them to say something, few enough to stand alone. */
const EVENTS_PER_DAY = 16 / 28;

/** The places of each scope in the default building; a sensor is one kind in each room. */
const PLACES: Readonly<Record<FaultScope, number>> = {
  building: 1,
  floor: 4,
  zone: 16,
  room: 96,
  sensor: 96,
};

export function slotsOf(type: FaultType): Slots {
  const [shortest, longest] = type.durationMs;
  const slotMs = 2 * longest;
  const kinds =
    type.scope === 'sensor' ? DEFAULT_SENSORS.filter((kind) => type.sensors.includes(kind)).length : 1;
  return {
    type,
    scope: type.scope,
    salt: hashText(type.type),
    slotMs,
    perRate: (type.shareOfTime * slotMs) / ((shortest + longest) / 2),
    perPreset: (EVENTS_PER_DAY * slotMs) / DAY / PLACES[type.scope] / Math.max(1, kinds),
  };
}

/** The hash for the slots of one place: their offset and their faults are drawn from this hash. */
export function saltedPlace({ salt }: Slots, place: Hash): Hash {
  return mix(place, salt);
}

/** The number of the slot at a moment. */
export function slotAt({ slotMs }: Slots, salted: Hash, timeMs: number): number {
  return Math.floor(timeMs / slotMs + uniform(salted));
}

export function slotStart({ slotMs }: Slots, salted: Hash, slot: number): number {
  return (slot - uniform(salted)) * slotMs;
}

/** The fault of a slot at a rate. */
export function occurrenceIn(
  slots: Slots,
  rate: FaultRate,
  salted: Hash,
  slot: number,
): OccurrenceSeed | undefined {
  const hash = mix(salted, slot);
  // Most slots are empty.
  return uniform(hash) < chanceOf(slots, rate)
    ? draw(slots, hash, slotStart(slots, salted, slot))
    : undefined;
}

function chanceOf({ perRate, perPreset }: Slots, rate: FaultRate): number {
  return rate === 'fdd' ? perPreset : rate * perRate;
}

function draw({ type, slotMs }: Slots, hash: Hash, slotStartMs: number): OccurrenceSeed {
  const [shortest, longest] = type.durationMs;
  const durationMs = Math.round(shortest + (longest - shortest) * uniform(mix(hash, 1)));
  const startMs = Math.round(slotStartMs + uniform(mix(hash, 2)) * (slotMs - durationMs));
  return {
    id: `${type.type}-${(hash >>> 0).toString(16).padStart(8, '0')}`,
    hash,
    startMs,
    endMs: startMs + durationMs,
    severity: Math.round(100 * uniform(mix(hash, 3))) / 100,
  };
}
