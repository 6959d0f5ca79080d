import {
  type ClientIdentity,
  type ClientLink,
  LINK_LOST,
  type LinkHandlers,
  type OpenLink,
} from '../../client-link.ts';
import type { Failure } from '../../failure.ts';
import type { Qos } from '../../mqtt-protocol/qos.ts';
import type { OutgoingMessage } from '../../session.ts';
import { Client } from '../client/client.ts';
import type { ClientEvent } from '../client/event.ts';
import type { ClientSettings } from '../client/settings.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import { tickMs } from '../timers.ts';
import { type ClientSocket, openClientSocket } from './client-socket.ts';
import { connectionLost, connectionRefused, hostNotFound, noAnswer, notThere } from './failures.ts';
import { SnPublisher } from './publisher.ts';

export interface SnLinkSettings {
  readonly host: string;
  readonly port: number;
  /** The gateway in messages, as `mqtt-sn://localhost:1884`. */
  readonly where: string;
  /** Common to all clients. */
  readonly client: Omit<ClientSettings, 'clientId' | 'will' | 'cleanSession'>;
}

/** Opens connections of many clients to an MQTT-SN gateway, each over a socket of its own. */
export function createSnLinks(settings: SnLinkSettings): OpenLink {
  return (identity, handlers) => new SnLink(identity, handlers, settings);
}

class SnLink implements ClientLink {
  readonly #settings: SnLinkSettings;
  readonly #handlers: LinkHandlers;
  readonly #client: Client;
  readonly #publisher: SnPublisher;
  readonly #ticking: NodeJS.Timeout;
  #socket: ClientSocket | undefined;
  #wasOpen = false;
  #isOver = false;
  /** The messages without an outcome, the oldest first. */
  readonly #underWay = new Set<(error?: Error) => void>();

  constructor({ clientId, will }: ClientIdentity, handlers: LinkHandlers, settings: SnLinkSettings) {
    this.#settings = settings;
    this.#handlers = handlers;
    this.#client = new Client(
      { ...settings.client, clientId, will, cleanSession: true },
      {
        now: () => performance.now(),
        send: (datagram) => this.#socket?.send(datagram),
        event: (event) => this.#onEvent(event),
      },
    );
    this.#publisher = new SnPublisher(this.#client, settings.where);
    this.#ticking = setInterval(() => this.#client.tick(), tickMs(settings.client.retryIntervalMs));
    void this.#open();
  }

  /** An MQTT-SN client has one message under way; the client keeps the others in order. */
  get hasRoom(): boolean {
    return this.#wasOpen && !this.#isOver;
  }

  publish(message: OutgoingMessage, done: (error?: Error) => void): void {
    if (!this.hasRoom) {
      done(LINK_LOST);
      return;
    }
    const told = (error?: Error): void => {
      if (this.#underWay.delete(told)) done(error);
    };
    this.#underWay.add(told);
    this.#publisher.publish(message, told);
  }

  subscribe(filter: string, qos: Qos): void {
    this.#client.subscribe(filter, qos, () => {});
  }

  leave(): void {
    if (this.#isOver) return;
    this.#client.leave();
    this.vanish();
  }

  vanish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearInterval(this.#ticking);
    const socket = this.#socket;
    this.#socket = undefined;
    // A datagram on its way out is still sent.
    setImmediate(() => socket?.close());
    for (const told of [...this.#underWay]) told(LINK_LOST);
  }

  tick(): void {}

  async #open(): Promise<void> {
    const { host, port, where } = this.#settings;
    try {
      const socket = await openClientSocket(host, port, {
        received: (datagram) => this.#client.receive(datagram),
        failed: (error) => {
          if (this.#wasOpen) this.#client.probe();
          else this.#end('nothing listens there', notThere(where, error));
        },
      });
      if (this.#isOver) {
        socket.close();
        return;
      }
      this.#socket = socket;
      this.#client.connect();
    } catch (error) {
      const failure = hostNotFound(where, error as NodeJS.ErrnoException);
      this.#end(failure.message, failure);
    }
  }

  #onEvent(event: ClientEvent): void {
    if (this.#isOver) return;
    const { where, client } = this.#settings;
    switch (event.kind) {
      case 'connected':
        this.#wasOpen = true;
        this.#handlers.opened();
        return;
      case 'refused': {
        const failure = connectionRefused(where, event.returnCode);
        this.#end(failure.message, failure, event.returnCode !== RETURN_CODE.congestion);
        return;
      }
      case 'disconnected':
        this.#end('the gateway said DISCONNECT', connectionLost(where));
        return;
      case 'lost':
        this.#end('no answer', noAnswer(where, event.unanswered, client, this.#wasOpen));
        return;
      case 'message': {
        const { qos, ...message } = event.message;
        this.#handlers.message({ ...message, qos: qos === -1 ? 0 : qos });
        return;
      }
      case 'congested':
      case 'gateway':
      case 'malformed':
        return;
    }
  }

  #end(why: string, failure: Failure, isFinal = false): void {
    if (this.#isOver) return;
    this.vanish();
    this.#handlers.closed({ why, failure, isFinal });
  }
}
