import type { SnMessage } from '../codec/messages.ts';
import type { ClientContext } from './client-context.ts';

/** A message that the client has to acknowledge. */
export interface SentRequest {
  readonly message: RequestMessage;
  readonly msgId: number;
  readonly atMs: number;
}

type RequestMessage = Extract<SnMessage, { readonly type: 'REGISTER' | 'PUBLISH' | 'PUBREL' }>;

/** Sends a request; undefined if too long for a datagram. */
export function sendRequest(client: ClientContext, message: RequestMessage): SentRequest | undefined {
  if (!client.send(message)) return undefined;
  return { message, msgId: message.msgId, atMs: client.now() };
}
