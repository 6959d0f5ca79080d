import type { Address } from '../../building/address.ts';
import { byKind } from '../../building/sensors.ts';
import type { Hash } from '../hash.ts';
import type { PlaceSeeds } from '../place-seeds.ts';
import { HOUR } from '../site.ts';
import { FAULT_SOURCES, type FaultSource, saltedPlaceOf } from './fault-source.ts';
import type { Effects, FaultType } from './fault-type.ts';
import { type OccurrenceSeed, occurrenceOf } from './occurrence.ts';
import { type ActiveFault, type FaultSchedule, NO_FAULTS } from './schedule.ts';
import { type FaultRate, occurrenceIn, slotAt, slotStart } from './slots.ts';

/** Faults without overlaps can't fill more than this share of the time. */
export const MAX_RATE = 0.25;

/** About one reading in thirty crosses a built-in limit: a lab sees alarms. */
export const DEFAULT_FAULT_RATE = 0.02;

/**
 * Random faults.
 *
 * @param rate the preset, or the share of the time in which a sensor is faulty, 0 to MAX_RATE. Events of the building
 * take 1.5 times this share beside it. Near MAX_RATE the most frequent events reach their maximum
 */
export function randomFaults(rate: FaultRate): FaultSchedule {
  if (rate === 0) return NO_FAULTS;
  const brief = remembered((...sensor) => stretchAround(rate, BRIEF_SOURCES, ...sensor));
  const lasting = remembered((...sensor) => stretchAround(rate, LASTING_SOURCES, ...sensor));
  const all = remembered((...sensor) => common(brief(...sensor), lasting(...sensor)));
  return { activeAt: (address, seeds, timeMs) => all(address, seeds, timeMs).active };
}

/** A fault of a minute may change at every report, any other for some time does not: the two are remembered apart. */
const BRIEF_SOURCES = byKind(({ kind }) => FAULT_SOURCES[kind].filter(isBrief));
const LASTING_SOURCES = byKind(({ kind }) => FAULT_SOURCES[kind].filter((source) => !isBrief(source)));

function isBrief({ slots }: FaultSource): boolean {
  return slots.slotMs < HOUR;
}

type StretchAt = (address: Address, seeds: PlaceSeeds, timeMs: number) => Stretch;

/** The faults of a sensor are looked up again only after a possible change. */
function remembered(lookUp: StretchAt): StretchAt {
  const stretches = new Array<Stretch | undefined>(REMEMBERED);
  return (address, seeds, timeMs) => {
    const at = seeds.sensor & (REMEMBERED - 1);
    const kept = stretches[at];
    if (kept?.seeds === seeds && timeMs >= kept.fromMs && timeMs < kept.untilMs) return kept;
    const stretch = lookUp(address, seeds, timeMs);
    stretches[at] = stretch;
    return stretch;
  };
}

/** The number of remembered sensors, some 300 bytes each; a power of two. */
const REMEMBERED = 1 << 14;

/** A time in which a sensor's faults stay the same. */
interface Stretch {
  readonly seeds: PlaceSeeds;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly active: readonly ActiveFault[];
}

function stretchAround(
  rate: FaultRate,
  sources: typeof FAULT_SOURCES,
  address: Address,
  seeds: PlaceSeeds,
  timeMs: number,
): Stretch {
  let fromMs = Number.NEGATIVE_INFINITY;
  let untilMs = Number.POSITIVE_INFINITY;
  const narrow = (startMs: number, endMs: number): void => {
    fromMs = Math.max(fromMs, startMs);
    untilMs = Math.min(untilMs, endMs);
  };
  const active: ActiveFault[] = [];
  for (const source of sources[address.sensor]) {
    const { slots, effects } = source;
    const place = saltedPlaceOf(source, address, seeds);
    if (place === undefined) continue;
    const slot = slotAt(slots, place, timeMs);
    const startMs = slotStart(slots, place, slot);
    // A millisecond within the slot: rounding can't stretch the time beyond the slot.
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

/** The time common to two stretches of a sensor, with the faults of both. */
function common(one: Stretch, other: Stretch): Stretch {
  return {
    seeds: one.seeds,
    fromMs: Math.max(one.fromMs, other.fromMs),
    untilMs: Math.min(one.untilMs, other.untilMs),
    active: other.active.length === 0 ? one.active : [...one.active, ...other.active],
  };
}

/** A random fault, and its effects on one sensor. */
export interface RandomFault {
  readonly type: FaultType;
  readonly effects: Effects;
  /** Of the type and the place of the fault. */
  readonly place: Hash;
  readonly event: OccurrenceSeed;
}

/** Every random fault of a sensor between two moments; faults of one type and place in the order of time. */
export function* randomOccurrences(
  rate: FaultRate,
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
