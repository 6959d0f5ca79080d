import type { SnMessage } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import { connecting } from './connection-procedures.ts';
import { KeepAlive } from './keep-alive.ts';
import { ProcedureRun } from './procedure-run.ts';
import { Reconnection } from './reconnection.ts';
import type { ClientServices } from './services.ts';

/**
 * `asleep`: the gateway keeps messages until the client wakes (MQTT-SN 1.2 §6.14). `ended`: for good, in order or
 * because the gateway is silent.
 */
export type ConnectionState = 'idle' | 'connecting' | 'connected' | 'leaving' | 'asleep' | 'awake' | 'ended';

export interface ConnectionEvents {
  /** CONNECT goes out: client and gateway forget the topic ids of before. */
  forgotten(): void;
  /** Comes before the client's own event. */
  connected(again: boolean): void;
  /** The connection is gone; operations begin anew on the next connection. */
  interrupted(): void;
  /** The connection is gone for good. */
  failed(error: Error): void;
}

/** The connection of a client to a gateway: CONNECT, keep-alive, and every way to an end. */
export class Connection {
  readonly #services: ClientServices;
  readonly #events: ConnectionEvents;
  readonly #keepAlive: KeepAlive;
  readonly #reconnection: Reconnection;
  #connecting: ProcedureRun<number> | undefined;
  #state: ConnectionState = 'idle';
  #wasConnected = false;

  constructor(services: ClientServices, events: ConnectionEvents) {
    this.#services = services;
    this.#events = events;
    this.#keepAlive = new KeepAlive(services, () => this.lose('PINGREQ'));
    this.#reconnection = new Reconnection(services.settings.retryIntervalMs);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** The gateway may send messages unasked. */
  get isListening(): boolean {
    return this.#state === 'connected' || this.#state === 'leaving' || this.#state === 'awake';
  }

  connect(): void {
    if (this.#state !== 'asleep') this.#events.forgotten();
    this.#keepAlive.stop();
    this.#reconnection.cancel();
    this.#state = 'connecting';
    this.#connecting = new ProcedureRun(this.#services, connecting(this.#services.settings));
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

  /** Sends PINGREQ at once: is the gateway still there? */
  probe(): void {
    if (this.#state === 'connected') this.#keepAlive.ping();
  }

  /** Gives up an attempt to connect. */
  halt(): void {
    if (this.#state === 'ended' || this.#state === 'connecting') this.#state = 'idle';
    this.#connecting = undefined;
    this.#reconnection.cancel();
  }

  /** True if the message was CONNACK, or a prompt for the will. */
  receiveConnack(message: SnMessage): boolean {
    const progress = this.#connecting?.receive(message);
    if (progress?.kind === 'done') this.#answered(progress.result);
    return progress !== undefined;
  }

  /** True if the message was the answer to a PINGREQ of the keep-alive. */
  receivePingresp(message: SnMessage): boolean {
    return this.#keepAlive.receive(message);
  }

  tick(): void {
    this.#connectIfDue();
    if (this.#connecting?.tick() === 'silent') this.lose('CONNECT');
    this.#keepAlive.tick();
  }

  /** DISCONNECT: the gateway lost the client (§6.12). To a client asleep DISCONNECT can only be a repeated answer. */
  disconnected(): void {
    if (!this.isListening) return;
    this.#events.interrupted();
    this.#keepAlive.stop();
    this.#state = 'idle';
    this.#services.event({ kind: 'disconnected' });
    this.#reconnection.disconnected(this.#services.now());
    this.#connectIfDue();
  }

  /** The gateway is silent: every operation fails. A DISCONNECT without an answer does no harm. */
  lose(unanswered: string): void {
    const wasLeaving = this.#state === 'leaving';
    this.#state = 'ended';
    this.#connecting = undefined;
    this.#keepAlive.stop();
    if (!wasLeaving) this.#services.event({ kind: 'lost', unanswered });
    this.#events.failed(new Error(`no answer to ${unanswered}`));
  }

  #connectIfDue(): void {
    if (this.#state === 'idle' && this.#reconnection.isDue(this.#services.now())) this.connect();
  }

  #answered(returnCode: number): void {
    this.#connecting = undefined;
    if (returnCode !== RETURN_CODE.accepted) {
      this.#state = 'idle';
      this.#services.event({ kind: 'refused', returnCode });
      return;
    }
    this.#state = 'connected';
    this.#reconnection.connected(this.#services.now());
    this.#keepAlive.start();
    const again = this.#wasConnected;
    this.#wasConnected = true;
    this.#events.connected(again);
  }
}
