import type { Address } from '../../building/address.ts';
import { addressesOf, type Layout } from '../../building/layout.ts';
import { formatTopic } from '../../building/topic.ts';
import { hashText } from '../hash.ts';
import { placeSeeds } from '../place-seeds.ts';
import type { Effects, FaultScope, FaultType } from './fault-type.ts';
import { type OccurrenceSeed, occurrenceOf } from './occurrence.ts';
import { effectsAt, lastsUntil, type PlannedFault, plannedOccurrence } from './planned-faults.ts';
import { randomOccurrences } from './random-faults.ts';
import type { FaultRate } from './slots.ts';

/** An injected fault, for the score of a fault detection. */
export interface TruthEntry {
  readonly id: string;
  readonly type: string;
  /** The extent of the fault. */
  readonly scope: FaultScope;
  /** The topics, without a prefix, of the sensors with a visible effect. */
  readonly sensors: readonly string[];
  readonly startMs: number;
  /** The first moment after the fault. */
  readonly endMs: number;
  /** The first moment of a right alarm. */
  readonly onsetMs: number;
  readonly severity: number;
  readonly params: Readonly<Record<string, number>>;
  /** Its place in the plan, from 0; undefined for a random fault. */
  readonly place?: number;
}

export interface TruthSettings {
  readonly seed: string;
  /** The rate of `randomFaults`. */
  readonly rate: FaultRate;
  readonly plan: readonly PlannedFault[];
  readonly fromMs: number;
  readonly toMs: number;
  /** True if a sensor exists and shows these effects. Left out, all sensors of the layout do. */
  readonly shows?: (address: Address, effects: Effects) => boolean;
  /**
   * True if a sensor reports between two moments; the second is excluded. A random fault without a report is no fault:
   * nothing was injected. Left out, each fault has reports.
   */
  readonly reports?: (address: Address, fromMs: number, toMs: number) => boolean;
}

/**
 * Every fault between two moments (the second excluded), in the order of their starts. Looks at every sensor once and
 * keeps only the faults.
 */
export function truthOf(layout: Layout, settings: TruthSettings): TruthEntry[] {
  return [...plannedTruth(layout, settings), ...randomTruth(layout, settings)].sort(
    (a, b) => a.startMs - b.startMs || (a.id < b.id ? -1 : 1),
  );
}

function plannedTruth(layout: Layout, { plan, fromMs, toMs, shows = always }: TruthSettings): TruthEntry[] {
  return plan.flatMap((fault, place) => {
    const endMs = lastsUntil(fault);
    if (fault.startMs >= toMs || endMs <= fromMs) return [];
    const sensors = [...addressesOf(layout)].filter((address) => {
      const effects = effectsAt(fault, address);
      return effects !== undefined && shows(address, effects);
    });
    const event = plannedOccurrence(fault, place);
    const planned = (seed: OccurrenceSeed, affected: Readonly<Affected>): TruthEntry => {
      const whole = entry(fault.type, seed, affected);
      return { ...whole, endMs, onsetMs: Math.min(whole.onsetMs, endMs), place };
    };
    const [first, ...others] = sensors;
    if (first === undefined) return [];
    if (fault.type.scope !== 'sensor') return [planned(event, [first, ...others])];
    return sensors.map((sensor, i) => planned({ ...event, id: `${event.id}.${i + 1}` }, [sensor]));
  });
}

function randomTruth(
  layout: Layout,
  { seed, rate, fromMs, toMs, shows = always, reports = always }: TruthSettings,
): TruthEntry[] {
  if (rate === 0) return [];
  const root = hashText(seed);
  const found = new Map<string, { type: FaultType; event: OccurrenceSeed; sensors: Affected }>();
  for (const address of addressesOf(layout)) {
    const seeds = placeSeeds(root, address);
    for (const { type, effects, place, event } of randomOccurrences(rate, address, seeds, fromMs, toMs)) {
      if (!shows(address, effects)) continue;
      if (!type.cutsOff && !reports(address, event.startMs, event.endMs)) continue;
      const key = `${place}/${event.id}`;
      const known = found.get(key);
      if (known) known.sensors.push(address);
      else found.set(key, { type, event, sensors: [address] });
    }
  }
  return [...found.values()].map(({ type, event, sensors }) => entry(type, event, sensors));
}

function always(): boolean {
  return true;
}

/** The sensors with a visible effect: at least one. */
type Affected = [Address, ...Address[]];

function entry(type: FaultType, event: OccurrenceSeed, sensors: Readonly<Affected>): TruthEntry {
  const { id, startMs, endMs, severity } = event;
  return {
    id,
    type: type.type,
    scope: type.scope,
    sensors: sensors.map((address) => formatTopic(address)),
    startMs,
    endMs,
    onsetMs: Math.round(startMs + (type.onset ?? 0) * (endMs - startMs)),
    severity,
    params: occurrenceOf(type, sensors[0].sensor, event).params,
  };
}

/** As an object of a truth file: times as text. */
export function truthJson({
  id,
  type,
  scope,
  sensors,
  startMs,
  endMs,
  onsetMs,
  severity,
  params,
}: TruthEntry) {
  const [start, end, onset] = [startMs, endMs, onsetMs].map((ms) => new Date(ms).toISOString());
  return { id, type, scope, sensors, start, end, onset, severity, params };
}
