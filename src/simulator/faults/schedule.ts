import type { Address } from '../../building/address.ts';
import type { PlaceSeeds } from '../place-seeds.ts';
import type { Effects, Occurrence } from './fault-type.ts';

/** A fault that is on, and what a sensor has of it. */
export interface ActiveFault {
  readonly effects: Effects;
  readonly occurrence: Occurrence;
}

/** What goes wrong where and when: a pure function of place and time. */
export interface FaultSchedule {
  readonly activeAt: (address: Address, seeds: PlaceSeeds, timeMs: number) => readonly ActiveFault[];
}

export const NO_FAULTS: FaultSchedule = { activeAt: () => [] };

export function bothSchedules(one: FaultSchedule, other: FaultSchedule): FaultSchedule {
  return {
    activeAt: (address, seeds, timeMs) => [
      ...one.activeAt(address, seeds, timeMs),
      ...other.activeAt(address, seeds, timeMs),
    ],
  };
}
