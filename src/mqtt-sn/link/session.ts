import { EXIT } from '../../exit-code.ts';
import { Failure } from '../../failure.ts';
import type { Qos } from '../../mqtt-protocol/qos.ts';
import type { OutgoingMessage, Session } from '../../session.ts';
import { settledWithin } from '../../timers.ts';
import { Client } from '../client/client.ts';
import type { ClientEvent, ReceivedMessage } from '../client/event.ts';
import { Rejected } from '../client/procedure.ts';
import { tickMs } from '../timers.ts';
import { type ClientSocket, openClientSocket } from './client-socket.ts';
import { ConnectAttempts } from './connect-attempts.ts';
import { hostNotFound } from './failures.ts';
import { SnPublisher } from './publisher.ts';
import type { SnSessionSettings } from './settings.ts';
import { Sleeper } from './sleeper.ts';
import { assertWillFits } from './will.ts';

/** The session waits so long for the answer to DISCONNECT: nothing depends on it. */
const LEAVE_MS = 5000;

/**
 * Connects to an MQTT-SN gateway. Rejects with a Failure when there is no gateway, the gateway doesn't answer, or it
 * refuses.
 */
export async function openSnSession(settings: SnSessionSettings): Promise<Session> {
  if (settings.client.will) assertWillFits(settings.client.will);
  const session = new SnSession(settings);
  await session.open();
  const interrupted = (): void =>
    session.lose(new Failure('interrupted before it was connected', Number(settings.signal.reason)));
  if (settings.signal.aborted) interrupted();
  settings.signal.addEventListener('abort', interrupted, { once: true });
  await session.whenOpen();
  settings.signal.removeEventListener('abort', interrupted);
  if (session.failure) throw session.failure;
  return session;
}

class SnSession implements Session {
  failure: Failure | undefined;
  readonly lost: Promise<Failure>;
  readonly #settings: SnSessionSettings;
  readonly #client: Client;
  readonly #publisher: SnPublisher;
  readonly #attempts: ConnectAttempts;
  readonly #sleeper: Sleeper | undefined;
  #socket: ClientSocket | undefined;
  #ticking: NodeJS.Timeout | undefined;
  #resolveLost: (failure: Failure) => void = () => {};
  readonly #openers: (() => void)[] = [];
  #isClosing = false;

  constructor(settings: SnSessionSettings) {
    this.#settings = settings;
    this.lost = new Promise((resolve) => {
      this.#resolveLost = resolve;
    });
    this.#client = new Client(settings.client, {
      now: () => performance.now(),
      send: (datagram) => this.#socket?.send(datagram),
      takes: () => this.#isTaking,
      event: (event) => this.#onEvent(event),
    });
    this.#publisher = new SnPublisher(this.#client, settings.where);
    this.#attempts = new ConnectAttempts(settings, this.#client, (failure) => this.lose(failure));
    const { sleepMs, observer, client } = settings;
    if (sleepMs !== undefined) {
      this.#sleeper = new Sleeper(this.#client, { ...client, sleepMs }, (state) => observer.onState?.(state));
    }
  }

  get isOpen(): boolean {
    if (this.failure || this.#isClosing) return false;
    return this.#settings.unconnected || this.#client.isConnected;
  }

  /** Opens the socket, and starts to connect. Throws a Failure if the host is unknown. */
  async open(): Promise<void> {
    const { host, port, where, unconnected, client } = this.#settings;
    try {
      this.#socket = await openClientSocket(host, port, {
        received: (datagram) => this.#client.receive(datagram),
        failed: (error) => this.#onSocketError(error),
      });
    } catch (error) {
      throw hostNotFound(where, error as NodeJS.ErrnoException);
    }
    if (unconnected) return;
    this.#ticking = setInterval(() => this.#client.tick(), tickMs(client.retryIntervalMs));
    this.#client.connect();
  }

  whenOpen(): Promise<void> {
    if (this.isOpen || this.failure) return Promise.resolve();
    return new Promise((resolve) => this.#openers.push(resolve));
  }

  publish(message: OutgoingMessage, done: (error?: Error) => void): void {
    if (this.failure) done(this.failure);
    else if (message.qos <= 0 && !this.isOpen) done(new Error('not connected'));
    else this.#publisher.publish(message, done);
  }

  async subscribe(filters: readonly string[], qos: Qos): Promise<void> {
    const outcomes = await Promise.all(
      filters.map(async (filter) => ({ filter, error: await this.#subscribe(filter, qos) })),
    );
    const refused = outcomes.filter(({ error }) => error instanceof Rejected);
    for (const { filter } of refused) this.#settings.observer.onState?.({ kind: 'refused-filter', filter });
    const [first] = refused;
    if (first === undefined || refused.length < filters.length) {
      this.#sleeper?.fallAsleep();
      return;
    }
    throw new Failure(first.error?.message ?? 'refused', EXIT.refused);
  }

  async close(timeoutMs: number): Promise<void> {
    this.#isClosing = true;
    if (!this.failure && !this.#settings.unconnected) {
      const limitMs = this.#client.isIdle ? Math.min(timeoutMs, LEAVE_MS) : timeoutMs;
      const left = new Promise<void>((resolve) => this.#client.disconnect(() => resolve()));
      await settledWithin(limitMs, left);
      this.#client.leave();
    }
    this.#end();
  }

  lose(failure: Failure): void {
    if (this.failure || this.#isClosing) return;
    this.failure = failure;
    this.#end();
    this.#resolveLost(failure);
    this.#releaseOpeners();
  }

  get #isTaking(): boolean {
    return this.#settings.observer.isTaking?.() ?? true;
  }

  #subscribe(filter: string, qos: Qos): Promise<Error | undefined> {
    return new Promise((resolve) => {
      this.#client.subscribe(filter, qos, (outcome) =>
        resolve('error' in outcome ? outcome.error : undefined),
      );
    });
  }

  #onEvent(event: ClientEvent): void {
    const { observer } = this.#settings;
    switch (event.kind) {
      case 'connected':
        this.#attempts.connected();
        observer.onState?.({ kind: 'connected', again: event.again, sessionPresent: false });
        if (event.again) this.#sleeper?.fallAsleep();
        this.#releaseOpeners();
        return;
      case 'refused':
        this.#attempts.refused(event.returnCode);
        return;
      case 'disconnected':
        observer.onState?.({ kind: 'lost', why: 'the gateway said DISCONNECT', retryInMs: 0 });
        return;
      case 'lost':
        this.#attempts.silent(event.unanswered);
        return;
      case 'congested':
        observer.onState?.({ kind: 'congested', waitMs: event.waitMs });
        return;
      case 'message':
        this.#onMessage(event.message);
        return;
      case 'gateway':
      case 'malformed':
        return;
    }
  }

  #onMessage({ qos, ...message }: ReceivedMessage): void {
    this.#sleeper?.messageCame();
    if (this.#isTaking) this.#settings.observer.onMessage?.({ ...message, qos: qos === -1 ? 0 : qos });
  }

  #onSocketError(error: NodeJS.ErrnoException): void {
    this.#publisher.refused(error);
    if (this.#settings.unconnected || this.#isClosing || this.failure) return;
    this.#attempts.unreachable(error);
  }

  #releaseOpeners(): void {
    for (const open of this.#openers.splice(0)) open();
  }

  #end(): void {
    clearInterval(this.#ticking);
    this.#attempts.cancel();
    this.#sleeper?.stop();
    this.#settings.onEnd?.();
    this.#socket?.close();
    this.#socket = undefined;
  }
}
