import type { IClientOptions } from 'mqtt';
import { FIRST_LANE_ID } from './publish-lane.ts';

/** The packet identifiers that mqtt.js may use, each in its turn; the others are the publish lane's. */
export function messageIdsBelowLane(): NonNullable<IClientOptions['messageIdProvider']> {
  let last = 0;
  return {
    allocate: () => {
      last = (last % (FIRST_LANE_ID - 1)) + 1;
      return last;
    },
    getLastAllocated: () => last,
    register: () => true,
    deallocate: () => {},
    clear: () => {},
  };
}
