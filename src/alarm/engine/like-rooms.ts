import type { Address } from '../../building/address.ts';
import type { LikePlace } from '../rules/rule.ts';

/** The state of a sensor, for the middle of its like rooms. Times are milliseconds since 1970. */
export interface LikeSensor {
  readonly liveness: 'live' | 'stale' | 'suppressed';
  readonly value: number;
  readonly invalidSinceMs: number;
  readonly heardAtMs: number;
}

/** Sensors not heard for so long play no part. */
export const MAX_AGE_MS = 3_600_000;
/** A median of fewer others says nothing. */
const MIN_OTHERS = 3;
/** The median is taken anew so many times while each sensor reports once. */
const UPDATES_A_ROUND = 4;

/**
 * The sensors of one kind in like rooms, and the middle of their values. A sensor costs 8 bytes, and a reading a
 * constant share of a sort.
 */
export class LikeRooms {
  readonly #points: LikeSensor[] = [];
  #count = 0;
  #due = 0;
  /** The three values around the middle of all. */
  readonly #middle = new Float64Array(3);

  join(point: LikeSensor): void {
    this.#points.push(point);
  }

  /** The median of the other sensors, in the unit of the sensor; NaN for fewer than three. */
  medianWithout(value: number, now: number): number {
    if (--this.#due <= 0) this.#sort(now);
    if (this.#count <= MIN_OTHERS) return Number.NaN;
    const [low = Number.NaN, middle = Number.NaN, high = Number.NaN] = this.#middle;
    if (this.#count % 2 === 0) return value >= high ? middle : high;
    if (value < middle) return (middle + high) / 2;
    return value > middle ? (low + middle) / 2 : (low + high) / 2;
  }

  #sort(now: number): void {
    const values = new Float64Array(this.#points.length);
    let count = 0;
    for (const point of this.#points) {
      if (point.liveness !== 'live' || !Number.isNaN(point.invalidSinceMs)) continue;
      if (Number.isNaN(point.value) || now - point.heardAtMs > MAX_AGE_MS) continue;
      values[count++] = point.value;
    }
    const sorted = values.subarray(0, count).sort();
    // Of an even count the two in the middle are the second and the third.
    const from = Math.floor(count / 2) - 1 - (count % 2 === 0 ? 1 : 0);
    for (let i = 0; i < 3; i++) this.#middle[i] = sorted[from + i] ?? Number.NaN;
    this.#count = count;
    this.#due = Math.floor(count / UPDATES_A_ROUND);
  }
}

/** Finds the like rooms of sensors: those of one kind and one type of room in one place. */
export class AllLikeRooms {
  readonly #byKey = new Map<string, LikeRooms>();
  readonly #sets = new Map<string, readonly LikeRooms[]>();

  of(address: Address, roomType: string | undefined, places: readonly LikePlace[]): readonly LikeRooms[] {
    if (places.length === 0) return NONE;
    const keys = places.map((place) => keyOf(address, roomType, place));
    const setKey = keys.join('\n');
    const known = this.#sets.get(setKey);
    if (known !== undefined) return known;
    const found = keys.map((key) => {
      const rooms = this.#byKey.get(key) ?? new LikeRooms();
      this.#byKey.set(key, rooms);
      return rooms;
    });
    this.#sets.set(setKey, found);
    return found;
  }
}

const NONE: readonly LikeRooms[] = [];

function keyOf({ building, floor, wing, sensor }: Address, roomType = '', place: LikePlace): string {
  const floorPart = place === 'wing' || place === 'floor' ? floor : '';
  const wingPart = place === 'wing' || place === 'facade' ? wing : '';
  return `${sensor} ${roomType} ${place} ${building}/${floorPart}/${wingPart}`;
}
