import type { MessageType, SnMessage } from '../codec/messages.ts';
import { RETURN_CODE, returnCodeText } from '../codec/return-code.ts';

/** A client's procedure: send a message, go on with the answer of the gateway, or wait. `ProcedureRun` retransmits. */
export type Procedure<R> = Generator<ProcedureStep, R, SnMessage>;

export type ProcedureStep =
  | { readonly send: SnMessage; readonly expect: (answer: SnMessage) => boolean }
  /** The gateway sends no answer. */
  | { readonly send: SnMessage; readonly expect?: undefined }
  /** The gateway is congested: the client sends nothing for so long. */
  | { readonly waitMs: number };

/** The gateway refused; the procedure is over, the session is not. */
export class Rejected extends Error {
  override readonly name = 'Rejected';
  readonly returnCode: number;

  constructor(subject: string, returnCode: number, words = returnCodeText(returnCode)) {
    super(`${subject}: ${words}`);
    this.returnCode = returnCode;
  }
}

/** Compares type and message id. Topic ids are not compared: some gateways send 0. */
export function isAnswer(type: MessageType, msgId: number): (message: SnMessage) => boolean {
  return (message) => message.type === type && 'msgId' in message && message.msgId === msgId;
}

/** Throws Rejected for any return code but "accepted". */
export function assertAccepted(subject: string, { returnCode }: { readonly returnCode: number }): void {
  if (returnCode !== RETURN_CODE.accepted) throw new Rejected(`the gateway refused ${subject}`, returnCode);
}
