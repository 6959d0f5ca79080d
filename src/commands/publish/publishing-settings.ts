import type { Context } from '../../command.ts';
import type { Sink } from '../../observation/sink.ts';
import { connectionSettings } from '../../options/connection.ts';
import { createSimulatedClock } from '../../publisher/clock.ts';
import type { PublishingSettings } from '../../services/publishing.ts';
import { messageSource } from './message-source.ts';
import type { PublishSettings } from './options.ts';

/** The settings of publishing, by the options. Throws a usage failure for contradictory options. */
export function publishingSettings(
  settings: PublishSettings,
  { stdin, signal, now }: Context,
  sink: Sink,
): PublishingSettings {
  const connection = connectionSettings(settings);
  const { count, duration, start, speed, qos } = settings;
  const startMs = start ?? now();
  const clock = createSimulatedClock({ startMs, speed, realNow: now });
  return {
    connection: settings['dry-run'] ? undefined : connection,
    source: messageSource(settings, { stdin, clock, startMs, sink }),
    qos,
    clock,
    limits: {
      count: count ?? Number.POSITIVE_INFINITY,
      endMs: startMs + (duration ?? Number.POSITIVE_INFINITY),
    },
    signal,
    now,
  };
}
