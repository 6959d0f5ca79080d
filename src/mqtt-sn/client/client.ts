import type { Qos } from '../../mqtt-protocol/qos.ts';
import type { Will } from '../../mqtt-protocol/will.ts';
import { datagramOf } from '../codec/datagram.ts';
import { decode } from '../codec/decode.ts';
import { MAX_DATAGRAM } from '../codec/encode.ts';
import type { SnMessage } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import { Connection } from './connection.ts';
import { disconnecting, pinging, searching, updatingWill } from './connection-procedures.ts';
import type { ClientEvent } from './event.ts';
import { Inbox } from './inbox.ts';
import { type OnOutcome, type Operation, Operations } from './operations.ts';
import { type Procedure, Rejected } from './procedure.ts';
import { ClientPublisher } from './publisher.ts';
import type { ClientServices } from './services.ts';
import type { ClientMessage, ClientSettings } from './settings.ts';
import { ClientSubscriber } from './subscriber.ts';
import { ClientTopics } from './topic-ids.ts';

/** Clock, socket and user of a client. */
export interface ClientPort {
  /** Milliseconds of a monotonic clock. */
  now(): number;
  send(datagram: Buffer): void;
  /** True while the user takes messages; the client doesn't acknowledge QoS 1 and 2 otherwise. Left out: always. */
  takes?(): boolean;
  event(event: ClientEvent): void;
}

/**
 * An MQTT-SN 1.2 client: datagrams, operations and time in; datagrams and events out. Operations run one after the
 * other, as the text demands for REGISTER, SUBSCRIBE and PUBLISH (§6.5, §6.6, §6.9), and survive reconnections.
 */
export class Client {
  readonly #services: ClientServices;
  readonly #connection: Connection;
  readonly #operations: Operations;
  readonly #publisher: ClientPublisher;
  readonly #subscriber: ClientSubscriber;
  readonly #inbox: Inbox;

  constructor(settings: ClientSettings, port: ClientPort) {
    this.#services = servicesOf(settings, port);
    this.#connection = new Connection(this.#services, {
      forgotten: () => this.#forget(),
      connected: (again) => this.#connected(again),
      interrupted: () => this.#operations.interrupt(),
      failed: (error) => this.#operations.fail(error),
    });
    this.#operations = new Operations(this.#services, this.#connection);
    this.#publisher = new ClientPublisher(this.#services, this.#operations);
    this.#subscriber = new ClientSubscriber(this.#services, this.#operations);
    this.#inbox = new Inbox(this.#services);
  }

  get isConnected(): boolean {
    return this.#connection.state === 'connected';
  }

  get isAsleep(): boolean {
    return this.#connection.state === 'asleep';
  }

  /** No operation is under way or waiting. */
  get isIdle(): boolean {
    return this.#operations.isIdle;
  }

  /** Connects, also from sleep; the event `connected`, `refused` or `lost` follows. */
  connect(): void {
    this.#connection.connect();
  }

  publish(message: ClientMessage, done: OnOutcome): void {
    this.#publisher.publish(message, done);
  }

  /** Subscribes, now and after every reconnection. Gives the QoS granted. */
  subscribe(filter: string, qos: Qos, done: OnOutcome<Qos>): void {
    this.#subscriber.subscribe(filter, qos, done);
  }

  unsubscribe(filter: string, done: OnOutcome): void {
    this.#subscriber.unsubscribe(filter, done);
  }

  /** Changes the will, or deletes it. */
  updateWill(will: Will | undefined, done: OnOutcome): void {
    this.#operations.add({ begin: () => updatingWill(will), done });
  }

  /** Searches for a gateway, even without a connection. Gives the gateway's id. */
  search(radius: number, done: OnOutcome<number>): void {
    this.#operations.run({ begin: () => searching(radius), done });
  }

  /** Goes to sleep after the waiting operations; the gateway keeps messages for at most `durationS`. */
  sleep(durationS: number, done: OnOutcome): void {
    this.#operations.add({
      begin: () => this.#leaving(disconnecting(durationS)),
      done: (outcome) => {
        this.#connection.enter('asleep');
        done(outcome);
      },
    });
  }

  /**
   * Asks for the waiting messages. Calls `done` when all have come, and the client sleeps again. Throws unless the
   * client is asleep.
   */
  wake(done: OnOutcome): void {
    if (!this.isAsleep) throw new Error('only a sleeping client wakes');
    this.#connection.enter('awake');
    this.#operations.run({
      begin: () => pinging(this.#services.settings.clientId),
      isOfConnection: true,
      done: (outcome) => {
        if (this.#connection.state === 'awake') this.#connection.enter('asleep');
        done(outcome);
      },
    });
  }

  /** Disconnects after the waiting operations; without a connection the operations fail. */
  disconnect(done: OnOutcome): void {
    const { state } = this.#connection;
    if (state === 'ended' || state === 'idle') {
      this.#end();
      done({ result: undefined });
      return;
    }
    const operation: Operation<void> = {
      begin: () => this.#leaving(disconnecting()),
      done: (outcome) => {
        this.#end();
        done(outcome);
      },
    };
    // The answer to PINGREQ may never come.
    if (state === 'awake') this.#operations.interrupt();
    if (state === 'asleep' || state === 'awake') this.#operations.run(operation);
    else this.#operations.add(operation);
  }

  /** Sends PINGREQ at once: is the gateway still there? */
  probe(): void {
    this.#connection.probe();
  }

  /** Gives up an attempt to connect; operations wait for the next attempt. */
  halt(): void {
    this.#connection.halt();
  }

  /** Ends at once, with DISCONNECT if connected; the client does not wait for the answer. */
  leave(): void {
    if (this.#connection.isListening) this.#services.send({ type: 'DISCONNECT' });
    this.#connection.enter('ended');
  }

  receive(datagram: Buffer): void {
    const decoded = decode(datagram);
    if ('malformed' in decoded) this.#services.event({ kind: 'malformed', reason: decoded.malformed });
    else this.#handle(decoded.message);
  }

  /** Retransmits, and keeps the connection alive; to be called several times in each retry interval. */
  tick(): void {
    this.#connection.tick();
    this.#operations.tick();
  }

  #handle(message: SnMessage): void {
    const connection = this.#connection;
    if (connection.state === 'ended') return;
    if (connection.isListening && this.#inbox.receive(message)) return;
    if (connection.receiveConnack(message)) return;
    if (this.#operations.receive(message) || connection.receivePingresp(message)) return;
    switch (message.type) {
      case 'DISCONNECT':
        connection.disconnected();
        return;
      case 'PUBACK':
        this.#publisher.rejected(message);
        return;
      case 'ADVERTISE':
      case 'GWINFO':
        this.#services.event({ kind: 'gateway', gatewayId: message.gatewayId });
        return;
      default:
        return;
    }
  }

  #forget(): void {
    this.#services.topics.clear();
    this.#inbox.clear();
  }

  #connected(again: boolean): void {
    if (again) this.#subscriber.renew();
    this.#services.event({ kind: 'connected', again });
    this.#operations.next();
  }

  *#leaving(procedure: Procedure<void>): Procedure<void> {
    this.#connection.leaving();
    yield* procedure;
  }

  #end(): void {
    this.#connection.enter('ended');
    this.#operations.fail(new Error('the client is not connected'));
  }
}

function servicesOf(settings: ClientSettings, port: ClientPort): ClientServices {
  let lastMsgId = 0;
  return {
    settings,
    topics: new ClientTopics(settings.predefined),
    now: () => port.now(),
    send: (message) => port.send(encoded(message)),
    newMsgId: () => {
      lastMsgId = lastMsgId === 0xffff ? 1 : lastMsgId + 1;
      return lastMsgId;
    },
    event: (event) => port.event(event),
    takes: () => port.takes?.() ?? true,
  };
}

/** Throws Rejected if the message doesn't fit a datagram. */
function encoded(message: SnMessage): Buffer {
  const datagram = datagramOf(message);
  if (datagram !== undefined) return datagram;
  const subject = `${message.type} does not fit a UDP datagram of ${MAX_DATAGRAM} octets`;
  throw new Rejected(subject, RETURN_CODE.notSupported, 'use a shorter topic or payload');
}
