import type { SimulatedClock } from '../../publisher/clock.ts';
import type { DueMessage } from '../../publisher/due-message.ts';
import { type PublishLimits, publishAll } from '../../publisher/publish-all.ts';
import type { Publisher } from '../../publisher/publisher.ts';
import type { Stop } from '../stop.ts';
import type { MessageSource } from './source.ts';

export interface SourceLimits {
  readonly source: MessageSource;
  readonly clock: SimulatedClock;
  readonly limits: PublishLimits;
}

export interface SourceTarget {
  readonly publisher: Publisher;
  /** Stopped at the end. */
  readonly stop: Stop;
  readonly onPublished: (message: DueMessage) => void;
}

/**
 * Publishes a source until it, the limits or the run end. Resolves with an error of the source, such as a wrong line
 * of a recording, so that the caller can still deliver the messages before it.
 */
export async function publishSource(
  { source, clock, limits }: SourceLimits,
  { publisher, stop, onPublished }: SourceTarget,
): Promise<unknown> {
  let hasEnded = false;
  stop.onStop(() => {
    hasEnded = true;
    source.endInput?.();
  });
  try {
    await publishAll({ messages: source.messages, publisher, clock, limits, ending: stop, onPublished });
    return undefined;
  } catch (fault) {
    // The end of the run cuts an input off, and the input then throws. That is no fault.
    return hasEnded ? undefined : fault;
  } finally {
    stop.stop('count');
  }
}
