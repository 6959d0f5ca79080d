import type { Message } from '../codec/messages.ts';
import { Exchange, type ExchangePort, type Progress } from './exchange.ts';
import type { Procedure } from './procedure.ts';

export type Done<R = void> = (outcome: { readonly error: Error } | { readonly result: R }) => void;

/** Something to do with the gateway; it is begun anew after a reconnection. */
export interface Operation<R> {
  readonly begin: () => Procedure<R>;
  readonly done: Done<R>;
}

export interface OperationsPort {
  readonly exchanges: ExchangePort;
  /** Whether what waits may begin now. */
  mayBegin(): boolean;
  /** A message was sent as often as it may be, and not answered. */
  silent(asked: string): void;
}

/** What is to be done, one after the other. */
export class Operations {
  readonly #port: OperationsPort;
  // biome-ignore lint/suspicious/noExplicitAny: each operation is paired with its own exchange
  readonly #queue: Operation<any>[] = [];
  // biome-ignore lint/suspicious/noExplicitAny: as above
  #current: { readonly operation: Operation<any>; readonly exchange: Exchange<any> } | undefined;

  constructor(port: OperationsPort) {
    this.#port = port;
  }

  /** Nothing is under way or waiting. */
  get isIdle(): boolean {
    return this.#current === undefined && this.#queue.length === 0;
  }

  add<R>(operation: Operation<R>): void {
    this.#queue.push(operation);
    this.next();
  }

  addInFront<R>(operations: readonly Operation<R>[]): void {
    this.#queue.unshift(...operations);
  }

  /** Begins at once, past all that waits. */
  run<R>(operation: Operation<R>): void {
    const exchange = new Exchange(this.#port.exchanges, operation.begin());
    this.#current = { operation, exchange };
    this.#progress(exchange.start());
  }

  /** Begins what waits, where nothing is under way. */
  next(): void {
    while (this.#current === undefined && this.#port.mayBegin()) {
      const operation = this.#queue.shift();
      if (operation === undefined) return;
      this.run(operation);
    }
  }

  /** Whether the message was an answer. */
  receive(message: Message): boolean {
    const progress = this.#current?.exchange.receive(message);
    if (progress === undefined) return false;
    this.#progress(progress);
    return true;
  }

  tick(): void {
    if (this.#current === undefined) this.next();
    else this.#progress(this.#current.exchange.tick());
  }

  /** The connection is gone: what was under way is the first to be begun anew. */
  interrupt(): void {
    if (this.#current !== undefined) this.#queue.unshift(this.#current.operation);
    this.#current = undefined;
  }

  /** Nothing of it will be done. */
  fail(error: Error): void {
    this.interrupt();
    for (const { done } of this.#queue.splice(0)) done({ error });
  }

  #progress(progress: Progress<unknown> | 'silent'): void {
    const current = this.#current;
    if (current === undefined) return;
    if (progress === 'silent') {
      this.#port.silent(current.exchange.asked?.type ?? 'nothing');
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
