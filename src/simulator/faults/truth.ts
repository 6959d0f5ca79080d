import type { Address } from '../../building/address.ts';
import { addressesOf, type Layout } from '../../building/layout.ts';
import { formatTopic } from '../../building/topic.ts';
import { type Hash, hashText } from '../hash.ts';
import { type Places, placesOf } from '../place.ts';
import type { FaultType, Scope } from './fault-type.ts';
import { FAULT_TYPES } from './list.ts';
import { isFeltNextDoor, NEIGHBOURS, roomNextDoor } from './next-door.ts';
import { type Happened, occurrenceOf } from './occurrence.ts';
import { effectsAt, happenedOf, type PlannedFault } from './planned-faults.ts';
import { randomOccurrences } from './random-faults.ts';

/** What was injected, for those who want to know whether they found it. */
export interface TruthEntry {
  readonly id: string;
  readonly type: string;
  /** What failed together. */
  readonly scope: Scope;
  /** The topics, without a prefix, of the sensors at which it can be seen. */
  readonly sensors: readonly string[];
  readonly startMs: number;
  /** The first moment at which all is well again. */
  readonly endMs: number;
  /** From when on an alarm would be right. */
  readonly onsetMs: number;
  readonly severity: number;
  readonly params: Readonly<Record<string, number>>;
}

export interface TruthSettings {
  readonly seed: string;
  /** As `randomFaults` takes it. */
  readonly rate: number;
  readonly plan: readonly PlannedFault[];
  readonly fromMs: number;
  readonly toMs: number;
  /** Which sensors there are; all of the layout's where it is left out. */
  readonly includes?: (address: Address) => boolean;
}

/**
 * Every fault that is on at some moment from one to (but not at) another, in the order in which they begin. Looks
 * at every sensor once and keeps only the faults.
 */
export function truthOf(layout: Layout, settings: TruthSettings): TruthEntry[] {
  return [...plannedTruth(layout, settings), ...randomTruth(layout, settings)].sort(
    (a, b) => a.startMs - b.startMs || (a.id < b.id ? -1 : 1),
  );
}

function plannedTruth(
  layout: Layout,
  { plan, fromMs, toMs, includes = everything }: TruthSettings,
): TruthEntry[] {
  return plan.flatMap((fault, n) => {
    if (fault.startMs >= toMs || fault.endMs <= fromMs) return [];
    const sensors = [...addressesOf(layout)].filter(
      (address) => effectsAt(fault, address) !== undefined && includes(address),
    );
    const happened = happenedOf(fault, n);
    if (fault.type.scope !== 'sensor')
      return sensors.length === 0 ? [] : [entry(fault.type, happened, sensors)];
    return sensors.map((sensor, i) =>
      entry(fault.type, { ...happened, id: `${happened.id}.${i + 1}` }, [sensor]),
    );
  });
}

function randomTruth(
  layout: Layout,
  { seed, rate, fromMs, toMs, includes = everything }: TruthSettings,
): TruthEntry[] {
  if (rate === 0) return [];
  const root = hashText(seed);
  const found = new Map<string, { type: FaultType; happened: Happened; sensors: Address[] }>();
  for (const address of addressesOf(layout)) {
    if (!includes(address)) continue;
    const places = placesOf(root, address);
    for (const type of FAULT_TYPES) {
      for (const place of whereItHappens(type, address, places)) {
        for (const happened of randomOccurrences(type, rate, place, fromMs, toMs)) {
          const key = `${place}/${happened.id}`;
          const known = found.get(key);
          if (known) known.sensors.push(address);
          else found.set(key, { type, happened, sensors: [address] });
        }
      }
    }
  }
  return [...found.values()].map(({ type, happened, sensors }) => entry(type, happened, sensors));
}

/** Every place where a fault of this type would show at a sensor. */
function whereItHappens(type: FaultType, address: Address, places: Places): Hash[] {
  const here = type.sensors.includes(address.sensor) ? [places[type.scope]] : [];
  if (!isFeltNextDoor(type, address.sensor)) return here;
  const nextDoor = NEIGHBOURS.map((neighbour) => roomNextDoor(address, places, neighbour));
  return [...here, ...nextDoor.filter((room) => room !== undefined)];
}

function everything(): boolean {
  return true;
}

function entry(type: FaultType, happened: Happened, sensors: readonly Address[]): TruthEntry {
  const { id, startMs, endMs, severity } = happened;
  return {
    id,
    type: type.type,
    scope: type.scope,
    sensors: sensors.map((address) => formatTopic(address)),
    startMs,
    endMs,
    onsetMs: Math.round(startMs + (type.onset ?? 0) * (endMs - startMs)),
    severity,
    params: occurrenceOf(type, sensors[0]?.sensor ?? 'TEMP', happened).params,
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
