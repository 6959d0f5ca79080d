import type { SensorKind } from './sensors.ts';
import type { Wing } from './wings.ts';

/** Where one room is. */
export interface RoomAddress {
  readonly building: string;
  /** An integer; 0 and negative floors exist (`P_-1` is a basement). */
  readonly floor: number;
  readonly wing: Wing;
  /** A positive integer. */
  readonly room: number;
}

/** Where one sensor is. */
export interface Address extends RoomAddress {
  readonly sensor: SensorKind;
}

/** A topic level that may name a building: no `/ + #`, no control character, not empty, no `$` in front. */
export function isBuildingName(text: string): boolean {
  return text !== '' && !text.startsWith('$') && !/[/+#\p{Cc}]/u.test(text) && text.isWellFormed();
}
