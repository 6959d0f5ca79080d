/** How severe an alarm is, most severe first. Rules may use any of these; built-in limits use the first three. */
export const LEVELS = ['critical', 'high', 'low', 'info'] as const;
export type Level = (typeof LEVELS)[number];

/** A value that must not be exceeded (`above`) or fallen short of (`below`), in the sensor's unit. */
export interface Limit {
  readonly side: 'above' | 'below';
  readonly value: number;
  readonly level: Level;
}

/** Whether `level` is as severe as `threshold` or more. */
export function atLeast(level: Level, threshold: Level): boolean {
  return LEVELS.indexOf(level) <= LEVELS.indexOf(threshold);
}
