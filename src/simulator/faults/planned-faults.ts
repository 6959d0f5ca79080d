import type { Address } from '../../building/address.ts';
import { type Selection, selectionsMeet, selects } from '../../building/selection.ts';
import { hashText } from '../hash.ts';
import type { PlaceSeeds } from '../place-seeds.ts';
import type { Effects, FaultType } from './fault-type.ts';
import { addressNextDoor, isFeltNextDoor, NEIGHBOURS } from './next-door.ts';
import { type OccurrenceSeed, occurrenceOf } from './occurrence.ts';
import type { ActiveFault, FaultSchedule } from './schedule.ts';

/** Every fault of a plan is checked against every other. */
export const MAX_PLANNED_FAULTS = 1000;

/** A fault of a faults file, or one injected while the simulation runs. */
export interface PlannedFault {
  readonly type: FaultType;
  /** The affected sensors, without the kinds that can't show the fault. */
  readonly where: Selection;
  readonly startMs: number;
  readonly endMs: number;
  /** 0 to 1. */
  readonly severity: number;
  readonly params: Readonly<Record<string, number>>;
  /** The fault ends at this time at once. Until then its course is the course of a fault that lasts until `endMs`. */
  readonly mendedMs?: number;
}

/** Planned faults, and no others. A plan may grow while a simulation runs: its readings so far stay the same. */
export class FaultPlan implements FaultSchedule {
  readonly #faults: PlannedFault[];
  readonly #events: OccurrenceSeed[];

  constructor(faults: readonly PlannedFault[]) {
    this.#faults = [...faults];
    this.#events = faults.map(plannedOccurrence);
  }

  /** The faults in their order. The array is live: added faults join it. */
  get faults(): readonly PlannedFault[] {
    return this.#faults;
  }

  /** @param fault it must start after the last reading */
  add(fault: PlannedFault): void {
    this.#events.push(plannedOccurrence(fault, this.#faults.length));
    this.#faults.push(fault);
  }

  /**
   * Ends a fault before its time.
   *
   * @param n its place in the plan, from 0
   * @param mendedMs after the last reading
   */
  mend(n: number, mendedMs: number): void {
    const fault = this.#faults[n];
    if (fault !== undefined && mendedMs < lastsUntil(fault)) this.#faults[n] = { ...fault, mendedMs };
  }

  activeAt(address: Address, _places: PlaceSeeds, timeMs: number): readonly ActiveFault[] {
    if (this.#faults.length === 0) return NONE;
    return this.#faults.flatMap((fault, n) => {
      if (timeMs < fault.startMs || timeMs >= lastsUntil(fault)) return NONE;
      const effects = effectsAt(fault, address);
      const event = this.#events[n];
      if (effects === undefined || event === undefined) return NONE;
      return [{ effects, occurrence: occurrenceOf(fault.type, address.sensor, event) }];
    });
  }
}

const NONE: readonly ActiveFault[] = [];

/** The first moment after a fault. */
export function lastsUntil({ endMs, mendedMs = endMs }: PlannedFault): number {
  return mendedMs;
}

/** True if two faults are at one sensor at one time. */
export function faultsOverlap(one: PlannedFault, other: PlannedFault): boolean {
  const isSameTime = one.startMs < lastsUntil(other) && other.startMs < lastsUntil(one);
  return isSameTime && selectionsMeet(one.where, other.where);
}

/** The effects of a planned fault on a sensor, in the same room or from next door; undefined for none. */
export function effectsAt({ type, where }: PlannedFault, address: Address): Effects | undefined {
  const isSeenAt = (at: Address) => type.sensors.includes(at.sensor) && selects(where, at);
  if (isSeenAt(address)) return type;
  if (!isFeltNextDoor(type, address.sensor)) return undefined;
  const neighbour = NEIGHBOURS.find((candidate) => isSeenAt(addressNextDoor(address, candidate)));
  return neighbour && type.nextDoor?.[neighbour.position];
}

/** @param n its place in the plan, from 0 */
export function plannedOccurrence(
  { type, startMs, endMs, severity, params }: PlannedFault,
  n: number,
): OccurrenceSeed {
  const id = `${type.type}-${n + 1}`;
  return { id, hash: hashText(id), startMs, endMs, severity, params };
}
