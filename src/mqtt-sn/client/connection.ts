import type { Message } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import type { ClientEvent } from './event.ts';
import { Exchange, type ExchangePort } from './exchange.ts';
import { KeepAlive } from './keep-alive.ts';
import { connecting } from './procedures.ts';
import { Reconnection } from './reconnection.ts';
import type { ClientSettings } from './settings.ts';

/**
 * `asleep`: the gateway keeps messages until `wake` asks for them (MQTT-SN 1.2 §6.14). `ended`: for good, in order or
 * because the gateway is silent.
 */
export type ConnectionState = 'idle' | 'connecting' | 'connected' | 'leaving' | 'asleep' | 'awake' | 'ended';

export interface ConnectionPort {
  readonly exchanges: ExchangePort;
  event(event: ClientEvent): void;
  /** CONNECT goes out: what was agreed upon with the gateway is not any more. */
  forget(): void;
  /** Before the event that says so. */
  connected(again: boolean): void;
  /** What is under way is to be begun anew on the next connection. */
  interrupt(): void;
  /** Nothing of what waits will be done. */
  fail(error: Error): void;
}

/** A client's way in and out: CONNECT, keep-alive, and what ends a connection. */
export class Connection {
  readonly #settings: ClientSettings;
  readonly #port: ConnectionPort;
  readonly #keepAlive: KeepAlive;
  readonly #reconnection: Reconnection;
  #connecting: Exchange<number> | undefined;
  #state: ConnectionState = 'idle';
  #wasConnected = false;

  constructor(settings: ClientSettings, port: ConnectionPort) {
    this.#settings = settings;
    this.#port = port;
    this.#keepAlive = new KeepAlive(port.exchanges, settings.keepAliveS, () => this.lose('PINGREQ'));
    this.#reconnection = new Reconnection(settings.retryIntervalMs);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** The gateway may say something to the client of its own accord. */
  get isListening(): boolean {
    return this.#state === 'connected' || this.#state === 'leaving' || this.#state === 'awake';
  }

  connect(): void {
    if (this.#state !== 'asleep') this.#port.forget();
    this.#keepAlive.stop();
    this.#reconnection.cancel();
    this.#state = 'connecting';
    const procedure = connecting(this.#settings, this.#settings.cleanSession);
    this.#connecting = new Exchange(this.#port.exchanges, procedure);
    this.#connecting.start();
  }

  /** DISCONNECT is next. */
  leaving(): void {
    this.#state = 'leaving';
    this.#keepAlive.stop();
  }

  enter(state: 'asleep' | 'awake' | 'ended'): void {
    this.#state = state;
  }

  /** Asks at once whether the gateway is still there. */
  probe(): void {
    if (this.#state === 'connected') this.#keepAlive.ping();
  }

  /** Ends an attempt to connect. */
  halt(): void {
    if (this.#state === 'ended' || this.#state === 'connecting') this.#state = 'idle';
    this.#connecting = undefined;
    this.#reconnection.cancel();
  }

  /** Whether the message was one that a CONNECT waits for. */
  receiveConnecting(message: Message): boolean {
    const progress = this.#connecting?.receive(message);
    if (progress?.kind === 'done') this.#answered(progress.result);
    return progress !== undefined;
  }

  /** Whether the message was one that a PINGREQ waits for. */
  receivePingresp(message: Message): boolean {
    return this.#keepAlive.receive(message);
  }

  tick(): void {
    this.#connectIfDue();
    if (this.#connecting?.tick() === 'silent') this.lose('CONNECT');
    this.#keepAlive.tick();
  }

  /** The gateway doesn't know this client any more (§6.12). Asleep, it can only be a second answer to our own. */
  disconnected(): void {
    if (!this.isListening) return;
    this.#port.interrupt();
    this.#keepAlive.stop();
    this.#state = 'idle';
    this.#port.event({ kind: 'disconnected' });
    this.#reconnection.disconnected(this.#port.exchanges.now());
    this.#connectIfDue();
  }

  /** Nobody answers: whatever is waiting will not happen. A DISCONNECT without answer does no harm. */
  lose(unanswered: string): void {
    const wasLeaving = this.#state === 'leaving';
    this.#state = 'ended';
    this.#connecting = undefined;
    this.#keepAlive.stop();
    if (!wasLeaving) this.#port.event({ kind: 'lost', unanswered });
    this.#port.fail(new Error(`no answer to ${unanswered}`));
  }

  #connectIfDue(): void {
    if (this.#state === 'idle' && this.#reconnection.isDue(this.#port.exchanges.now())) this.connect();
  }

  #answered(returnCode: number): void {
    this.#connecting = undefined;
    if (returnCode !== RETURN_CODE.accepted) {
      this.#state = 'idle';
      this.#port.event({ kind: 'refused', returnCode });
      return;
    }
    this.#state = 'connected';
    this.#reconnection.connected(this.#port.exchanges.now());
    this.#keepAlive.start();
    const again = this.#wasConnected;
    this.#wasConnected = true;
    this.#port.connected(again);
  }
}
