/** The levels of alarms, most severe first. Rules may use any level; built-in limits use the first three. */
export const LEVELS = ['critical', 'high', 'low', 'info'] as const;
export type Level = (typeof LEVELS)[number];

/** The highest good value (`above`) or the lowest good value (`below`), in the sensor's unit. */
export interface Limit {
  readonly side: 'above' | 'below';
  readonly value: number;
  readonly level: Level;
}

/** Whether `level` is as severe as `threshold` or more. */
export function atLeast(level: Level, threshold: Level): boolean {
  return LEVELS.indexOf(level) <= LEVELS.indexOf(threshold);
}
