import type { Context } from '../command.ts';
import { type connectionOptions, connectionSettings } from '../options/connection.ts';
import type { stopOptions } from '../options/listening.ts';
import type { Settings } from '../options/option.ts';
import type { outputOptions } from '../options/output.ts';
import type { ListenSettings } from '../services/listen.ts';
import { isAttended } from './attended.ts';

/** The settings of listening, from the options and the process. Throws a usage failure. */
export function listenSettings(
  settings: Settings<typeof connectionOptions & typeof stopOptions & typeof outputOptions>,
  context: Context,
  command: string,
  filters: readonly string[],
): ListenSettings {
  const { signal, now } = context;
  return {
    connection: connectionSettings(settings, command, isAttended(settings, context)),
    filters,
    qos: settings.qos,
    durationMs: settings.duration,
    timeoutMs: settings.timeout,
    signal,
    now,
  };
}
