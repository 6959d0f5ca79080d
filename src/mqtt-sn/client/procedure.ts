import type { Message } from '../codec/messages.ts';

/**
 * What a client does with the gateway is a procedure: it sends a message and goes on with the answer to it, or waits.
 * Retransmission is not its business.
 */
export type Procedure<R> = Generator<Step, R, Message>;

export type Step =
  | { readonly send: Message; readonly expect: (answer: Message) => boolean }
  /** There is no answer to wait for. */
  | { readonly send: Message; readonly expect?: undefined }
  /** Nothing is sent for so long: the gateway is congested. */
  | { readonly waitMs: number };

/** The gateway said no; the procedure is over, the session is not. */
export class Rejected extends Error {
  override readonly name = 'Rejected';
  readonly returnCode: number;

  constructor(what: string, returnCode: number, words: string) {
    super(`${what}: ${words}`);
    this.returnCode = returnCode;
  }
}
