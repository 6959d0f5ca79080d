import type { Address } from '../../building/address.ts';
import type { PlaceSeeds } from '../place-seeds.ts';
import type { Effects, Occurrence } from './fault-type.ts';

/** An active fault, and its effects on a sensor. */
export interface ActiveFault {
  readonly effects: Effects;
  readonly occurrence: Occurrence;
}

/** All faults: a pure function of place and time. */
export interface FaultSchedule {
  readonly activeAt: (address: Address, seeds: PlaceSeeds, timeMs: number) => readonly ActiveFault[];
}

export const NO_FAULTS: FaultSchedule = { activeAt: () => [] };

export function bothSchedules(one: FaultSchedule, other: FaultSchedule): FaultSchedule {
  return {
    activeAt: (address, seeds, timeMs) => {
      const ofOne = one.activeAt(address, seeds, timeMs);
      const ofOther = other.activeAt(address, seeds, timeMs);
      return ofOther.length === 0 ? ofOne : [...ofOne, ...ofOther];
    },
  };
}
