import type { Context } from '../command.ts';
import type { ObservationKind } from '../observation/observation.ts';
import type { Sink } from '../observation/sink.ts';
import type { Settings } from '../options/option.ts';
import { type outputOptions, outputSettings } from '../options/output.ts';
import type { ListenSettings } from '../services/listen.ts';
import { warn } from '../services/note.ts';
import { fanOut } from '../sinks/fan-out.ts';
import { openSinks, type SinkOptions } from '../sinks/list.ts';
import type { ScreenSinkSettings } from '../sinks/screen/kind-view.ts';
import { createScreen } from '../sinks/screen/screen.ts';
import { createScreenSink } from '../sinks/screen/screen-sink.ts';
import type { OwnViews } from '../sinks/screen/views.ts';
import type { PublishingSession } from '../sinks/sink-kind.ts';

/** The screen of a command as its sink. `ownViews` are the views of the command's own kinds. */
export function openScreen(
  settings: Settings<typeof outputOptions>,
  context: Context,
  view: Omit<ScreenSinkSettings, 'format'> = {},
  ownViews: OwnViews = {},
): Sink {
  const output = outputSettings(settings);
  const { isWhole = false } = view;
  return createScreenSink(createScreen(context, { ...output, isWhole }), { ...output, ...view }, ownViews);
}

/** The sinks of a listening command, and the hooks by which they follow its session. */
export interface ListeningSinks extends Required<Pick<ListenSettings, 'onSession' | 'onClosing'>> {
  readonly sink: Sink;
}

/** Opens the sinks that the settings ask for, beside the screen. They end while the session can still publish. */
export function openListeningSinks<K extends ObservationKind>(
  kind: K,
  settings: Settings<SinkOptions<K>>,
  { env }: Context,
  screen: Sink,
): ListeningSinks {
  let onSession = (_: PublishingSession): void => {};
  const session = new Promise<PublishingSession>((resolve) => {
    onSession = resolve;
  });
  const sink = fanOut(
    screen,
    openSinks(kind, settings, { env, session, warn: (text) => warn(screen, text) }),
  );
  return { sink, onSession, onClosing: async () => void (await sink.end()) };
}
