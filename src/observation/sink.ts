import type { Observation } from './observation.ts';

/**
 * A place where observations go: the screen, a command, retained topics. A service hands over every observation; a
 * sink passes over the kinds that it does not show.
 */
export interface Sink {
  /** Takes an observation at once. A slow sink queues, and bounds its queue. Never throws. */
  take(observation: Observation): void;
  /**
   * No more observations will come. Waits for work under way, for 2 s or so at most. Resolves with a sentence on what
   * became of the observations if the user should know.
   */
  end(): Promise<string | undefined>;
}
