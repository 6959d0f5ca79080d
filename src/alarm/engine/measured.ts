import type { ChangeWindow } from './change-window.ts';

/** A valid value of a sensor. */
export interface Measured {
  readonly value: number;
  /** The reading's own time, milliseconds since 1970. */
  readonly timeMs: number;
  /** The values up to and including this value; undefined without conditions on change. */
  readonly window: ChangeWindow | undefined;
  /** The valid value before; NaN for the first. */
  readonly before: number;
  /** The time of the reading before, valid or not; -Infinity for the first. */
  readonly beforeMs: number;
  /** The engine's clock. */
  readonly now: number;
}
