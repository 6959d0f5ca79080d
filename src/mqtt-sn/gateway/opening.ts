import type { Message, MessageOf } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import type { Will } from './broker.ts';
import type { Resources } from './resources.ts';
import { WillPrompt } from './will-prompt.ts';

export interface OpeningPort {
  readonly resources: Resources;
  send(message: Message): boolean;
  /** All that was to be asked is answered: the broker is next. Left out: the will of before, if there is one. */
  open(asked?: { readonly will: Will | undefined }): void;
  refuse(returnCode: number, reason: string): void;
}

/** What comes between CONNECT and the broker: a client that says so is asked for its will (MQTT-SN 1.2 §6.2). */
export class Opening {
  readonly #port: OpeningPort;
  readonly #hasWill: boolean;
  readonly #prompt: WillPrompt;
  #isPrompting = false;

  constructor(hasWill: boolean, port: OpeningPort) {
    this.#port = port;
    this.#hasWill = hasWill;
    const { resources } = port;
    this.#prompt = new WillPrompt({
      settings: resources.settings,
      now: () => resources.now(),
      send: (message) => port.send(message),
    });
  }

  start(): void {
    this.#isPrompting = this.#hasWill;
    if (this.#isPrompting) this.#prompt.start();
    else this.#port.open();
  }

  /** CONNECT came again, because the question was lost; what is asked of the broker is not asked again. */
  repeat(): void {
    if (this.#isPrompting) this.#prompt.start();
  }

  receive(message: MessageOf<'WILLTOPIC'> | MessageOf<'WILLMSG'>): void {
    if (!this.#isPrompting) return;
    const answer = this.#prompt.receive(message);
    switch (answer.kind) {
      case 'more':
        return;
      case 'refused':
        this.#port.refuse(RETURN_CODE.notSupported, answer.reason);
        return;
      case 'done':
        this.#isPrompting = false;
        this.#port.open({ will: answer.will });
        return;
    }
  }

  /** Asks again when it is time; false when that was often enough. */
  tick(): boolean {
    return !this.#isPrompting || this.#prompt.tick();
  }
}
