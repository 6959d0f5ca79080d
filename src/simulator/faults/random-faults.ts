import type { Address } from '../../building/address.ts';
import type { Hash } from '../hash.ts';
import type { PlaceSeeds } from '../place-seeds.ts';
import { FAULT_SOURCES, saltedPlaceOf } from './fault-source.ts';
import type { Effects, FaultType } from './fault-type.ts';
import { type OccurrenceSeed, occurrenceOf } from './occurrence.ts';
import { type ActiveFault, type FaultSchedule, NO_FAULTS } from './schedule.ts';
import { occurrenceIn, slotAt, slotStart } from './slots.ts';

/** More than this share of the time can't be filled with faults that don't overlap. */
export const MAX_RATE = 0.25;

/** About one reading in thirty crosses a built-in limit, so that a lab sees alarms. */
export const DEFAULT_FAULT_RATE = 0.02;

/**
 * Faults that come by themselves.
 *
 * @param rate the share of the time that a sensor is faulty; events of the building take half as much again beside
 * it, 1.5 times the rate. 0 to MAX_RATE; near to that the most frequent events have no room for more
 */
export function randomFaults(rate: number): FaultSchedule {
  if (rate === 0) return NO_FAULTS;
  const stretches = new Array<Stretch | undefined>(REMEMBERED);
  return {
    activeAt(address, seeds, timeMs) {
      const at = (seeds.sensor >>> 0) % REMEMBERED;
      const kept = stretches[at];
      if (kept?.seeds === seeds && timeMs >= kept.fromMs && timeMs < kept.untilMs) return kept.active;
      const stretch = stretchAround(rate, address, seeds, timeMs);
      stretches[at] = stretch;
      return stretch.active;
    },
  };
}

/** The latest sensors, some 150 bytes each, whose faults are looked up again only when they can have changed. */
const REMEMBERED = 1 << 14;

/** A time in which a sensor's faults stay the same. */
interface Stretch {
  readonly seeds: PlaceSeeds;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly active: readonly ActiveFault[];
}

function stretchAround(rate: number, address: Address, seeds: PlaceSeeds, timeMs: number): Stretch {
  let fromMs = Number.NEGATIVE_INFINITY;
  let untilMs = Number.POSITIVE_INFINITY;
  const narrow = (startMs: number, endMs: number): void => {
    fromMs = Math.max(fromMs, startMs);
    untilMs = Math.min(untilMs, endMs);
  };
  const active: ActiveFault[] = [];
  for (const source of FAULT_SOURCES[address.sensor]) {
    const { slots, effects } = source;
    const place = saltedPlaceOf(source, address, seeds);
    if (place === undefined) continue;
    const slot = slotAt(slots, place, timeMs);
    const startMs = slotStart(slots, place, slot);
    // A millisecond within the slot, so that rounding can't let a stretch reach beyond it.
    narrow(Math.ceil(startMs) + 1, Math.floor(startMs + slots.slotMs) - 1);
    const event = occurrenceIn(slots, rate, place, slot);
    if (event === undefined) continue;
    if (timeMs < event.startMs) narrow(fromMs, event.startMs);
    else if (timeMs >= event.endMs) narrow(event.endMs, untilMs);
    else {
      narrow(event.startMs, event.endMs);
      active.push({ effects, occurrence: occurrenceOf(slots.type, address.sensor, event) });
    }
  }
  return { seeds, fromMs, untilMs, active };
}

/** A fault that comes by itself, and what one sensor has of it. */
export interface RandomFault {
  readonly type: FaultType;
  readonly effects: Effects;
  /** Of the type and the place where it happens. */
  readonly place: Hash;
  readonly event: OccurrenceSeed;
}

/** Every fault that comes by itself to a sensor between two moments; those of a type and a place in the order of time. */
export function* randomOccurrences(
  rate: number,
  address: Address,
  seeds: PlaceSeeds,
  fromMs: number,
  toMs: number,
): Generator<RandomFault> {
  for (const source of FAULT_SOURCES[address.sensor]) {
    const { slots, effects } = source;
    const place = saltedPlaceOf(source, address, seeds);
    if (place === undefined) continue;
    for (let slot = slotAt(slots, place, fromMs); slotStart(slots, place, slot) < toMs; slot++) {
      const event = occurrenceIn(slots, rate, place, slot);
      if (event && event.startMs < toMs && event.endMs > fromMs) {
        yield { type: slots.type, effects, place, event };
      }
    }
  }
}
