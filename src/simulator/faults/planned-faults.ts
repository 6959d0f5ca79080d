import type { Address } from '../../building/address.ts';
import { type Selection, selects } from '../../building/selection.ts';
import { hashText } from '../hash.ts';
import type { FaultType } from './fault-type.ts';
import { type Happened, occurrenceOf } from './occurrence.ts';
import type { FaultSchedule } from './schedule.ts';

/** A fault that somebody has asked for. */
export interface PlannedFault {
  readonly type: FaultType;
  /** Which sensors have it; those of kinds that its type can't be seen at never do. */
  readonly where: Selection;
  readonly startMs: number;
  readonly endMs: number;
  /** 0 to 1. */
  readonly severity: number;
  readonly params: Readonly<Record<string, number>>;
}

/** Faults as planned, and no others. */
export function plannedFaults(plan: readonly PlannedFault[]): FaultSchedule {
  const entries = plan.map((fault, n) => ({ fault, happened: happenedOf(fault, n) }));
  return {
    activeAt: (address, _places, timeMs) =>
      entries
        .filter(({ fault }) => timeMs >= fault.startMs && timeMs < fault.endMs && concerns(fault, address))
        .map(({ fault: { type }, happened }) => ({
          type,
          occurrence: occurrenceOf(type, address.sensor, happened),
        })),
  };
}

/** Whether a sensor is among those that a planned fault can be seen at. */
export function concerns({ type, where }: PlannedFault, address: Address): boolean {
  return type.sensors.includes(address.sensor) && selects(where, address);
}

/** @param n its place in the plan, from 0 */
export function happenedOf({ type, startMs, endMs, severity, params }: PlannedFault, n: number): Happened {
  const id = `${type.type}-${n + 1}`;
  return { id, hash: hashText(id), startMs, endMs, severity, params };
}
