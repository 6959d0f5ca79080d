import type { Address } from '../../building/address.ts';
import { addressesOf, type Layout, narrowLayout } from '../../building/layout.ts';
import type { Selection } from '../../building/selection.ts';
import { parseTopic } from '../../building/topic.ts';
import type { Effects, FaultScope, FaultType } from '../../simulator/faults/fault-type.ts';
import { findFaultType } from '../../simulator/faults/list.ts';
import {
  type FaultPlan,
  faultsOverlap,
  MAX_PLANNED_FAULTS,
  type PlannedFault,
} from '../../simulator/faults/planned-faults.ts';
import type { FaultRate } from '../../simulator/faults/slots.ts';
import { type TruthEntry, truthOf } from '../../simulator/faults/truth.ts';
import { escapeControl } from '../../text/escape.ts';
import { selectionAround } from './part-of-layout.ts';

/** A fault as a person asks for it. Any value may be wrong. */
export interface FaultRequest {
  /** The topic of a sensor, or of a room: a sensor's topic without its last level. */
  readonly topic: string;
  /** The name of a fault type. */
  readonly fault: string;
  /** 0 to 1. */
  readonly severity: number;
  /** A second to 30 days, in simulated milliseconds. */
  readonly durationMs: number;
}

/** Faults injected while a simulation runs. Each gets a place in the plan of its faults file, and in its truth. */
export interface WhatIf {
  /** Injects a fault that begins now. Returns the reason for not injecting it. */
  readonly inject: (request: FaultRequest) => string | undefined;
  /** Ends a planned or injected fault now, by its place in the plan. Returns the reason for not ending it. */
  readonly mend: (place: number) => string | undefined;
  /** The faults that sensors of a room show now, by the room's topic. */
  readonly truthAt: (room: string) => readonly TruthEntry[];
  /** The simulated time of the next reading, in milliseconds since 1970. */
  readonly now: () => number;
}

export interface WhatIfSettings {
  readonly layout: Layout;
  /** Levels in front of each topic. */
  readonly prefix: string | undefined;
  readonly seed: string;
  /** The rate of random faults beside the plan. */
  readonly rate: FaultRate;
  /** The plan of the running simulation. */
  readonly plan: FaultPlan;
  /** Later than every reading so far, in simulated milliseconds since 1970. */
  readonly now: () => number;
  /** True if a sensor exists and shows these effects. */
  readonly shows: (address: Address, effects: Effects) => boolean;
}

const MIN_DURATION_MS = 1000;
const MAX_DURATION_MS = 30 * 86_400_000;

export function createWhatIf({ layout, prefix, seed, rate, plan, now, shows }: WhatIfSettings): WhatIf {
  /** The sensors at a place of the simulated building; undefined for none. */
  const sensorsAt = (address: Address | undefined, scope: FaultScope): Layout | undefined => {
    const sensors = address && narrowLayout(layout, selectionAt(address, scope));
    return sensors?.size === 0 ? undefined : sensors;
  };
  const addressOf = (topic: string): Address | undefined => {
    const placed = parseTopic(topic);
    return placed?.prefix === prefix ? placed?.address : undefined;
  };
  return {
    now,
    inject({ topic, fault, severity, durationMs }) {
      const type = findFaultType(fault);
      if (type === undefined) return 'unknown fault type';
      if (!(severity >= 0 && severity <= 1)) return 'a severity is 0 to 1';
      if (!(durationMs >= MIN_DURATION_MS && durationMs <= MAX_DURATION_MS))
        return 'a fault lasts a second to 30 days';
      if (plan.faults.length >= MAX_PLANNED_FAULTS) return `more than ${MAX_PLANNED_FAULTS} faults`;
      const isSensor = addressOf(topic) !== undefined;
      if (!isSensor && type.scope === 'sensor') return `${fault} is a fault of one sensor: name the sensor`;
      const address = addressOf(isSensor ? topic : anySensorOf(topic));
      const sensors = sensorsAt(address, isSensor ? 'sensor' : 'room') && sensorsAt(address, type.scope);
      if (address === undefined || sensors === undefined)
        return `${escapeControl(topic)} is not simulated here`;
      const startMs = now();
      const where = { ...selectionAt(address, type.scope), sensor: kindsOf(type, address) };
      const planned: PlannedFault = {
        type,
        where,
        startMs,
        endMs: startMs + Math.round(durationMs),
        severity,
        params: {},
      };
      if (!isSeen(type, narrowLayout(sensors, where), shows))
        return `${fault} can only be seen at ${type.sensors.join(', ')}`;
      const other = plan.faults.find((earlier) => faultsOverlap(earlier, planned));
      if (other !== undefined) return `the ${other.type.type} there has not ended`;
      plan.add(planned);
      return undefined;
    },
    mend(place) {
      const fault = plan.faults[place];
      const timeMs = now();
      if (fault === undefined) return 'there is no such fault';
      if (fault.startMs > timeMs) return 'the fault has not begun';
      plan.mend(place, timeMs);
      return undefined;
    },
    truthAt(room) {
      const sensors = sensorsAt(addressOf(anySensorOf(room)), 'room');
      if (sensors === undefined) return [];
      const fromMs = now();
      return truthOf(sensors, { seed, rate, plan: plan.faults, fromMs, toMs: fromMs + 1, shows });
    },
  };
}

/** A topic of any sensor in a room, whether the room has the sensor or not. */
function anySensorOf(room: string): string {
  return `${room}/TEMP`;
}

/** The extent of a fault at an address. */
function selectionAt(address: Address, scope: FaultScope): Selection {
  return selectionAround(address, scope === 'zone' ? 'wing' : scope);
}

/** The kinds of sensor with a visible effect, as in a faults file. */
function kindsOf({ scope, sensors }: FaultType, { sensor }: Address): FaultType['sensors'] {
  return scope === 'sensor' ? sensors.filter((kind) => kind === sensor) : sensors;
}

function isSeen(type: FaultType, sensors: Layout, shows: WhatIfSettings['shows']): boolean {
  for (const address of addressesOf(sensors)) if (shows(address, type)) return true;
  return false;
}
