import type { Sink } from '../observation/sink.ts';
import { type ListenSettings, listen } from './listen.ts';

/**
 * Subscribes, takes no message, and ends. The broker then keeps a persistent session's messages for the next
 * connection.
 */
export async function subscribeOnly(settings: ListenSettings, sink: Sink): Promise<void> {
  const { clean, clientId } = settings.connection;
  await listen(settings, sink, { isSubscribingOnly: true });
  const text = clean
    ? 'subscribed; the session is forgotten by the broker: add --no-clean and --id to keep a session'
    : `subscribed: the broker keeps messages for '${clientId}'`;
  sink.take({ kind: 'note', text, isWarning: false });
}
