import { type ConnectionSettings, formatEndpoint } from '../mqtt/settings.ts';
import type { Sink } from '../observation/sink.ts';
import type { IncomingMessage, Session, SessionState } from '../session.ts';
import { note, warn } from './note.ts';
import { transportOf } from './transports.ts';

export interface Handlers {
  onMessage?(message: IncomingMessage): void;
  /** Asked before each message: true to take the message. The broker of a persistent session keeps the others. */
  isTaking?(): boolean;
  /** Called after the first connection and after every later one. */
  onConnected?(again: boolean): void;
  /** An MQTT-SN gateway asked to be left alone for so long. */
  onCongested?(waitMs: number): void;
}

/**
 * Opens a session over the transport that the URL names. The sink takes every change of the connection. Rejects with a
 * Failure if the first connection fails, or `signal` ends the attempt.
 */
export async function connect(
  settings: ConnectionSettings,
  signal: AbortSignal,
  sink: Sink,
  { onMessage, isTaking, onConnected, onCongested }: Handlers = {},
): Promise<Session> {
  warnIfInsecure(settings, sink);
  const observe = createStateObserver(settings, sink);
  return transportOf(settings.endpoint.protocol).open({
    settings,
    signal,
    observer: {
      ...(onMessage && { onMessage }),
      ...(isTaking && { isTaking }),
      onState: (state) => {
        observe(state);
        if (state.kind === 'connected') onConnected?.(state.again);
        if (state.kind === 'congested') onCongested?.(state.waitMs);
      },
    },
  });
}

export function warnIfInsecure({ tls }: ConnectionSettings, sink: Sink): void {
  if (!tls.insecure) return;
  warn(sink, "--insecure: the broker's certificate and host name are not checked");
}

/**
 * Attempts to reach a broker that nobody named follow each other in tenths of a second: only the loss of the
 * connection is observed, not each attempt.
 */
function createStateObserver(settings: ConnectionSettings, sink: Sink): (state: SessionState) => void {
  let where = formatEndpoint(settings.endpoint);
  let isHosted = false;
  let isLost = false;
  let warns = settings.keptByBroker.length > 0;
  return (state) => {
    if (state.kind === 'found') where = state.where;
    if (state.kind === 'hosting') isHosted = true;
    if (state.kind === 'connected') isLost = false;
    if (state.kind === 'lost' || state.kind === 'waiting') {
      if (settings.mayHost && (isLost || state.kind === 'waiting')) return;
      isLost = true;
    }
    sink.take({ kind: 'connection', where, isHosted, state });
    if (state.kind !== 'hosting' || !warns) return;
    warns = false;
    note(sink, keptUntilEnd(settings.keptByBroker));
  };
}

/** A learner must not conclude that MQTT loses retained messages. */
export function keptUntilEnd(things: readonly string[]): string {
  const all = things.join(', ');
  return `this broker ends with this command, and loses ${all}: 'building-sim broker' in another terminal keeps them`;
}
