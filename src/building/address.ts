import type { SensorKind } from './sensors.ts';
import type { Wing } from './wings.ts';

/** The place of one room. */
export interface RoomAddress {
  readonly building: string;
  /** An integer; 0 and negative floors exist (`P_-1` is a basement). */
  readonly floor: number;
  readonly wing: Wing;
  /** A positive integer. */
  readonly room: number;
}

/** The place of one sensor. */
export interface Address extends RoomAddress {
  readonly sensor: SensorKind;
}

/** A valid name of a building: a topic level without `/ + #` or control characters, not empty, no `$` in front. */
export function isBuildingName(text: string): boolean {
  return text !== '' && !text.startsWith('$') && !/[/+#\p{Cc}]/u.test(text) && text.isWellFormed();
}
