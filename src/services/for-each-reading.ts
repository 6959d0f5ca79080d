import type { DecodedPayload } from '../payload/decoded.ts';
import type { IncomingMessage } from '../session.ts';

/** Topics and payloads of another program, as readings of ours. */
export interface MessageTranslation {
  /** The filters to subscribe to. */
  readonly filters: readonly string[];
  /**
   * The readings in a message, each as a message of ours under the topic of its sensor. Undefined for a topic of another
   * shape; empty if nothing in it was asked for. `atMs` is milliseconds since 1970.
   */
  readonly incoming: (message: IncomingMessage, atMs: number) => readonly TranslatedMessage[] | undefined;
}

export interface TranslatedMessage {
  /** Under our topic. A reading's payload is in our JSON; what can't be read keeps its payload. */
  readonly message: IncomingMessage;
  readonly read: DecodedPayload;
}

/** Hands over a message as it is, or each reading that a translation finds in it. */
export function forEachReading(
  translation: MessageTranslation | undefined,
  message: IncomingMessage,
  atMs: number,
  take: (message: IncomingMessage, read: DecodedPayload | undefined) => void,
): void {
  const translated = translation?.incoming(message, atMs);
  if (translated === undefined) take(message, undefined);
  else for (const each of translated) take(each.message, each.read);
}
