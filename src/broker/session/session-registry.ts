import type { BrokerCore } from '../core.ts';
import { redeal, routeMessage } from '../routing/route-message.ts';
import type { Subscription } from '../routing/subscription.ts';
import type { StoredWill } from '../store.ts';
import { afterMs } from './long-timeout.ts';
import { ClientSession } from './session.ts';

/** The Session Expiry Interval of a session without expiry (MQTT 5 §3.1.2.11.2). */
export const NEVER_EXPIRES = 0xffffffff;

const SUBSCRIPTIONS_A_STEP = 200;

export interface SessionRequest {
  readonly clientId: string;
  readonly clean: boolean;
  readonly expirySeconds: number;
  readonly will: StoredWill | undefined;
}

/** The lives of sessions (§3.1.2.4, MQTT 5 §3.1.2.11.2) and of wills (§3.1.2.5, MQTT 5 §3.1.3.2.2). */
export class SessionRegistry {
  readonly #core: BrokerCore;
  /** Functions for cancelling the timers of absent clients' sessions. */
  readonly #expiries = new Map<ClientSession, () => void>();
  readonly #delayedWills = new Map<ClientSession, () => void>();

  constructor(core: BrokerCore) {
    this.#core = core;
  }

  /**
   * Gives a connection a session. An earlier connection with the same client id is closed first
   * [MQTT-3.1.4-3]. `isPresent` if the session existed.
   */
  begin(request: SessionRequest): { readonly session: ClientSession; readonly isPresent: boolean } {
    const { sessions } = this.#core;
    const { clientId, expirySeconds, will } = request;
    sessions.get(clientId)?.connection?.takeOver();
    const before = sessions.get(clientId);
    if (before && request.clean) this.end(before);
    const session = (!request.clean && before) || new ClientSession(clientId, this.#core);
    const isPresent = session === before;
    this.#cancel(session);
    if (isPresent) this.#dropWill(session);
    sessions.set(clientId, session);
    if (session.isStored || expirySeconds > 0) {
      session.isStored = true;
      this.#core.record({ type: 'session', clientId, expirySeconds });
    }
    session.expirySeconds = expirySeconds;
    if (will) this.#core.record({ type: 'will', clientId, will });
    session.will = will;
    return { session, isPresent };
  }

  /** A connection ended. The will is published or delayed, unless `withWill` is false. */
  leave(session: ClientSession, withWill: boolean): void {
    session.suspend();
    if (!withWill) this.#dropWill(session);
    const { clientId, expirySeconds } = session;
    const delaySeconds = Math.min(session.will?.delaySeconds ?? 0, expirySeconds);
    if (delaySeconds > 0) this.delayWill(session, this.#core.now() + delaySeconds * 1000);
    else this.#publishWill(session);
    if (expirySeconds === 0) {
      this.end(session);
      return;
    }
    redeal(
      this.#core,
      session.takeBack((share) => this.#hasOthers(share)),
    );
    if (expirySeconds === NEVER_EXPIRES) return;
    const endsAtMs = this.#core.now() + expirySeconds * 1000;
    this.#core.record({ type: 'session', clientId, expirySeconds, endsAtMs });
    this.expireAt(session, endsAtMs);
  }

  /** Forgets a session with subscriptions and messages; a delayed will is published now [MQTT-3.1.3-9]. */
  end(session: ClientSession): void {
    const { sessions } = this.#core;
    this.#cancel(session);
    if (sessions.get(session.clientId) === session) sessions.delete(session.clientId);
    if (session.isStored) this.#core.record({ type: 'session-end', clientId: session.clientId });
    const left = session.takeBack(() => true);
    session.discard();
    redeal(this.#core, left);
    this.#removeSubscriptions(session);
    this.#publishWill(session);
  }

  /** In pieces: a session may have a million subscriptions. */
  #removeSubscriptions({ subscriptions }: ClientSession): void {
    const left = subscriptions.values();
    this.#core.background.run(() => {
      for (let n = 0; n < SUBSCRIPTIONS_A_STEP; n++) {
        const { value: subscription } = left.next();
        if (subscription === undefined) return false;
        this.#core.subscriptions.remove(subscription);
      }
      return true;
    });
  }

  /** Subscribes, and returns true for a new subscription. */
  subscribe(subscription: Subscription<ClientSession>): boolean {
    const { session, filter } = subscription;
    const before = session.subscriptions.get(filter);
    session.subscriptions.set(filter, subscription);
    this.#core.subscriptions.add(subscription);
    return before === undefined;
  }

  unsubscribe(session: ClientSession, filter: string): boolean {
    const subscription = session.subscriptions.get(filter);
    if (subscription === undefined) return false;
    session.subscriptions.delete(filter);
    this.#core.subscriptions.remove(subscription);
    if (filter.startsWith('$share/')) redeal(this.#core, session.takeBackUnsent(filter));
    return true;
  }

  expireAt(session: ClientSession, timeMs: number): void {
    session.endsAtMs = timeMs;
    this.#expiries.set(
      session,
      afterMs(timeMs - this.#core.now(), () => this.end(session)),
    );
  }

  delayWill(session: ClientSession, timeMs: number): void {
    const { clientId, will } = session;
    session.willDueAtMs = timeMs;
    if (will) this.#core.record({ type: 'will', clientId, will, dueAtMs: timeMs });
    const cancel = afterMs(timeMs - this.#core.now(), () => this.#publishWill(session));
    this.#delayedWills.set(session, cancel);
  }

  /** Stops all timers. */
  close(): void {
    for (const cancel of [...this.#expiries.values(), ...this.#delayedWills.values()]) cancel();
  }

  /** True if a member of the shared subscription is connected. */
  #hasOthers(share: string): boolean {
    const members = this.#core.subscriptions.group(share)?.members.keys() ?? [];
    return [...members].some(({ connection }) => connection !== undefined);
  }

  #publishWill(session: ClientSession): void {
    const { will } = session;
    if (will === undefined) return;
    this.#forgetWill(session);
    const { message, expirySeconds } = will;
    const expiry =
      expirySeconds === undefined ? {} : { expiresAtMs: this.#core.now() + expirySeconds * 1000 };
    routeMessage(this.#core, { ...message, ...expiry }, session);
    // Recorded behind the message: a crash between the records repeats the will instead of losing the will.
    this.#core.record({ type: 'will-end', clientId: session.clientId });
  }

  #dropWill(session: ClientSession): void {
    if (session.will) this.#core.record({ type: 'will-end', clientId: session.clientId });
    this.#forgetWill(session);
  }

  #forgetWill(session: ClientSession): void {
    this.#delayedWills.get(session)?.();
    this.#delayedWills.delete(session);
    session.willDueAtMs = undefined;
    session.will = undefined;
  }

  #cancel(session: ClientSession): void {
    this.#expiries.get(session)?.();
    this.#expiries.delete(session);
    session.endsAtMs = undefined;
  }
}
