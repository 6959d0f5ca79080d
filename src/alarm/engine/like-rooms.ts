import type { Address } from '../../building/address.ts';
import type { LikePlace } from '../rules/rule.ts';

/** The state of a sensor, for the middle of its like rooms. Times are milliseconds since 1970. */
export interface LikeSensor {
  readonly liveness: 'live' | 'stale' | 'suppressed';
  /** Undefined for a sensor that is not in alarm. */
  readonly lead: unknown;
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
  #due = 0;
  /** Of the sensors that are not in alarm. */
  readonly #calm = new Middle();
  /** Of all sensors, where few are not in alarm. */
  readonly #all = new Middle();

  join(point: LikeSensor): void {
    this.#points.push(point);
  }

  /**
   * The median of the other sensors, in the unit of the sensor; NaN for fewer than three. Sensors in alarm count only
   * where fewer than three others are left.
   */
  medianWithout(point: LikeSensor, now: number): number {
    if (--this.#due <= 0) this.#sort(now);
    const isCalm = point.lead === undefined;
    if (this.#calm.count - (isCalm ? 1 : 0) < MIN_OTHERS) return this.#all.medianWithout(point.value);
    return isCalm ? this.#calm.medianWithout(point.value) : this.#calm.median();
  }

  #sort(now: number): void {
    const values = new Float64Array(this.#points.length);
    let calm = 0;
    let alarming = 0;
    for (const point of this.#points) {
      if (point.liveness !== 'live' || !Number.isNaN(point.invalidSinceMs)) continue;
      if (Number.isNaN(point.value) || now - point.heardAtMs > MAX_AGE_MS) continue;
      if (point.lead === undefined) values[calm++] = point.value;
      else values[values.length - ++alarming] = point.value;
    }
    this.#calm.take(values.subarray(0, calm).sort());
    if (calm <= MIN_OTHERS) {
      values.copyWithin(calm, values.length - alarming);
      this.#all.take(values.subarray(0, calm + alarming).sort());
    }
    this.#due = Math.floor((calm + alarming) / UPDATES_A_ROUND);
  }
}

/** The values around the middle of some values. */
class Middle {
  count = 0;
  /** Of an odd count the middle is the second. Of an even count the two in the middle are the second and the third. */
  readonly #around = new Float64Array(3);

  take(sorted: Float64Array): void {
    this.count = sorted.length;
    const from = Math.floor(this.count / 2) - (this.#isEven() ? 2 : 1);
    for (let i = 0; i < 3; i++) this.#around[i] = sorted[from + i] ?? Number.NaN;
  }

  median(): number {
    const [, middle = Number.NaN, high = Number.NaN] = this.#around;
    return this.#isEven() ? (middle + high) / 2 : middle;
  }

  /** The median without one of the values; NaN for fewer than three others. */
  medianWithout(value: number): number {
    if (this.count <= MIN_OTHERS) return Number.NaN;
    const [low = Number.NaN, middle = Number.NaN, high = Number.NaN] = this.#around;
    if (this.#isEven()) return value >= high ? middle : high;
    if (value < middle) return (middle + high) / 2;
    return value > middle ? (low + middle) / 2 : (low + high) / 2;
  }

  #isEven(): boolean {
    return this.count % 2 === 0;
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
