import type { Message } from '../codec/messages.ts';
import type { Procedure, Step } from './procedure.ts';

export interface ExchangePort {
  readonly retryIntervalMs: number;
  readonly retries: number;
  now(): number;
  send(message: Message): void;
  congested(waitMs: number): void;
}

export type Progress<R> =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'done'; readonly result: R }
  | { readonly kind: 'rejected'; readonly error: Error };

/** Runs one procedure, and sends again what is not answered (MQTT-SN 1.2 §6.13). */
export class Exchange<R> {
  readonly #port: ExchangePort;
  readonly #procedure: Procedure<R>;
  #step: Step | undefined;
  #tries = 0;
  #dueAtMs = Infinity;

  constructor(port: ExchangePort, procedure: Procedure<R>) {
    this.#port = port;
    this.#procedure = procedure;
  }

  /** The message that awaits an answer. */
  get asked(): Message | undefined {
    return this.#step !== undefined && 'send' in this.#step ? this.#step.send : undefined;
  }

  start(): Progress<R> {
    return this.#advance(() => this.#procedure.next());
  }

  /** Undefined if this is no answer to what was asked. */
  receive(message: Message): Progress<R> | undefined {
    const step = this.#step;
    if (step === undefined || !('send' in step) || !step.expect?.(message)) return undefined;
    return this.#advance(() => this.#procedure.next(message));
  }

  /** `silent`: it was asked often enough. */
  tick(): Progress<R> | 'silent' {
    if (this.#step === undefined || this.#port.now() < this.#dueAtMs) return { kind: 'waiting' };
    if (!('send' in this.#step)) return this.#advance(() => this.#procedure.next(NOTHING));
    if (this.#tries >= this.#port.retries) return 'silent';
    this.#tries++;
    this.#dueAtMs = this.#port.now() + this.#port.retryIntervalMs;
    this.#port.send(again(this.#step.send));
    return { kind: 'waiting' };
  }

  #advance(next: () => IteratorResult<Step, R>): Progress<R> {
    try {
      for (let result = next(); ; result = this.#procedure.next(NOTHING)) {
        if (result.done) return { kind: 'done', result: result.value };
        if (this.#begin(result.value)) return { kind: 'waiting' };
      }
    } catch (error) {
      return { kind: 'rejected', error: error as Error };
    }
  }

  /** Whether there is something to wait for. */
  #begin(step: Step): boolean {
    this.#step = step;
    this.#tries = 0;
    if ('send' in step) {
      this.#dueAtMs = this.#port.now() + this.#port.retryIntervalMs;
      this.#port.send(step.send);
      return step.expect !== undefined;
    }
    this.#dueAtMs = this.#port.now() + step.waitMs;
    this.#port.congested(step.waitMs);
    return true;
  }
}

/** What a procedure is given where it waits for no answer. */
const NOTHING: Message = { type: 'PINGRESP' };

/** PUBLISH with DUP, everything else as it was (§6.13). */
function again(message: Message): Message {
  return message.type === 'PUBLISH' ? { ...message, dup: true } : message;
}
