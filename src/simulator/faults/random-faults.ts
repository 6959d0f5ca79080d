import type { Address } from '../../building/address.ts';
import { byKind } from '../../building/sensors.ts';
import type { Hash } from '../hash.ts';
import type { PlaceSeeds } from '../place-seeds.ts';
import { HOUR } from '../site.ts';
import { FAULT_SOURCES, type FaultSource, saltedPlaceOf } from './fault-source.ts';
import type { Effects, FaultType } from './fault-type.ts';
import { type OccurrenceSeed, occurrenceOf } from './occurrence.ts';
import { type ActiveFault, bothSchedules, type FaultSchedule, NO_FAULTS } from './schedule.ts';
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
  return bothSchedules(
    new RememberedFaults(rate, BRIEF_SOURCES),
    new RememberedFaults(rate, LASTING_SOURCES),
  );
}

/** A fault of a minute may change at every report, any other for some time does not: the two are remembered apart. */
const BRIEF_SOURCES = byKind(({ kind }) => FAULT_SOURCES[kind].filter(isBrief));
const LASTING_SOURCES = byKind(({ kind }) => FAULT_SOURCES[kind].filter((source) => !isBrief(source)));

function isBrief({ slots }: FaultSource): boolean {
  return slots.slotMs < HOUR;
}

/**
 * The faults of the latest sensors, looked up again only after a possible change. The memory is of few objects, because
 * among a million sensors nothing is asked for twice, and each object would outlive the young generation of the collector.
 */
class RememberedFaults implements FaultSchedule {
  readonly #rate: FaultRate;
  readonly #sources: typeof FAULT_SOURCES;
  readonly #seeds = new Array<PlaceSeeds | undefined>(REMEMBERED);
  readonly #active = new Array<readonly ActiveFault[]>(REMEMBERED);
  /** The faults of a sensor stay the same from here … */
  readonly #fromMs = new Float64Array(REMEMBERED);
  /** … until here. */
  readonly #untilMs = new Float64Array(REMEMBERED);

  constructor(rate: FaultRate, sources: typeof FAULT_SOURCES) {
    this.#rate = rate;
    this.#sources = sources;
  }

  activeAt(address: Address, seeds: PlaceSeeds, timeMs: number): readonly ActiveFault[] {
    const at = seeds.sensor & (REMEMBERED - 1);
    const isKnown =
      this.#seeds[at] === seeds &&
      timeMs >= (this.#fromMs[at] as number) &&
      timeMs < (this.#untilMs[at] as number);
    return isKnown ? (this.#active[at] ?? NONE) : this.#lookUp(at, address, seeds, timeMs);
  }

  #lookUp(at: number, address: Address, seeds: PlaceSeeds, timeMs: number): readonly ActiveFault[] {
    let fromMs = Number.NEGATIVE_INFINITY;
    let untilMs = Number.POSITIVE_INFINITY;
    let active = NONE;
    for (const source of this.#sources[address.sensor]) {
      const { slots, effects } = source;
      const place = saltedPlaceOf(source, address, seeds);
      if (place === undefined) continue;
      const slot = slotAt(slots, place, timeMs);
      const startMs = slotStart(slots, place, slot);
      // A millisecond within the slot: rounding can't stretch the time beyond the slot.
      fromMs = Math.max(fromMs, Math.ceil(startMs) + 1);
      untilMs = Math.min(untilMs, Math.floor(startMs + slots.slotMs) - 1);
      const event = occurrenceIn(slots, this.#rate, place, slot);
      if (event === undefined) continue;
      if (timeMs < event.startMs) untilMs = Math.min(untilMs, event.startMs);
      else if (timeMs >= event.endMs) fromMs = Math.max(fromMs, event.endMs);
      else {
        fromMs = Math.max(fromMs, event.startMs);
        untilMs = Math.min(untilMs, event.endMs);
        active = [...active, { effects, occurrence: occurrenceOf(slots.type, address.sensor, event) }];
      }
    }
    this.#seeds[at] = seeds;
    this.#active[at] = active;
    this.#fromMs[at] = fromMs;
    this.#untilMs[at] = untilMs;
    return active;
  }
}

const NONE: readonly ActiveFault[] = [];
/** The number of remembered sensors, some 30 bytes each and their faults; a power of two. */
const REMEMBERED = 1 << 14;

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
