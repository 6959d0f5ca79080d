import { filterMatches } from '../mqtt-protocol/topic.ts';
import type { Sink } from '../observation/sink.ts';
import type { DueMessage } from '../publisher/due-message.ts';
import { publishAll } from '../publisher/publish-all.ts';
import { DRY_PUBLISHER } from '../publisher/publisher.ts';
import { ALARM_TICK_MS, type MonitorSettings, openMonitor } from './alarming/open-monitor.ts';
import type { Review } from './review.ts';
import { createStop, type StopReason } from './stop.ts';
import { alarmCommands, type CommandAlarm, readingTaker } from './supervising.ts';

export interface ReviewingSettings extends Omit<MonitorSettings, 'report' | 'shard'> {
  readonly review: Review;
  /** The topics to show. */
  readonly filters: readonly string[];
  /** A reading's own time may be so far ahead of its arrival. */
  readonly maxAheadMs: number;
  /** Real milliseconds from the start to the end. */
  readonly durationMs?: number | undefined;
  /** Ends the reviewing. */
  readonly signal: AbortSignal;
  /** Ends the wait for more of the recording. */
  readonly endInput: () => void;
  /** Called at the start with the way to command alarms. */
  readonly onReady: (command: CommandAlarm) => void;
  /** Called after the last message. The alarms can still be commanded. */
  readonly onOver: () => void;
}

/**
 * Observes the messages of a recording at their times, and the alarms among them, as `supervising` does it with a broker.
 * Resolves with the reason for the end; the end of the recording is none. Throws a usage failure at a wrong line.
 */
export async function reviewing(settings: ReviewingSettings, sink: Sink): Promise<StopReason> {
  const { review, filters, signal, durationMs, endInput, onReady, onOver } = settings;
  const { now, clock, messages } = review;
  const { monitor, events } = await openMonitor(
    { ...settings, report: 'events', shard: undefined },
    { filters, now },
    sink,
  );
  if (events === undefined) throw new TypeError('a monitor of events has no events');
  const take = readingTaker({ ...settings, now: () => review.reachedMs }, events, sink);
  onReady(alarmCommands(undefined, events, () => undefined));
  const stop = createStop({ signal, durationMs });
  stop.onStop(endInput);
  const onPublished = (message: DueMessage): void => {
    review.reach(message);
    const { topic, payload, retain } = message;
    if (filters.some((filter) => filterMatches(filter, topic)))
      take({ topic, payload, retain, qos: 0, dup: false });
  };
  const ticking = setInterval(() => monitor.tick(), ALARM_TICK_MS);
  const limits = { count: Number.POSITIVE_INFINITY, endMs: Number.POSITIVE_INFINITY };
  try {
    await publishAll({ messages, publisher: DRY_PUBLISHER, clock, limits, ending: stop, onPublished });
    review.end();
    if (!stop.stopped) onOver();
  } catch (error) {
    // The end of the run cuts the input off, and the input then throws. That is no fault.
    if (!stop.stopped) throw error;
  } finally {
    clearInterval(ticking);
  }
  return stop.reason.finally(() => {
    monitor.end();
    return monitor.close();
  });
}
