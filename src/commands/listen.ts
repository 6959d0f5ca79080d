import type { Context } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { Failure, usageFailure } from '../failure.ts';
import type { ConnectionSettings } from '../mqtt/settings.ts';
import type { Qos } from '../mqtt-protocol/qos.ts';
import type { Screen } from '../report/screen.ts';
import type { IncomingMessage, Session } from '../session.ts';
import { escapeControl } from '../text/escape.ts';
import { connect, type Handlers } from './connect.ts';
import { createStop, type Stop, type StopReason } from './stop.ts';

/** How long the end waits for the last acknowledgements and DISCONNECT. */
const CLOSE_MS = 1000;
const SHOWN_FILTERS = 5;

export interface ListenSettings {
  readonly context: Context;
  readonly screen: Screen;
  readonly connection: ConnectionSettings;
  readonly filters: readonly string[];
  readonly qos: Qos | -1;
  readonly durationMs?: number | undefined;
  readonly timeoutMs?: number | undefined;
  /** Take no message, and end once the subscription stands. */
  readonly isSubscribingOnly?: boolean;
  /** Counts for the progress line, so that silence is not mistaken for a fault. */
  readonly progress: () => string;
  /** Called for each message once the subscription is asked for; ends the listening by `stop`. */
  readonly onMessage: (message: IncomingMessage, stop: Stop) => void;
  /** Called once with the session, before the subscription is asked for. */
  readonly onSession?: (session: Session) => void;
  /** Called when the subscription stands: what is published from now on arrives. */
  readonly onListening?: (() => void) | undefined;
  /** Called when there will be no more messages, while the session can still publish. */
  readonly onClosing?: () => Promise<void>;
  /** Called when there will be no more, whatever the reason; not where there never was a connection to lose. */
  readonly onEnd?: () => void | Promise<void>;
}

/** Subscribes, hands over messages until something ends it, and disconnects. Throws where the connection is lost. */
export async function listen(settings: ListenSettings): Promise<Exclude<StopReason, Failure>> {
  const {
    context,
    screen,
    connection,
    filters,
    qos,
    durationMs,
    timeoutMs,
    isSubscribingOnly = false,
    progress,
    onMessage,
    onSession,
    onListening,
    onClosing,
    onEnd,
  } = settings;
  if (qos === -1) throw usageFailure('--qos -1 is for publishing: who listens must be connected');
  // A kept session may deliver before the subscription: the stop must exist before the connection does.
  const stop = createStop({ signal: context.signal, timeoutMs });
  const session = await connectUnlessStopped(stop, context, connection, screen, {
    isTaking: () => !isSubscribingOnly && !stop.stopped,
    onMessage: (message) => onMessage(message, stop),
  });
  if (session === undefined) {
    await onEnd?.();
    return notFailed(await stop.reason);
  }
  if (durationMs !== undefined) stop.after(durationMs, 'duration');
  void session.lost.then(stop.stop);
  onSession?.(session);
  const ticking = setInterval(() => screen.progress(progress()), 1000);
  session.subscribe(filters, qos).then(
    () => {
      // Scripts wait for this line before they publish what must not be missed.
      if (!stop.stopped) screen.note(`listening to ${describeFilters(filters)}`);
      onListening?.();
      if (isSubscribingOnly) stop.stop('count');
    },
    // Refused filters end the listening as a lost connection does.
    (error) => stop.stop(asFailure(error)),
  );
  const reason = await stop.reason;
  clearInterval(ticking);
  await onClosing?.();
  await session.close(CLOSE_MS);
  screen.flush();
  await onEnd?.();
  return notFailed(reason);
}

function notFailed(reason: StopReason): Exclude<StopReason, Failure> {
  if (reason instanceof Failure) throw reason;
  return reason;
}

/** A session, or undefined where the end comes before the connection: a signal, or the time that was given. */
async function connectUnlessStopped(
  stop: Stop,
  context: Context,
  connection: ConnectionSettings,
  screen: Screen,
  handlers: Handlers,
): Promise<Session | undefined> {
  const attempt = new AbortController();
  let isConnected = false;
  // What is connected ends in order: the broker of a kept session may have delivered already.
  stop.onStop(() => isConnected || attempt.abort(EXIT.done));
  const onConnected = (): void => {
    isConnected = true;
  };
  try {
    return await connect({ ...context, signal: attempt.signal }, connection, screen, {
      ...handlers,
      onConnected,
    });
  } catch (error) {
    if (stop.stopped) return undefined;
    throw error;
  }
}

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure(`the subscription failed: ${(error as Error).message}`, EXIT.unreachable, {
    cause: error,
  });
}

function describeFilters(filters: readonly string[]): string {
  const shown = filters.slice(0, SHOWN_FILTERS).map(escapeControl).join(' ');
  const more = filters.length - SHOWN_FILTERS;
  return more > 0 ? `${shown} and ${more} filters more` : shown;
}
