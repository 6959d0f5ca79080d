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
  const sourcesAt = byKind((kind) => SOURCES.filter(({ sensors }) => sensors.includes(kind)));
  const stretches = new Array<Stretch | undefined>(REMEMBERED);
  return {
    activeAt(address, places, timeMs) {
      const slot = (places.sensor >>> 0) % REMEMBERED;
      const kept = stretches[slot];
      if (kept?.places === places && timeMs >= kept.fromMs && timeMs < kept.untilMs) return kept.active;
      const stretch = stretchAround(sourcesAt[address.sensor], rate, address, places, timeMs);
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

function stretchAround(
  sources: readonly Source[],
  rate: number,
  address: Address,
  places: Places,
  timeMs: number,
): Stretch {
  let fromMs = Number.NEGATIVE_INFINITY;
  let untilMs = Number.POSITIVE_INFINITY;
  const narrow = (startMs: number, endMs: number): void => {
    fromMs = Math.max(fromMs, startMs);
    untilMs = Math.min(untilMs, endMs);
  };
  const active: ActiveFault[] = [];
  for (const { random, effects, neighbour } of sources) {
    const { type, salt, slotMs, perRate } = random;
    const origin = neighbour ? roomNextDoor(address, places, neighbour) : places[type.scope];
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
      active.push({ effects, occurrence: occurrenceOf(type, address.sensor, happened) });
    }
  }
  return { places, fromMs, untilMs, active };
}

function byKind<T>(make: (kind: SensorKind) => T): Readonly<Record<SensorKind, T>> {
  return { TEMP: make('TEMP'), HUM: make('HUM'), LUX: make('LUX'), VIBR: make('VIBR') };
}

/** Every fault of a type that comes by itself at a place between two moments, in the order of time. */
export function* randomOccurrences(
  type: FaultType,
  rate: number,
  place: Hash,
  fromMs: number,
  toMs: number,
): Generator<Happened> {
  const random = RANDOM_TYPES.find((candidate) => candidate.type === type);
  if (random === undefined) return;
  const { slotMs, perRate, salt } = random;
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
  /** The sensors that see or feel it. */
  readonly sensors: readonly SensorKind[];
  readonly neighbour: Neighbour | undefined;
}

const SOURCES: readonly Source[] = RANDOM_TYPES.flatMap((random) => {
  const { type } = random;
  const own = { random, effects: type, sensors: type.sensors, neighbour: undefined };
  const { nextDoor } = type;
  if (nextDoor === undefined) return [own];
  const { sensors } = nextDoor;
  return [
    own,
    ...NEIGHBOURS.map((neighbour) => ({ random, effects: nextDoor[neighbour.side], sensors, neighbour })),
  ];
});

/** Weights are shares of all sensors' time, so one seen at only some kinds of sensor happens more often there. */
function shareOfTime({ weight, sensors }: FaultType): number {
  return (weight * SENSOR_KINDS.length) / sensors.length;
}
