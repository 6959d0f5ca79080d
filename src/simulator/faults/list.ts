import { blindFault } from './blind-fault.ts';
import { door } from './door.ts';
import { drift } from './drift.ts';
import { dropout } from './dropout.ts';
import { duplicate } from './duplicate.ts';
import { earthquake } from './earthquake.ts';
import type { FaultType } from './fault-type.ts';
import { fire } from './fire.ts';
import { floorOffline } from './floor-offline.ts';
import { hvacFailure } from './hvac-failure.ts';
import { intermittent } from './intermittent.ts';
import { late } from './late.ts';
import { leak } from './leak.ts';
import { lightLeftOn } from './light-left-on.ts';
import { machineWear } from './machine-wear.ts';
import { malformedPayload } from './malformed.ts';
import { noiseBurst } from './noise-burst.ts';
import { offset } from './offset.ts';
import { packetLoss } from './packet-loss.ts';
import { saturated } from './saturated.ts';
import { spike } from './spike.ts';
import { stuck } from './stuck.ts';
import { windowOpen } from './window-open.ts';

/** Every type of fault: first sensors and messages, then events of the building. */
export const FAULT_TYPES: readonly FaultType[] = [
  spike,
  intermittent,
  stuck,
  saturated,
  drift,
  offset,
  noiseBurst,
  dropout,
  packetLoss,
  duplicate,
  late,
  malformedPayload,
  hvacFailure,
  fire,
  leak,
  windowOpen,
  lightLeftOn,
  blindFault,
  machineWear,
  door,
  earthquake,
  floorOffline,
];

export function findFaultType(type: string): FaultType | undefined {
  return FAULT_TYPES.find((candidate) => candidate.type === type);
}
