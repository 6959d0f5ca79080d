import type { BrokerCore } from '../core.ts';
import type { ApplicationMessage } from '../message.ts';
import { deliver, recordDeliveries } from '../routing/route-message.ts';
import type { Subscription } from '../routing/subscription.ts';
import type { StoredDelivery } from '../store.ts';
import type { NewSubscriptions } from './new-subscriptions.ts';
import type { ClientSession, SessionFeed } from './session.ts';

/** The new subscriptions of one SUBSCRIBE. */
interface Batch {
  readonly subscriptions: NewSubscriptions;
  /** Topics sent for an earlier filter of the same SUBSCRIBE. */
  readonly sent: Set<string> | undefined;
}

const MAX_REMEMBERED = 10_000;
/** With more unsent bytes, retained messages wait. */
const MAX_UNSENT_BYTES = 1024 * 1024;
/** Topics looked at. */
const TOPICS_A_STEP = 500;

/**
 * Sends a client the retained messages of new subscriptions (§3.3.1.3) as fast as the client reads and
 * acknowledges, in pieces, so no other client waits. If the client leaves a persistent session, the rest is queued.
 */
export class RetainedFeed implements SessionFeed {
  readonly #core: BrokerCore;
  readonly #session: ClientSession;
  readonly #batches: Batch[] = [];
  #current:
    | {
        readonly subscription: Subscription<unknown>;
        readonly messages: Iterator<ApplicationMessage | undefined>;
      }
    | undefined;
  #isRunning = false;

  constructor(core: BrokerCore, session: ClientSession) {
    this.#core = core;
    this.#session = session;
  }

  add(subscriptions: NewSubscriptions): void {
    this.#batches.push({ subscriptions, sent: subscriptions.size > 1 ? new Set() : undefined });
  }

  drop(filters: ReadonlySet<string>): void {
    const { subscription } = this.#current ?? {};
    if (subscription && filters.has(subscription.filter)) this.#current = undefined;
    for (const { subscriptions } of this.#batches) subscriptions.drop(filters);
  }

  run(): void {
    if (this.#isRunning || this.#batches.length === 0) return;
    this.#isRunning = true;
    this.#core.background.run(() => {
      this.#isRunning = this.#step();
      return this.#isRunning;
    });
  }

  #step(): boolean {
    for (let n = 0; n < TOPICS_A_STEP; n++) {
      const [batch] = this.#batches;
      if (batch === undefined || !this.#hasRoom()) return false;
      this.#current ??= this.#next(batch);
      if (this.#current === undefined) {
        this.#batches.shift();
        continue;
      }
      const { subscription, messages } = this.#current;
      const { value: message, done } = messages.next();
      if (done) this.#current = undefined;
      else if (message) this.#send(message, subscription, batch);
    }
    return true;
  }

  #next({ subscriptions }: Batch) {
    const subscription = subscriptions.shift();
    if (subscription === undefined) return undefined;
    const messages = this.#core.retained.matching(subscription.filter, () => this.#core.now());
    return { subscription, messages: messages[Symbol.iterator]() };
  }

  #send(message: ApplicationMessage, { qos, identifier }: Subscription<unknown>, { sent }: Batch): void {
    if (sent?.has(message.topic)) return;
    if (sent && sent.size < MAX_REMEMBERED) sent.add(message.topic);
    const stored: StoredDelivery[] = [];
    const identifiers = identifier === undefined ? undefined : [identifier];
    deliver(this.#core, this.#session, message, qos, true, identifiers, undefined, stored);
    recordDeliveries(this.#core, message, stored);
  }

  #hasRoom(): boolean {
    const { connection, isWaiting, isPersistent, isOver } = this.#session;
    if (connection === undefined) return isPersistent && !isOver;
    return !isWaiting && connection.unsentBytes < MAX_UNSENT_BYTES;
  }
}
