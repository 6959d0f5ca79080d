import type { SnMessage } from '../codec/messages.ts';
import type { Connection } from './connection.ts';
import type { Procedure } from './procedure.ts';
import { type ProcedureProgress, ProcedureRun } from './procedure-run.ts';
import type { ClientServices } from './services.ts';

export type OperationOutcome<R> = { readonly error: Error } | { readonly result: R };
export type OnOutcome<R = void> = (outcome: OperationOutcome<R>) => void;

/** A request of the client's user; a request under way begins anew after a reconnection. */
export interface Operation<R> {
  readonly begin: () => Procedure<R>;
  readonly done: OnOutcome<R>;
  /** Fails with the connection, and does not begin anew. */
  readonly isOfConnection?: boolean;
}

/** The operations of a client, one at a time (MQTT-SN 1.2 §6.5, §6.6, §6.9). */
export class Operations {
  readonly #services: ClientServices;
  readonly #connection: Connection;
  // biome-ignore lint/suspicious/noExplicitAny: each operation is paired with its own run
  readonly #queue: Operation<any>[] = [];
  // biome-ignore lint/suspicious/noExplicitAny: as above
  #current: { readonly operation: Operation<any>; readonly run: ProcedureRun<any> } | undefined;
  #pausedUntilMs = 0;

  constructor(services: ClientServices, connection: Connection) {
    this.#services = services;
    this.#connection = connection;
  }

  /** No operation is under way or waiting. */
  get isIdle(): boolean {
    return this.#current === undefined && this.#queue.length === 0;
  }

  /** Queues an operation; after the end of the connection the operation fails at once. */
  add<R>(operation: Operation<R>): void {
    if (this.#connection.state === 'ended') {
      operation.done({ error: new Error('the connection is lost') });
      return;
    }
    this.#queue.push(operation);
    this.next();
  }

  addInFront<R>(operations: readonly Operation<R>[]): void {
    this.#queue.unshift(...operations);
  }

  /** Begins an operation at once, before all waiting operations. */
  run<R>(operation: Operation<R>): void {
    const run = new ProcedureRun(this.#services, operation.begin());
    this.#current = { operation, run };
    this.#progress(run.start());
  }

  /** Begins the next operation, unless another is under way, the client is not connected, or the gateway congested. */
  next(): void {
    while (this.#current === undefined && this.#mayBegin) {
      const operation = this.#queue.shift();
      if (operation === undefined) return;
      this.run(operation);
    }
  }

  /** No operation begins for so long. */
  pause(ms: number): void {
    this.#pausedUntilMs = this.#services.now() + ms;
  }

  /** True if the message was an answer. */
  receive(message: SnMessage): boolean {
    const progress = this.#current?.run.receive(message);
    if (progress === undefined) return false;
    this.#progress(progress);
    return true;
  }

  tick(): void {
    if (this.#current === undefined) this.next();
    else this.#progress(this.#current.run.tick());
  }

  /** The connection is gone: the operation under way will be the first to begin anew. */
  interrupt(): void {
    const operation = this.#current?.operation;
    this.#current = undefined;
    if (operation?.isOfConnection) operation.done({ error: new Error('the connection is lost') });
    else if (operation !== undefined) this.#queue.unshift(operation);
  }

  /** Ends every operation with an error. */
  fail(error: Error): void {
    this.interrupt();
    for (const { done } of this.#queue.splice(0)) done({ error });
  }

  get #mayBegin(): boolean {
    return this.#connection.state === 'connected' && this.#pausedUntilMs <= this.#services.now();
  }

  #progress(progress: ProcedureProgress<unknown> | 'silent'): void {
    const current = this.#current;
    if (current === undefined) return;
    if (progress === 'silent') {
      this.#connection.lose(current.run.unanswered?.type ?? 'nothing');
      return;
    }
    if (progress.kind === 'waiting') return;
    this.#current = undefined;
    current.operation.done(
      progress.kind === 'done' ? { result: progress.result } : { error: progress.error },
    );
    this.next();
  }
}
