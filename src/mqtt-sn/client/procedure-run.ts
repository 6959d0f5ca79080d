import type { SnMessage } from '../codec/messages.ts';
import { RetryTimer } from '../retry-timer.ts';
import type { Procedure, ProcedureStep } from './procedure.ts';
import type { ClientServices } from './services.ts';

export type ProcedureProgress<R> =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'done'; readonly result: R }
  | { readonly kind: 'rejected'; readonly error: Error };

/** Runs one procedure, and sends a message again while the gateway doesn't answer (MQTT-SN 1.2 §6.13). */
export class ProcedureRun<R> {
  readonly #services: ClientServices;
  readonly #procedure: Procedure<R>;
  readonly #retry: RetryTimer;
  #step: ProcedureStep | undefined;
  /** The end of a waiting step. */
  #resumeAtMs = Infinity;

  constructor(services: ClientServices, procedure: Procedure<R>) {
    this.#services = services;
    this.#procedure = procedure;
    this.#retry = new RetryTimer(services.settings);
  }

  /** The message that the gateway has not answered yet. */
  get unanswered(): SnMessage | undefined {
    return this.#step !== undefined && 'send' in this.#step ? this.#step.send : undefined;
  }

  start(): ProcedureProgress<R> {
    return this.#advance(() => this.#procedure.next());
  }

  /** Undefined if the procedure expects another answer. */
  receive(message: SnMessage): ProcedureProgress<R> | undefined {
    const step = this.#step;
    if (step === undefined || !('send' in step) || !step.expect?.(message)) return undefined;
    return this.#advance(() => this.#procedure.next(message));
  }

  /** `silent`: the gateway left every repetition unanswered. */
  tick(): ProcedureProgress<R> | 'silent' {
    const step = this.#step;
    if (step === undefined) return { kind: 'waiting' };
    if (!('send' in step)) return this.#wait();
    const next = this.#retry.tick(this.#services.now());
    if (next === 'exhausted') return 'silent';
    if (next === 'repeat') this.#services.send(repeated(step.send));
    return { kind: 'waiting' };
  }

  #wait(): ProcedureProgress<R> {
    if (this.#services.now() < this.#resumeAtMs) return { kind: 'waiting' };
    return this.#advance(() => this.#procedure.next(NOTHING));
  }

  #advance(next: () => IteratorResult<ProcedureStep, R>): ProcedureProgress<R> {
    try {
      for (let result = next(); ; result = this.#procedure.next(NOTHING)) {
        if (result.done) return { kind: 'done', result: result.value };
        if (this.#begin(result.value)) return { kind: 'waiting' };
      }
    } catch (error) {
      return { kind: 'rejected', error: error as Error };
    }
  }

  /** Starts a step; false if the procedure can go on at once. */
  #begin(step: ProcedureStep): boolean {
    this.#step = step;
    if ('send' in step) {
      this.#retry.start(this.#services.now());
      this.#services.send(step.send);
      return step.expect !== undefined;
    }
    this.#resumeAtMs = this.#services.now() + step.waitMs;
    this.#services.event({ kind: 'congested', waitMs: step.waitMs });
    return true;
  }
}

/** Stands for an answer where a procedure expects none. */
const NOTHING: SnMessage = { type: 'PINGRESP' };

/** A repeated PUBLISH has DUP set; nothing else changes (§6.13). */
function repeated(message: SnMessage): SnMessage {
  return message.type === 'PUBLISH' ? { ...message, dup: true } : message;
}
