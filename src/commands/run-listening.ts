import type { Context } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { commonLevels } from '../mqtt-protocol/topic.ts';
import type { ObservationKind } from '../observation/observation.ts';
import type { Sink } from '../observation/sink.ts';
import type { Settings } from '../options/option.ts';
import type { outputOptions } from '../options/output.ts';
import type { ListenSettings } from '../services/listen.ts';
import { subscribeOnly } from '../services/subscribe-only.ts';
import type { SinkOptions } from '../sinks/list.ts';
import type { ScreenSinkSettings } from '../sinks/screen/kind-view.ts';
import { openListeningSinks, openScreen } from './open-sinks.ts';

/** A listening command: its observations, its service, and the style of its screen. */
export interface ListeningCommand<K extends ObservationKind, S extends ListenSettings> {
  readonly observes: K;
  readonly view: Omit<ScreenSinkSettings, 'format'>;
  readonly listening: S;
  /** All filters of the service's subscription. */
  readonly filters: readonly string[];
  readonly serve: (listening: S, sink: Sink) => Promise<ExitCode>;
}

/** Runs a listening service between the screen and the other sinks; with --subscribe-only it subscribes, and ends. */
export async function runListening<K extends ObservationKind, S extends ListenSettings>(
  settings: Settings<SinkOptions<K>> &
    Settings<typeof outputOptions> & { readonly 'subscribe-only': boolean },
  context: Context,
  { observes, view, listening, filters, serve }: ListeningCommand<K, S>,
): Promise<ExitCode> {
  const screen = openScreen(settings, context, { ...view, commonLevels: commonLevels(filters) });
  try {
    if (settings['subscribe-only']) {
      await subscribeOnly({ ...listening, filters }, screen);
      return EXIT.done;
    }
    const { sink, ...hooks } = openListeningSinks(observes, settings, context, screen);
    return await serve({ ...listening, ...hooks }, sink);
  } finally {
    await screen.end();
  }
}
