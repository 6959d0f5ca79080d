import type { BrokerCore } from '../core.ts';
import type { ApplicationMessage } from '../message.ts';
import type { PacketOf, StoreChange, StoredDelivery, StoredWill } from '../store.ts';
import type { SessionDelivery } from './delivery.ts';
import { ClientSession } from './session.ts';
import type { SessionRegistry } from './session-registry.ts';
import { snapshot } from './snapshot.ts';

interface LeftWill {
  readonly will: StoredWill;
  readonly dueAtMs: number | undefined;
}

/** Restores retained messages, sessions and wills from the store. */
export async function restore(core: BrokerCore, registry: SessionRegistry): Promise<void> {
  const left = new Left(core);
  for await (const change of core.store.open(() => snapshot(core))) left.apply(change);
  left.settle(registry);
}

/** Collects the changes until the last change was read. */
class Left {
  readonly #core: BrokerCore;
  /** Of each session, by sequence. */
  readonly #deliveries = new Map<string, Map<number, SessionDelivery>>();
  readonly #wills = new Map<string, LeftWill>();

  constructor(core: BrokerCore) {
    this.#core = core;
  }

  /** Changes of unknown or ended sessions change nothing. */
  apply(change: StoreChange): void {
    switch (change.type) {
      case 'retain':
        this.#core.retained.set(change.message);
        return;
      case 'enqueue':
        for (const delivery of change.deliveries) this.#enqueue(change.message, delivery);
        if (change.from) this.#receive(change.from);
        return;
      case 'receive':
        this.#receive(change.from);
        return;
      case 'release':
        this.#core.sessions.get(change.from.clientId)?.received.delete(change.from.packetId);
        return;
      case 'send':
      case 'pubrec':
      case 'settle':
        this.#change(change);
        return;
      case 'will':
        this.#wills.set(change.clientId, { will: change.will, dueAtMs: change.dueAtMs });
        return;
      case 'will-end':
        this.#wills.delete(change.clientId);
        return;
      default:
        this.#changeSession(change);
    }
  }

  /**
   * All clients are away now. The expiry of connected sessions begins now, and the wills of lost connections
   * are published, as a restarted server may do (MQTT 5 §3.1.2.5).
   */
  settle(registry: SessionRegistry): void {
    const { sessions } = this.#core;
    for (const session of sessions.values()) {
      const deliveries = this.#deliveries.get(session.clientId)?.values() ?? [];
      for (const delivery of [...deliveries].sort((a, b) => a.sequence - b.sequence))
        session.restore(delivery);
    }
    for (const session of [...sessions.values()]) this.#settleSession(session, registry);
    for (const [clientId, { will }] of this.#wills) {
      const orphan = new ClientSession(clientId, this.#core);
      orphan.will = will;
      registry.leave(orphan, true);
    }
  }

  #settleSession(session: ClientSession, registry: SessionRegistry): void {
    const left = this.#wills.get(session.clientId);
    this.#wills.delete(session.clientId);
    if (left && left.dueAtMs === undefined) session.will = left.will;
    if (session.endsAtMs === undefined) registry.leave(session, true);
    else registry.expireAt(session, session.endsAtMs);
    if (left?.dueAtMs === undefined) return;
    session.will = left.will;
    registry.delayWill(session, left.dueAtMs);
  }

  #changeSession(
    change: Extract<StoreChange, { type: 'session' | 'session-end' | 'subscribe' | 'unsubscribe' }>,
  ) {
    const { sessions, subscriptions } = this.#core;
    const { clientId } = change;
    const session = sessions.get(clientId) ?? new ClientSession(clientId, this.#core);
    switch (change.type) {
      case 'session':
        session.isStored = true;
        session.expirySeconds = change.expirySeconds;
        session.endsAtMs = change.endsAtMs;
        sessions.set(clientId, session);
        return;
      case 'subscribe':
        for (const stored of change.subscriptions) {
          const subscription = { ...stored, session };
          session.subscriptions.set(stored.filter, subscription);
          if (sessions.has(clientId)) subscriptions.add(subscription);
        }
        return;
      case 'unsubscribe':
        for (const filter of change.filters) {
          session.subscriptions.delete(filter);
          subscriptions.remove({ session, filter });
        }
        return;
      case 'session-end':
        for (const subscription of session.subscriptions.values()) subscriptions.remove(subscription);
        sessions.delete(clientId);
        this.#deliveries.delete(clientId);
    }
  }

  #enqueue(message: ApplicationMessage, stored: StoredDelivery): void {
    const { clientId, sequence, qos, retain, identifiers, share, packetId = 0 } = stored;
    if (!this.#core.sessions.has(clientId)) return;
    const deliveries = this.#deliveries.get(clientId) ?? new Map<number, SessionDelivery>();
    this.#deliveries.set(clientId, deliveries);
    if (deliveries.has(sequence)) return;
    deliveries.set(sequence, {
      ...{ sequence, message, qos, retain, identifiers, share, packetId },
      ...{ isSent: false, isReleased: false },
    });
  }

  #change(change: Extract<StoreChange, { type: 'send' | 'pubrec' | 'settle' }>): void {
    const deliveries = this.#deliveries.get(change.clientId);
    const delivery = deliveries?.get(change.sequence);
    if (delivery === undefined) return;
    if (change.type === 'settle') deliveries?.delete(change.sequence);
    else if (change.type === 'pubrec') delivery.isReleased = true;
    else delivery.packetId = change.packetId;
  }

  #receive({ clientId, packetId }: PacketOf): void {
    this.#core.sessions.get(clientId)?.received.add(packetId);
  }
}
