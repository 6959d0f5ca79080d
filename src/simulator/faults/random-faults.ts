import type { Address } from '../../building/address.ts';
import { SENSOR_KINDS, type SensorKind } from '../../building/sensors.ts';
import { type Hash, hashText, mix, uniform } from '../hash.ts';
import type { Places } from '../place.ts';
import type { Effects, FaultType } from './fault-type.ts';
import { FAULT_TYPES } from './list.ts';
import { NEIGHBOURS, type Neighbour, roomNextDoor } from './next-door.ts';
import { type Happened, occurrenceOf } from './occurrence.ts';
import { type ActiveFault, type FaultSchedule, NO_FAULTS } from './schedule.ts';

/** More than this share of the time can't be filled with faults that don't overlap. */
export const MAX_RATE = 0.25;

/** About one reading in thirty crosses a built-in limit, so that a lab sees alarms. */
export const DEFAULT_FAULT_RATE = 0.02;

/**
 * Faults that come by themselves.
 *
 * Time is cut into slots, twice as long as the longest fault of a type and at another offset for each place;
 * a slot holds one fault, somewhere in it, or none. So whether one is on is a hash of type, place and slot, and
 * a higher rate has the faults of a lower one and more.
 *
 * @param rate the share of the time that a sensor is faulty; events of the building take half as much again beside
 * it, 1.5 times the rate. 0 to MAX_RATE; near to that the most frequent events have no room for more
 */
export function randomFaults(rate: number): FaultSchedule {
  if (rate === 0) return NO_FAULTS;
  const stretches = new Array<Stretch | undefined>(REMEMBERED);
  return {
    activeAt(address, places, timeMs) {
      const slot = (places.sensor >>> 0) % REMEMBERED;
      const kept = stretches[slot];
      if (kept?.places === places && timeMs >= kept.fromMs && timeMs < kept.untilMs) return kept.active;
      const stretch = stretchAround(rate, address, places, timeMs);
      stretches[slot] = stretch;
      return stretch.active;
    },
  };
}

/** The latest sensors, some 150 bytes each, whose faults are looked up again only when they can have changed. */
const REMEMBERED = 1 << 14;

/** A time in which a sensor's faults stay the same. */
interface Stretch {
  readonly places: Places;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly active: readonly ActiveFault[];
}

function stretchAround(rate: number, address: Address, places: Places, timeMs: number): Stretch {
  let fromMs = Number.NEGATIVE_INFINITY;
  let untilMs = Number.POSITIVE_INFINITY;
  const narrow = (startMs: number, endMs: number): void => {
    fromMs = Math.max(fromMs, startMs);
    untilMs = Math.min(untilMs, endMs);
  };
  const active: ActiveFault[] = [];
  for (const source of SOURCES[address.sensor]) {
    const { type, salt, slotMs, perRate } = source.random;
    const origin = originOf(source, address, places);
    if (origin === undefined) continue;
    const place = mix(origin, salt);
    const offset = uniform(place);
    const slot = Math.floor(timeMs / slotMs + offset);
    // A millisecond within the slot, so that rounding can't let a stretch reach beyond it.
    narrow(Math.ceil((slot - offset) * slotMs) + 1, Math.floor((slot + 1 - offset) * slotMs) - 1);
    const hash = mix(place, slot);
    if (uniform(hash) >= rate * perRate) continue;
    const happened = happenedIn(type, place, hash, slot, slotMs);
    if (timeMs < happened.startMs) narrow(fromMs, happened.startMs);
    else if (timeMs >= happened.endMs) narrow(happened.endMs, untilMs);
    else {
      narrow(happened.startMs, happened.endMs);
      active.push({ effects: source.effects, occurrence: occurrenceOf(type, address.sensor, happened) });
    }
  }
  return { places, fromMs, untilMs, active };
}

/** A fault that comes by itself, and what one sensor has of it. */
export interface RandomFault {
  readonly type: FaultType;
  readonly effects: Effects;
  /** Where it happens. */
  readonly place: Hash;
  readonly happened: Happened;
}

/** Every fault that comes by itself to a sensor between two moments; those of a type and a place in the order of time. */
export function* randomOccurrences(
  rate: number,
  address: Address,
  places: Places,
  fromMs: number,
  toMs: number,
): Generator<RandomFault> {
  for (const source of SOURCES[address.sensor]) {
    const { random, effects } = source;
    const place = originOf(source, address, places);
    if (place === undefined) continue;
    for (const happened of happenedAt(random, rate, place, fromMs, toMs)) {
      yield { type: random.type, effects, place, happened };
    }
  }
}

function* happenedAt(
  { type, slotMs, perRate, salt }: RandomType,
  rate: number,
  place: Hash,
  fromMs: number,
  toMs: number,
): Generator<Happened> {
  const salted = mix(place, salt);
  const offset = uniform(salted);
  for (let slot = Math.floor(fromMs / slotMs + offset); (slot - offset) * slotMs < toMs; slot++) {
    const hash = mix(salted, slot);
    if (uniform(hash) >= rate * perRate) continue;
    const happened = happenedIn(type, salted, hash, slot, slotMs);
    if (happened.startMs < toMs && happened.endMs > fromMs) yield happened;
  }
}

function happenedIn(type: FaultType, place: Hash, hash: Hash, slot: number, slotMs: number): Happened {
  const [shortest, longest] = type.durationMs;
  const durationMs = Math.round(shortest + (longest - shortest) * uniform(mix(hash, 1)));
  const slotStartMs = (slot - uniform(place)) * slotMs;
  const startMs = Math.round(slotStartMs + uniform(mix(hash, 2)) * (slotMs - durationMs));
  return {
    id: `${type.type}-${(hash >>> 0).toString(16).padStart(8, '0')}`,
    hash,
    startMs,
    endMs: startMs + durationMs,
    severity: Math.round(100 * uniform(mix(hash, 3))) / 100,
  };
}

interface RandomType {
  readonly type: FaultType;
  readonly salt: Hash;
  readonly slotMs: number;
  /** How likely a slot holds a fault, as a multiple of the rate. */
  readonly perRate: number;
}

const RANDOM_TYPES: readonly RandomType[] = FAULT_TYPES.map((type) => {
  const [shortest, longest] = type.durationMs;
  const slotMs = 2 * longest;
  return {
    type,
    salt: hashText(type.type),
    slotMs,
    perRate: (shareOfTime(type) * slotMs) / ((shortest + longest) / 2),
  };
});

/** From where something comes to a sensor: its own place, or a room next door. */
interface Source {
  readonly random: RandomType;
  readonly effects: Effects;
  readonly neighbour: Neighbour | undefined;
}

const SOURCES: Readonly<Record<SensorKind, readonly Source[]>> = byKind((kind) =>
  RANDOM_TYPES.flatMap((random) => {
    const { sensors, nextDoor } = random.type;
    const own = { random, effects: random.type, neighbour: undefined };
    const near = NEIGHBOURS.flatMap((neighbour) =>
      nextDoor?.sensors.includes(kind) ? [{ random, effects: nextDoor[neighbour.side], neighbour }] : [],
    );
    return sensors.includes(kind) ? [own, ...near] : near;
  }),
);

function byKind<T>(make: (kind: SensorKind) => T): Readonly<Record<SensorKind, T>> {
  return { TEMP: make('TEMP'), HUM: make('HUM'), LUX: make('LUX'), VIBR: make('VIBR') };
}

/** Undefined for a neighbour that can't be. */
function originOf({ random, neighbour }: Source, address: Address, places: Places): Hash | undefined {
  return neighbour ? roomNextDoor(address, places, neighbour) : places[random.type.scope];
}

/** Weights are shares of all sensors' time, so one seen at only some kinds of sensor happens more often there. */
function shareOfTime({ weight, sensors }: FaultType): number {
  return (weight * SENSOR_KINDS.length) / sensors.length;
}
