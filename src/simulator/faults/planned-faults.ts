import type { Address } from '../../building/address.ts';
import { type Selection, selects } from '../../building/selection.ts';
import { hashText } from '../hash.ts';
import type { Effects, FaultType } from './fault-type.ts';
import { addressNextDoor, isFeltNextDoor, NEIGHBOURS } from './next-door.ts';
import { type OccurrenceSeed, occurrenceOf } from './occurrence.ts';
import type { FaultSchedule } from './schedule.ts';

/** A fault of a faults file. */
export interface PlannedFault {
  readonly type: FaultType;
  /** The affected sensors, without the kinds that can't show the fault. */
  readonly where: Selection;
  readonly startMs: number;
  readonly endMs: number;
  /** 0 to 1. */
  readonly severity: number;
  readonly params: Readonly<Record<string, number>>;
}

/** Faults as planned, and no others. */
export function plannedFaults(plan: readonly PlannedFault[]): FaultSchedule {
  const entries = plan.map((fault, n) => ({ fault, event: plannedOccurrence(fault, n) }));
  return {
    activeAt: (address, _places, timeMs) =>
      entries
        .filter(({ fault }) => timeMs >= fault.startMs && timeMs < fault.endMs)
        .flatMap(({ fault, event }) => {
          const effects = effectsAt(fault, address);
          return effects ? [{ effects, occurrence: occurrenceOf(fault.type, address.sensor, event) }] : [];
        }),
  };
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
