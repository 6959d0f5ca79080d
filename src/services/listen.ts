import { EXIT } from '../exit-code.ts';
import { Failure, usageFailure } from '../failure.ts';
import type { ConnectionSettings } from '../mqtt/settings.ts';
import type { Qos } from '../mqtt-protocol/qos.ts';
import type { Counts } from '../observation/counts.ts';
import type { Sink } from '../observation/sink.ts';
import type { IncomingMessage, Session } from '../session.ts';
import { connect, type Handlers } from './connect.ts';
import { createStop, type Stop, type StopReason } from './stop.ts';

/** How long the end waits for the last acknowledgements and DISCONNECT. */
const CLOSE_MS = 1000;
const PROGRESS_MS = 1000;

/** The broker, the topics and the time of listening. */
export interface ListenSettings {
  readonly connection: ConnectionSettings;
  readonly filters: readonly string[];
  /** -1 is for publishing only: a usage failure. */
  readonly qos: Qos | -1;
  /** Real milliseconds from the connection to the end. */
  readonly durationMs?: number | undefined;
  /** Real milliseconds from the start to an end for the reason `timeout`. */
  readonly timeoutMs?: number | undefined;
  /** Ends the listening. */
  readonly signal: AbortSignal;
  /** The real clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** Called once with the session, before the subscription is asked for. */
  readonly onSession?: ((session: Session) => void) | undefined;
  /** Called when the subscription stands: later messages arrive. */
  readonly onListening?: (() => void) | undefined;
  /** Called when there will be no more messages, while the session can still publish. Its end is awaited. */
  readonly onClosing?: (() => Promise<void>) | undefined;
}

/** The parts of listening in which services differ. */
export interface Listener {
  /** Ends the listening when the subscription stands. No message is taken. */
  readonly isSubscribingOnly?: boolean;
  /** The counts so far, for the progress. */
  readonly counts?: () => Counts;
  /** Called for each message once the subscription is asked for; ends the listening by `stop`. */
  readonly onMessage?: (message: IncomingMessage, stop: Stop) => void;
  readonly onSession?: (session: Session) => void;
  /** Called when there will be no more messages, before the settings' own `onClosing`. */
  readonly onClosing?: () => void;
  /** Called after the session was closed. Neither is called if the first connection failed. */
  readonly onEnd?: () => void;
}

/**
 * Subscribes, hands over messages until something ends it, and disconnects. Resolves with the reason. Throws a Failure
 * if the connection is lost for good or the broker refuses every filter.
 */
export async function listen(
  settings: ListenSettings,
  sink: Sink,
  listener: Listener,
): Promise<Exclude<StopReason, Failure>> {
  const { connection, filters, qos, durationMs, timeoutMs, signal } = settings;
  const { isSubscribingOnly = false, counts, onMessage } = listener;
  if (qos === -1) throw usageFailure('--qos -1 is for publishing: a listener must be connected');
  // A persistent session may deliver before the subscription: the stop must exist before the connection does.
  const stop = createStop({ signal, timeoutMs });
  const session = await connectUnlessStopped(stop, connection, sink, {
    isTaking: () => !isSubscribingOnly && !stop.stopped,
    ...(onMessage && { onMessage: (message) => onMessage(message, stop) }),
  });
  if (session === undefined) {
    listener.onClosing?.();
    await settings.onClosing?.();
    listener.onEnd?.();
    return notFailed(await stop.reason);
  }
  if (durationMs !== undefined) stop.after(durationMs, 'duration');
  void session.lost.then(stop.stop);
  listener.onSession?.(session);
  settings.onSession?.(session);
  const ticking = counts && setInterval(() => sink.take({ kind: 'progress', counts: counts() }), PROGRESS_MS);
  session.subscribe(filters, qos).then(
    () => {
      if (!stop.stopped) sink.take({ kind: 'subscription', filters });
      settings.onListening?.();
      if (isSubscribingOnly) stop.stop('count');
    },
    // Refused filters end the listening as a lost connection does.
    (error) => stop.stop(asFailure(error)),
  );
  const reason = await stop.reason;
  clearInterval(ticking);
  listener.onClosing?.();
  await settings.onClosing?.();
  await session.close(CLOSE_MS);
  listener.onEnd?.();
  return notFailed(reason);
}

function notFailed(reason: StopReason): Exclude<StopReason, Failure> {
  if (reason instanceof Failure) throw reason;
  return reason;
}

/** Resolves with a session, or with undefined if a signal or the time-out comes before the connection. */
async function connectUnlessStopped(
  stop: Stop,
  connection: ConnectionSettings,
  sink: Sink,
  handlers: Handlers,
): Promise<Session | undefined> {
  const attempt = new AbortController();
  let isConnected = false;
  // A connection ends in order: the broker of a persistent session may have delivered already.
  stop.onStop(() => isConnected || attempt.abort(EXIT.done));
  const onConnected = (): void => {
    isConnected = true;
  };
  try {
    return await connect(connection, attempt.signal, sink, { ...handlers, onConnected });
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
