import type { AlarmEvent } from '../alarm/event.ts';

/** A place where alarms go, besides the screen. It must take what it is given at once, and wait by itself. */
export interface Sink {
  take(event: AlarmEvent): void;
  /** Waits for what is under way, but not for long; returns what became of the events, for the summary. */
  end(): Promise<string>;
}
