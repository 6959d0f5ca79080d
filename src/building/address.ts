import { SENSOR_KINDS, type SensorKind } from './sensors.ts';

/** North, south, east and west (`O`, *oeste*). */
export const WINGS = ['N', 'S', 'E', 'O'] as const;
export type Wing = (typeof WINGS)[number];

/** Where one sensor is. */
export interface Address {
  readonly building: string;
  /** An integer; 0 and negative floors exist (`P_-1` is a basement). */
  readonly floor: number;
  readonly wing: Wing;
  /** A positive integer. */
  readonly room: number;
  readonly sensor: SensorKind;
}

export function isWing(text: string): text is Wing {
  return (WINGS as readonly string[]).includes(text);
}

export function isSensorKind(text: string): text is SensorKind {
  return (SENSOR_KINDS as readonly string[]).includes(text);
}

/** A topic level that may name a building: no `/ + #`, no control character, not empty, not starting with `$`. */
export function isBuildingName(text: string): boolean {
  return text !== '' && !text.startsWith('$') && !/[/+#\p{Cc}]/u.test(text) && text.isWellFormed();
}
