import type { Context } from '../command.ts';
import { type ConnectionSettings, formatEndpoint } from '../mqtt/settings.ts';
import type { Screen } from '../report/screen.ts';
import type { IncomingMessage, Session, SessionState } from '../session.ts';
import { escapeControl } from '../text/escape.ts';
import { transportOf } from './transports.ts';

export interface Handlers {
  onMessage?(message: IncomingMessage): void;
  /** Whether messages are wanted now; those that are not stay with the broker of a kept session. */
  isTaking?(): boolean;
  /** After the first connection and every later one. */
  onConnected?(again: boolean): void;
  /** An MQTT-SN gateway asked to be left alone for so long. */
  onCongested?(waitMs: number): void;
}

/** Opens a session over whatever transport the URL names, and says on stderr what becomes of it. */
export async function connect(
  context: Context,
  settings: ConnectionSettings,
  screen: Screen,
  { onMessage, isTaking, onConnected, onCongested }: Handlers = {},
): Promise<Session> {
  if (settings.tls.insecure)
    screen.warn("--insecure: the broker's certificate and host name are not checked");
  const describe = createStateDescriber(settings);
  return transportOf(settings.endpoint.protocol).open({
    settings,
    signal: context.signal,
    observer: {
      ...(onMessage && { onMessage }),
      ...(isTaking && { isTaking }),
      onState: (state) => {
        const line = describe(state);
        if (line !== undefined) screen.note(line);
        if (state.kind === 'connected') onConnected?.(state.again);
        if (state.kind === 'congested') onCongested?.(state.waitMs);
      },
    },
  });
}

function createStateDescriber(settings: ConnectionSettings): (state: SessionState) => string | undefined {
  const where = formatEndpoint(settings.endpoint);
  let hosting = false;
  let lost = false;
  return (state) => {
    switch (state.kind) {
      case 'connected': {
        const own = hosting ? ', which runs in this process' : '';
        const kept = state.sessionPresent ? '; the broker kept the session' : '';
        lost = false;
        const place = state.node === undefined ? where : `${where}'s node ${state.node}`;
        return `${state.again ? 'connected again' : 'connected'} to ${place}${own}${kept}`;
      }
      case 'hosting':
        hosting = true;
        return `no broker on ${where}: this process now runs one`;
      case 'lost':
      case 'waiting': {
        // Without a named broker attempts follow each other in tenths of a second: one line is enough.
        if (!settings.named && (lost || state.kind === 'waiting')) return undefined;
        lost = true;
        const what = state.kind === 'lost' ? 'connection lost' : `no connection to ${where}`;
        return `${what}: ${escapeControl(withoutHint(state.why))}; ${nextAttempt(state.retryInMs)}`;
      }
      case 'congested':
        return `${where} is congested: nothing is sent for ${(state.waitMs / 1000).toFixed(0)} s`;
      case 'refused-filter':
        return `the broker refused the subscription ${escapeControl(state.filter)}`;
    }
  };
}

/** What to do about it is said when there are no more attempts. */
function withoutHint(why: string): string {
  return why.split('; ', 1)[0] ?? why;
}

function nextAttempt(retryInMs: number): string {
  return retryInMs < 50 ? 'trying the next node' : `next attempt in ${(retryInMs / 1000).toFixed(1)} s`;
}
