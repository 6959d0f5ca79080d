import type { Failure } from '../../failure.ts';
import type { Client } from '../client/client.ts';
import { RETURN_CODE, returnCodeText } from '../codec/return-code.ts';
import { connectionRefused, noAnswer, notThere } from './failures.ts';
import type { SnSessionSettings } from './settings.ts';

/** Decides after each failed attempt to connect: another one later, or the end. */
export class ConnectAttempts {
  readonly #settings: SnSessionSettings;
  readonly #client: Client;
  readonly #onEnd: (failure: Failure) => void;
  #waiting: NodeJS.Timeout | undefined;
  #wasConnected = false;

  /** Calls `onEnd` when no further attempt follows. */
  constructor(settings: SnSessionSettings, client: Client, onEnd: (failure: Failure) => void) {
    this.#settings = settings;
    this.#client = client;
    this.#onEnd = onEnd;
  }

  connected(): void {
    this.#wasConnected = true;
    this.#settings.retries.connected();
  }

  /** CONNACK with an error: only congestion may pass. */
  refused(returnCode: number): void {
    const failure = connectionRefused(this.#settings.where, returnCode);
    if (returnCode === RETURN_CODE.congestion) this.#tryAgain(failure, returnCodeText(returnCode));
    else this.#onEnd(failure);
  }

  /** The gateway left a message and every repetition unanswered. */
  silent(unanswered: string): void {
    const { where, client } = this.#settings;
    const failure = noAnswer(where, unanswered, client, this.#wasConnected);
    if (this.#wasConnected) this.#onEnd(failure);
    else this.#tryAgain(failure, 'no answer');
  }

  /** ICMP: nothing listens on the port. A gateway may restart while the client is connected: PINGREQ finds out. */
  unreachable(error: NodeJS.ErrnoException): void {
    if (this.#wasConnected) this.#client.probe();
    else if (this.#waiting === undefined) {
      this.#tryAgain(notThere(this.#settings.where, error), 'nothing listens there');
    }
  }

  cancel(): void {
    clearTimeout(this.#waiting);
  }

  #tryAgain(failure: Failure, why: string): void {
    const { retries, observer } = this.#settings;
    this.#client.halt();
    const retryInMs = retries.next();
    if (retryInMs === undefined) {
      this.#onEnd(failure);
      return;
    }
    observer.onState?.({ kind: this.#wasConnected ? 'lost' : 'waiting', why, retryInMs });
    this.#waiting = setTimeout(() => {
      this.#waiting = undefined;
      this.#client.connect();
    }, retryInMs);
  }
}
