import type { Qos } from '../../mqtt-protocol/qos.ts';
import type { BrokerCore } from '../core.ts';
import type { ApplicationMessage } from '../message.ts';
import { deliver, recordDeliveries } from '../routing/route-message.ts';
import { Fifo } from '../session/fifo.ts';
import type { ClientSession } from '../session/session.ts';
import type { StoredDelivery } from '../store.ts';

/** A new subscription with retained messages to send. */
export interface RetainedRequest {
  readonly filter: string;
  readonly qos: Qos;
  readonly identifiers: readonly number[] | undefined;
}

/** The new subscriptions of one SUBSCRIBE. */
interface Batch {
  /** The filters with the highest QoS first. */
  readonly requests: Fifo<RetainedRequest>;
  /** Topics sent for an earlier filter of the same SUBSCRIBE. */
  readonly sent: Set<string> | undefined;
}

const MAX_REMEMBERED = 10_000;
/** With more unsent bytes, retained messages wait. */
const MAX_UNSENT_BYTES = 1024 * 1024;
const MESSAGES_A_STEP = 100;

/**
 * Sends a client the retained messages of new subscriptions (§3.3.1.3) as fast as the client reads and
 * acknowledges, in pieces, so no other client waits.
 */
export class RetainedFeed {
  readonly #core: BrokerCore;
  readonly #session: ClientSession;
  readonly #unsentBytes: () => number;
  readonly #batches: Batch[] = [];
  #current:
    | { readonly request: RetainedRequest; readonly messages: Iterator<ApplicationMessage> }
    | undefined;
  #isRunning = false;

  constructor(core: BrokerCore, session: ClientSession, unsentBytes: () => number) {
    this.#core = core;
    this.#session = session;
    this.#unsentBytes = unsentBytes;
  }

  /** Returns whether there is anything to send. */
  add(requests: readonly RetainedRequest[]): boolean {
    const matching = requests.filter(({ filter }, n) => n >= MAX_REMEMBERED || this.#hasAny(filter));
    if (matching.length === 0) return false;
    const sorted = matching.sort((a, b) => b.qos - a.qos);
    const sent = sorted.length > 1 ? new Set<string>() : undefined;
    this.#batches.push({ requests: new Fifo(sorted), sent });
    return true;
  }

  /** The client unsubscribed. */
  drop(filters: ReadonlySet<string>): void {
    const { request } = this.#current ?? {};
    if (request && filters.has(request.filter)) this.#current = undefined;
    for (const { requests } of this.#batches) {
      requests.replace(requests.toArray().filter(({ filter }) => !filters.has(filter)));
    }
  }

  /** Goes on, if there is anything left: the client may have made room. */
  run(): void {
    if (this.#isRunning || this.#batches.length === 0) return;
    this.#isRunning = true;
    this.#core.background.run(() => {
      this.#isRunning = this.#step();
      return this.#isRunning;
    });
  }

  #hasAny(filter: string): boolean {
    for (const _ of this.#core.retained.matching(filter, () => this.#core.now())) return true;
    return false;
  }

  #step(): boolean {
    for (let n = 0; n < MESSAGES_A_STEP; n++) {
      const [batch] = this.#batches;
      if (batch === undefined || !this.#hasRoom()) return false;
      this.#current ??= this.#next(batch);
      if (this.#current === undefined) {
        this.#batches.shift();
        continue;
      }
      const { request, messages } = this.#current;
      const next = messages.next();
      if (next.done) this.#current = undefined;
      else this.#send(next.value, request, batch);
    }
    return true;
  }

  #next({ requests }: Batch) {
    const request = requests.shift();
    if (request === undefined) return undefined;
    const messages = this.#core.retained.matching(request.filter, () => this.#core.now());
    return { request, messages: messages[Symbol.iterator]() };
  }

  #send(message: ApplicationMessage, { qos, identifiers }: RetainedRequest, { sent }: Batch): void {
    if (sent?.has(message.topic)) return;
    if (sent && sent.size < MAX_REMEMBERED) sent.add(message.topic);
    const stored: StoredDelivery[] = [];
    deliver(this.#core, this.#session, message, qos, true, identifiers, undefined, stored);
    recordDeliveries(this.#core, message, stored);
  }

  #hasRoom(): boolean {
    const { connection, isWaiting } = this.#session;
    return connection !== undefined && !isWaiting && this.#unsentBytes() < MAX_UNSENT_BYTES;
  }
}
