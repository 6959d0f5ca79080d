import type { Context } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import type { ConnectionSettings } from '../mqtt/settings.ts';
import type { Screen } from '../report/screen.ts';
import { listen } from './listen.ts';

export interface SubscribeOnlySettings {
  readonly context: Context;
  readonly screen: Screen;
  readonly connection: ConnectionSettings;
  readonly filters: readonly string[];
  readonly qos: 0 | 1 | 2 | -1;
}

/**
 * Subscribes, takes no message, and ends: the broker then has a session that it keeps messages for, if the session
 * is to be kept.
 */
export async function subscribeOnly(settings: SubscribeOnlySettings): Promise<number> {
  const { screen, connection } = settings;
  await listen({ ...settings, isSubscribingOnly: true, progress: () => '', onMessage: () => {} });
  screen.note(
    connection.clean
      ? 'subscribed, and forgotten by the broker: a session is kept with --no-clean and --id'
      : `subscribed: the broker keeps messages for '${connection.clientId}'`,
  );
  return EXIT.done;
}
