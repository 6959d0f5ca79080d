import type { Address } from '../../building/address.ts';
import type { Hash } from '../hash.ts';
import type { Places } from '../place.ts';
import type { Effects, FaultType } from './fault-type.ts';
import { type Happened, occurrenceOf } from './occurrence.ts';
import { type ActiveFault, type FaultSchedule, NO_FAULTS } from './schedule.ts';
import { happenedIn, slotAt, slotStart } from './slots.ts';
import { placeOf, SOURCES } from './source.ts';

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
    activeAt(address, places, timeMs) {
      const at = (places.sensor >>> 0) % REMEMBERED;
      const kept = stretches[at];
      if (kept?.places === places && timeMs >= kept.fromMs && timeMs < kept.untilMs) return kept.active;
      const stretch = stretchAround(rate, address, places, timeMs);
      stretches[at] = stretch;
      return stretch.active;
    },
  };
}

/** The latest sensors, some 150 bytes each, whose faults are looked up again only when they can have changed. */
const REMEMBERED = 1 << 14;

/** A time in which a sensor's faults stay the same. */
interface Stretch {
  readonly places: Places;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly active: readonly ActiveFault[];
}

function stretchAround(rate: number, address: Address, places: Places, timeMs: number): Stretch {
  let fromMs = Number.NEGATIVE_INFINITY;
  let untilMs = Number.POSITIVE_INFINITY;
  const narrow = (startMs: number, endMs: number): void => {
    fromMs = Math.max(fromMs, startMs);
    untilMs = Math.min(untilMs, endMs);
  };
  const active: ActiveFault[] = [];
  for (const source of SOURCES[address.sensor]) {
    const { slots, effects } = source;
    const place = placeOf(source, address, places);
    if (place === undefined) continue;
    const slot = slotAt(slots, place, timeMs);
    const startMs = slotStart(slots, place, slot);
    // A millisecond within the slot, so that rounding can't let a stretch reach beyond it.
    narrow(Math.ceil(startMs) + 1, Math.floor(startMs + slots.slotMs) - 1);
    const happened = happenedIn(slots, rate, place, slot);
    if (happened === undefined) continue;
    if (timeMs < happened.startMs) narrow(fromMs, happened.startMs);
    else if (timeMs >= happened.endMs) narrow(happened.endMs, untilMs);
    else {
      narrow(happened.startMs, happened.endMs);
      active.push({ effects, occurrence: occurrenceOf(slots.type, address.sensor, happened) });
    }
  }
  return { places, fromMs, untilMs, active };
}

/** A fault that comes by itself, and what one sensor has of it. */
export interface RandomFault {
  readonly type: FaultType;
  readonly effects: Effects;
  /** Of the type and the place where it happens. */
  readonly place: Hash;
  readonly happened: Happened;
}

/** Every fault that comes by itself to a sensor between two moments; those of a type and a place in the order of time. */
export function* randomOccurrences(
  rate: number,
  address: Address,
  places: Places,
  fromMs: number,
  toMs: number,
): Generator<RandomFault> {
  for (const source of SOURCES[address.sensor]) {
    const { slots, effects } = source;
    const place = placeOf(source, address, places);
    if (place === undefined) continue;
    for (let slot = slotAt(slots, place, fromMs); slotStart(slots, place, slot) < toMs; slot++) {
      const happened = happenedIn(slots, rate, place, slot);
      if (happened && happened.startMs < toMs && happened.endMs > fromMs) {
        yield { type: slots.type, effects, place, happened };
      }
    }
  }
}
