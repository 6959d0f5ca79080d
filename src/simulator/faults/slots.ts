import { type Hash, hashText, mix, uniform } from '../hash.ts';
import type { FaultType } from './fault-type.ts';
import type { OccurrenceSeed } from './occurrence.ts';

/**
 * The time of a type of fault, cut into slots twice as long as its longest fault, at another offset for each place; a
 * slot holds one fault, somewhere in it, or none. So whether one is on is a hash of type, place and slot, and a higher
 * rate has the faults of a lower one and more.
 */
export interface Slots {
  readonly type: FaultType;
  readonly salt: Hash;
  readonly slotMs: number;
  /** How likely a slot holds a fault, as a multiple of the rate. */
  readonly perRate: number;
}

export function slotsOf(type: FaultType): Slots {
  const [shortest, longest] = type.durationMs;
  const slotMs = 2 * longest;
  return {
    type,
    salt: hashText(type.type),
    slotMs,
    perRate: (type.shareOfTime * slotMs) / ((shortest + longest) / 2),
  };
}

/** The slots of one place: when they begin, and what they hold, is drawn from this. */
export function saltedPlace({ salt }: Slots, place: Hash): Hash {
  return mix(place, salt);
}

/** The number of the slot that a moment is in. */
export function slotAt({ slotMs }: Slots, salted: Hash, timeMs: number): number {
  return Math.floor(timeMs / slotMs + uniform(salted));
}

export function slotStart({ slotMs }: Slots, salted: Hash, slot: number): number {
  return (slot - uniform(salted)) * slotMs;
}

/** What a slot holds at a rate. */
export function occurrenceIn(
  slots: Slots,
  rate: number,
  salted: Hash,
  slot: number,
): OccurrenceSeed | undefined {
  const hash = mix(salted, slot);
  // Most slots are empty.
  return uniform(hash) < rate * slots.perRate ? draw(slots, hash, slotStart(slots, salted, slot)) : undefined;
}

function draw({ type, slotMs }: Slots, hash: Hash, slotStartMs: number): OccurrenceSeed {
  const [shortest, longest] = type.durationMs;
  const durationMs = Math.round(shortest + (longest - shortest) * uniform(mix(hash, 1)));
  const startMs = Math.round(slotStartMs + uniform(mix(hash, 2)) * (slotMs - durationMs));
  return {
    id: `${type.type}-${(hash >>> 0).toString(16).padStart(8, '0')}`,
    hash,
    startMs,
    endMs: startMs + durationMs,
    severity: Math.round(100 * uniform(mix(hash, 3))) / 100,
  };
}
