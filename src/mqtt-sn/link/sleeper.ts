import type { SessionState } from '../../session.ts';
import type { Client } from '../client/client.ts';

export interface SleeperSettings {
  /** The time from one look at the gateway to the next. */
  readonly sleepMs: number;
  readonly retryIntervalMs: number;
}

/** Lets a client sleep, and wakes it from time to time for the messages that waited (MQTT-SN 1.2 §6.14). */
export class Sleeper {
  readonly #client: Client;
  readonly #settings: SleeperSettings;
  readonly #onState: (state: SessionState) => void;
  #messages = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(client: Client, settings: SleeperSettings, onState: (state: SessionState) => void) {
    this.#client = client;
    this.#settings = settings;
    this.#onState = onState;
  }

  /**
   * Sleeps after the waiting operations. The gateway expects the client a retry interval later: a lost PINGREQ can be
   * repeated.
   */
  fallAsleep(): void {
    const { sleepMs, retryIntervalMs } = this.#settings;
    this.#client.sleep(Math.ceil((sleepMs + retryIntervalMs) / 1000), (outcome) => {
      if ('error' in outcome) return;
      this.#onState({ kind: 'asleep', forMs: sleepMs });
      this.#wakeLater();
    });
  }

  messageCame(): void {
    this.#messages++;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #wakeLater(): void {
    this.stop();
    this.#timer = setTimeout(() => this.#wake(), this.#settings.sleepMs);
  }

  #wake(): void {
    if (!this.#client.isAsleep) return;
    this.#messages = 0;
    this.#client.wake((outcome) => {
      if ('error' in outcome) return;
      this.#onState({ kind: 'woke', messages: this.#messages });
      // A gateway that forgot the client connects it anew, and the client falls asleep then.
      if (this.#client.isAsleep) this.#wakeLater();
    });
  }
}
