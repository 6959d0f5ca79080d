import type { Context } from '../command.ts';
import { type connectionOptions, connectionSettings } from '../options/connection.ts';
import type { stopOptions } from '../options/listening.ts';
import type { Settings } from '../options/option.ts';
import type { ListenSettings } from '../services/listen.ts';

/** The settings of listening, from the options and the process. Throws a usage failure. */
export function listenSettings(
  settings: Settings<typeof connectionOptions & typeof stopOptions>,
  { signal, now }: Context,
  filters: readonly string[],
): ListenSettings {
  return {
    connection: connectionSettings(settings),
    filters,
    qos: settings.qos,
    durationMs: settings.duration,
    timeoutMs: settings.timeout,
    signal,
    now,
  };
}
