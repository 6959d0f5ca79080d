import type { Observation } from './observation.ts';

/**
 * A place where observations go: the screen, a command, retained topics. A service hands over every observation; a
 * sink passes over other kinds than its own.
 */
export interface Sink {
  /** Takes an observation at once. A slow sink queues, and bounds its queue. Never throws. */
  take(observation: Observation): void;
  /**
   * Resolves when every observation so far has reached its end: the line is written, the command has ended, the message
   * is acknowledged. Never resolves for observations that the end of the sink left behind.
   */
  told?(): Promise<unknown>;
  /**
   * No more observations will come. Waits for work under way, at most 2 s or so. Resolves with a sentence for the user
   * on the fate of the observations, or with undefined.
   */
  end(): Promise<string | undefined>;
}

/** Takes observations and shows none of them. */
export const SILENT_SINK: Sink = { take: () => {}, end: async () => undefined };
