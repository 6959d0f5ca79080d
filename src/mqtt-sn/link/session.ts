import { EXIT } from '../../exit-code.ts';
import { Failure } from '../../failure.ts';
import type { Qos } from '../../mqtt-protocol/qos.ts';
import type { OutgoingMessage, Session, SessionObserver } from '../../session.ts';
import { settledWithin } from '../../timers.ts';
import { Client } from '../client/client.ts';
import type { ClientEvent } from '../client/event.ts';
import { Rejected } from '../client/procedure.ts';
import type { ClientSettings } from '../client/settings.ts';
import { RETURN_CODE, returnCodeText } from '../codec/return-code.ts';
import { SendRateLimiter } from '../send-rate.ts';
import { tickMs } from '../timers.ts';
import { type ClientSocket, openClientSocket } from './client-socket.ts';
import { connectionRefused, hostNotFound, noAnswer, notThere } from './failures.ts';
import { assertWillFits } from './will.ts';

export interface SnSessionSettings {
  readonly host: string;
  readonly port: number;
  /** How messages name the gateway, as `mqtt-sn://localhost:1884`. */
  readonly where: string;
  readonly client: ClientSettings;
  /** Only QoS -1 will be published: nothing is connected (MQTT-SN 1.2 §6.8). */
  readonly unconnected: boolean;
  readonly observer: SessionObserver;
  /** Aborted: stop trying to connect. */
  readonly signal: AbortSignal;
  /** How long to wait before another attempt to connect; undefined to give up. */
  readonly retries: { connected(): void; next(): number | undefined };
}

/** How long the answer to DISCONNECT is waited for: nothing depends on it. */
const LEAVE_MS = 5000;
/** ICMP's "port unreachable" comes within this time on a local network. */
const REFUSAL_MS = 30;

/**
 * Connects to an MQTT-SN gateway. Resolves when the connection stands; rejects with a Failure when there is no gateway,
 * none that answers, or one that refuses.
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
  readonly #rate = new SendRateLimiter();
  #socket: ClientSocket | undefined;
  #ticking: NodeJS.Timeout | undefined;
  #waiting: NodeJS.Timeout | undefined;
  #resolveLost: (failure: Failure) => void = () => {};
  readonly #openers: (() => void)[] = [];
  #wasConnected = false;
  #isClosing = false;
  /** Why the last datagram did not arrive, as ICMP said. */
  #refusal: NodeJS.ErrnoException | undefined;

  constructor(settings: SnSessionSettings) {
    this.#settings = settings;
    this.lost = new Promise((resolve) => {
      this.#resolveLost = resolve;
    });
    this.#client = new Client(settings.client, {
      now: () => performance.now(),
      send: (datagram) => this.#socket?.send(datagram),
      takes: () => settings.observer.isTaking?.() ?? true,
      event: (event) => this.#onEvent(event),
    });
  }

  get isOpen(): boolean {
    if (this.failure || this.#isClosing) return false;
    return this.#settings.unconnected || this.#client.isConnected;
  }

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

  publish({ topic, payload, qos, retain }: OutgoingMessage, done: (error?: Error) => void): void {
    const refused = this.failure ?? (qos <= 0 && !this.isOpen ? new Error('not connected') : undefined);
    if (refused) {
      done(refused);
      return;
    }
    // Views into a larger buffer are taken as they are.
    const message = {
      topic,
      payload: Buffer.from(payload.buffer, payload.byteOffset, payload.length),
      qos,
      retain,
    };
    this.#refusal = undefined;
    // A turn later than the time-out: a process that was held up looks at the clock before it looks at its socket.
    const told = (): void => done(this.#refusal && this.#notThere());
    this.#client.publish(message, (outcome) => {
      if ('error' in outcome) done(asFailure(outcome.error));
      else if (qos === -1) setTimeout(() => setImmediate(told), REFUSAL_MS);
      else if (qos === 0) this.#paced(done);
      else done();
    });
  }

  async subscribe(filters: readonly string[], qos: Qos): Promise<void> {
    const outcomes = await Promise.all(
      filters.map(async (filter) => ({ filter, error: await this.#subscribe(filter, qos) })),
    );
    const refused = outcomes.filter(({ error }) => error instanceof Rejected);
    for (const { filter } of refused) this.#settings.observer.onState?.({ kind: 'refused-filter', filter });
    const [first] = refused;
    if (first === undefined || refused.length < filters.length) return;
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

  #paced(done: () => void): void {
    const waitMs = this.#rate.waitMs(performance.now());
    if (waitMs === 0) done();
    else setTimeout(done, waitMs);
  }

  #subscribe(filter: string, qos: Qos): Promise<Error | undefined> {
    return new Promise((resolve) => {
      this.#client.subscribe(filter, qos, (outcome) =>
        resolve('error' in outcome ? outcome.error : undefined),
      );
    });
  }

  #onEvent(event: ClientEvent): void {
    const { observer, retries } = this.#settings;
    switch (event.kind) {
      case 'connected':
        this.#wasConnected = true;
        retries.connected();
        observer.onState?.({ kind: 'connected', again: event.again, sessionPresent: false });
        this.#releaseOpeners();
        return;
      case 'refused':
        this.#onRefused(event.returnCode);
        return;
      case 'disconnected':
        observer.onState?.({ kind: 'lost', why: 'the gateway said DISCONNECT', retryInMs: 0 });
        return;
      case 'lost':
        this.#onSilence(event.unanswered);
        return;
      case 'congested':
        observer.onState?.({ kind: 'congested', waitMs: event.waitMs });
        return;
      case 'message': {
        const { qos, ...message } = event.message;
        if (observer.isTaking?.() ?? true) observer.onMessage?.({ ...message, qos: qos === -1 ? 0 : qos });
        return;
      }
      case 'gateway':
      case 'malformed':
        return;
    }
  }

  /** While connected it may be a gateway that is started again: PINGREQ finds out. */
  #onSocketError(error: NodeJS.ErrnoException): void {
    this.#refusal = error;
    if (this.#settings.unconnected || this.#isClosing || this.failure) return;
    if (this.#wasConnected) this.#client.probe();
    else if (this.#waiting === undefined) this.#tryAgain(this.#notThere(), 'nothing listens there');
  }

  #onRefused(returnCode: number): void {
    const failure = connectionRefused(this.#settings.where, returnCode);
    if (returnCode === RETURN_CODE.congestion) this.#tryAgain(failure, returnCodeText(returnCode));
    else this.lose(failure);
  }

  #onSilence(unanswered: string): void {
    const { where, client } = this.#settings;
    const failure = noAnswer(where, unanswered, client, this.#wasConnected);
    if (this.#wasConnected) this.lose(failure);
    else this.#tryAgain(failure, 'no answer');
  }

  #notThere(): Failure {
    return notThere(this.#settings.where, this.#refusal);
  }

  /** The client ends its attempt; another follows, or the failure stands. */
  #tryAgain(failure: Failure, why: string): void {
    this.#client.halt();
    const retryInMs = this.#settings.retries.next();
    if (retryInMs === undefined) {
      this.lose(failure);
      return;
    }
    this.#settings.observer.onState?.({ kind: this.#wasConnected ? 'lost' : 'waiting', why, retryInMs });
    this.#waiting = setTimeout(() => {
      this.#waiting = undefined;
      this.#client.connect();
    }, retryInMs);
  }

  #releaseOpeners(): void {
    for (const open of this.#openers.splice(0)) open();
  }

  #end(): void {
    clearInterval(this.#ticking);
    clearTimeout(this.#waiting);
    this.#socket?.close();
    this.#socket = undefined;
  }
}

/** A refusal is the user's to know; that the connection is lost is told once, for all messages. */
function asFailure(error: Error): Error {
  return error instanceof Rejected ? new Failure(error.message, EXIT.unreachable, { cause: error }) : error;
}
