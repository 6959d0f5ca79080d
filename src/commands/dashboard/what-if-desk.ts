import type { WhatIfDesk } from '../../dashboard/what-if-desk.ts';
import type { WhatIf } from '../../services/publishing/what-if.ts';
import { FAULT_TYPES } from '../../simulator/faults/list.ts';

/** The faults of a running simulation for the pages: the same faults, and the same plan, as those of a faults file. */
export function whatIfDesk({ inject, mend, truthAt, now }: WhatIf): WhatIfDesk {
  return {
    faults: FAULT_TYPES.map(({ type, describe, scope, sensors }) => ({
      name: type,
      describe,
      scope,
      sensors,
    })),
    inject,
    mend,
    faultsIn: (room) =>
      truthAt(room).map(({ type, scope, sensors, endMs, place }) => ({
        name: type,
        scope,
        sensors: sensors.map((topic) => topic.slice(topic.lastIndexOf('/') + 1)),
        leftMs: endMs - now(),
        ...(place !== undefined && { place }),
      })),
  };
}
