import { blindFault } from './blind-fault.ts';
import { clockOff } from './clock-off.ts';
import { door } from './door.ts';
import { drift } from './drift.ts';
import { dropout } from './dropout.ts';
import { duplicate } from './duplicate.ts';
import { earthquake } from './earthquake.ts';
import type { FaultType } from './fault-type.ts';
import { fire } from './fire.ts';
import { floorOffline } from './floor-offline.ts';
import { hvacFailure } from './hvac-failure.ts';
import { infiltration } from './infiltration.ts';
import { intermittent } from './intermittent.ts';
import { late } from './late.ts';
import { leak } from './leak.ts';
import { lightLeftOn } from './light-left-on.ts';
import { lightingSchedule } from './lighting-schedule.ts';
import { machineWear } from './machine-wear.ts';
import { malformedPayload } from './malformed.ts';
import { nodeSpike } from './node-spike.ts';
import { noiseBurst } from './noise-burst.ts';
import { offset } from './offset.ts';
import { packetLoss } from './packet-loss.ts';
import { repeatedValues } from './repeated-values.ts';
import { saturated } from './saturated.ts';
import { setbackEarly } from './setback-early.ts';
import { setbackLate } from './setback-late.ts';
import { setbackMissing } from './setback-missing.ts';
import { spike } from './spike.ts';
import { stuck } from './stuck.ts';
import { swappedSensors } from './swapped-sensors.ts';
import { thermostatBias } from './thermostat-bias.ts';
import { unitMixUp } from './unit-mix-up.ts';
import { windowOpen } from './window-open.ts';

/** Every type of fault: first sensors and messages, then nodes and gateways, then events of the building. */
export const FAULT_TYPES: readonly FaultType[] = [
  spike,
  intermittent,
  stuck,
  saturated,
  drift,
  offset,
  noiseBurst,
  unitMixUp,
  swappedSensors,
  dropout,
  packetLoss,
  duplicate,
  late,
  malformedPayload,
  clockOff,
  nodeSpike,
  repeatedValues,
  hvacFailure,
  thermostatBias,
  setbackLate,
  setbackEarly,
  setbackMissing,
  infiltration,
  fire,
  leak,
  windowOpen,
  lightLeftOn,
  lightingSchedule,
  blindFault,
  machineWear,
  door,
  earthquake,
  floorOffline,
];

export function findFaultType(type: string): FaultType | undefined {
  return FAULT_TYPES.find((candidate) => candidate.type === type);
}
