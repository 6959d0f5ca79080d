import type { MessageOf, MessageType, SnMessage } from '../codec/messages.ts';
import { ClientContext, type ClientState } from './client-context.ts';
import { registerForClient } from './client-registration.ts';
import { ConnectHandshake } from './connect-handshake.ts';
import { Downlink } from './downlink.ts';
import type { ClientChange } from './event.ts';
import { IdleProbe } from './idle-probe.ts';
import type { Origin } from './peer.ts';
import type { PersistentSession } from './persistent-sessions.ts';
import type { GatewayServices } from './services.ts';
import { SleepCycle } from './sleep-cycle.ts';
import { ClientSubscriptions } from './subscriptions.ts';
import { Uplink } from './uplink.ts';

type Connect = MessageOf<'CONNECT'>;
type Handlers = { readonly [T in MessageType]?: (session: GatewaySession, message: MessageOf<T>) => void };

const LONG_PERIOD_MS = 600_000;
const MIN_SILENCE_MS = 10_000;

/** The session of a client at the gateway, from CONNECT to the end, with a separate connection to the broker. */
export class GatewaySession {
  /** Accepted in every state after CONNACK. */
  static readonly #CONNECTED: Handlers = {
    REGISTER: ({ client }, message) => registerForClient(client, message),
    PUBLISH: (session, message) => session.#uplink.publish(message),
    PUBREL: (session, { msgId }) => session.#uplink.release(msgId),
    SUBSCRIBE: (session, message) => session.#subscriptions.subscribe(message),
    UNSUBSCRIBE: (session, message) => session.#subscriptions.unsubscribe(message),
    REGACK: (session, message) => session.#downlink.acknowledged(message),
    PUBACK: (session, message) => session.#downlink.acknowledged(message),
    PUBREC: (session, message) => session.#downlink.acknowledged(message),
    PUBCOMP: (session, message) => session.#downlink.acknowledged(message),
    WILLTOPICUPD: ({ client }, message) =>
      client.send({ type: 'WILLTOPICRESP', returnCode: client.will.updateTopic(message) }),
    WILLMSGUPD: ({ client }, { willMessage }) =>
      client.send({ type: 'WILLMSGRESP', returnCode: client.will.updateMessage(willMessage) }),
    DISCONNECT: (session, message) => session.#disconnect(message),
  };

  /**
   * The accepted messages in each state, with handlers (MQTT-SN 1.2 §6.14). The session ignores every other message:
   * a client repeats a request that came too early, and messages of gateways mean nothing here. `continues` handles
   * CONNECT.
   */
  static readonly #HANDLERS: Readonly<Record<ClientState, Handlers>> = {
    connecting: {
      WILLTOPIC: (session, message) => session.#handshake.receive(message),
      WILLMSG: (session, message) => session.#handshake.receive(message),
      DISCONNECT: (session) => session.#leave(),
    },
    active: {
      ...GatewaySession.#CONNECTED,
      WILLMSG: (session) => session.#handshake.repeatConnack(),
      PINGREQ: ({ client }) => client.send({ type: 'PINGRESP' }),
    },
    asleep: {
      ...GatewaySession.#CONNECTED,
      PINGREQ: (session, message) => session.#sleep.receivePing(message),
    },
    // PINGREQ is under way already: PINGRESP follows the last message.
    awake: GatewaySession.#CONNECTED,
    ended: {},
  };

  readonly client: ClientContext;
  readonly #cleanSession: boolean;
  readonly #handshake: ConnectHandshake;
  readonly #uplink: Uplink;
  readonly #downlink: Downlink;
  readonly #subscriptions: ClientSubscriptions;
  readonly #sleep: SleepCycle;
  readonly #idleProbe: IdleProbe;
  readonly #onEnd: (session: GatewaySession) => void;

  /** Calls `onEnd` when the session is over: client id and address are free. */
  constructor(
    services: GatewayServices,
    origin: Origin,
    connect: Connect,
    persistent: PersistentSession,
    onEnd: (session: GatewaySession) => void,
  ) {
    this.#cleanSession = connect.cleanSession;
    this.#onEnd = onEnd;
    this.client = new ClientContext(services, origin, connect, persistent);
    this.#handshake = new ConnectHandshake(this.client, services.broker, connect, {
      connected: () => this.#activate(connect.durationS),
      refused: () => this.#close(),
      closed: () => this.#brokerLost(),
      message: (message) => this.#downlink.push(message),
    });
    this.#uplink = new Uplink(this.client);
    this.#downlink = new Downlink(this.client, () => this.#sleep.idle());
    this.#subscriptions = new ClientSubscriptions(this.client, this.#downlink);
    this.#sleep = new SleepCycle(this.client, this.#downlink);
    this.#idleProbe = new IdleProbe(this.client);
  }

  /** Prompts for the will, or goes to the broker at once. */
  start(): void {
    this.#handshake.start();
  }

  /** The broker keeps messages for the next session of the client. */
  get isPersistent(): boolean {
    return !this.#cleanSession;
  }

  /** Handles any message of the client but CONNECT. */
  receive(message: SnMessage): void {
    const { client } = this;
    if (client.state === 'active') client.keepAlive.restart(client.now());
    else if (client.isAsleep) client.keepAlive.restartAsleep(client.now());
    if (client.state !== 'connecting' && message.type !== 'WILLMSG') this.#handshake.confirm();
    handlerOf(GatewaySession.#HANDLERS[client.state], message)?.(this, message);
  }

  /**
   * Handles a CONNECT with the session's client id. True: the session goes on, because the client sleeps, or because
   * only the answer was lost. False: the client starts anew.
   */
  continues(connect: Connect, isSamePeer: boolean): boolean {
    const { client } = this;
    if (client.isAsleep) {
      this.#activate(connect.durationS);
      return true;
    }
    return isSamePeer && this.#handshake.repeat(connect);
  }

  /** Retransmits, and ends the session when the client is silent for too long. */
  tick(): void {
    const { client } = this;
    this.#sleep.tick();
    if (client.state === 'connecting') {
      if (!this.#handshake.tick()) this.#end('lost');
    } else if (client.keepAlive.isOver(client.now())) {
      this.#lose();
    } else if (!this.#idleProbe.tick()) {
      this.#lose();
    } else if (!this.#downlink.tick()) {
      // An awake client that stops answering keeps its messages until it oversleeps.
      if (client.state === 'awake') this.#sleep.fallAsleep();
      else this.#lose();
    }
  }

  /** The session may give way to a new client: nobody has proven to be there, and nobody has to say so for a long time. */
  get isDispensable(): boolean {
    const { proof, keepAlive, heardAtMs } = this.client;
    const silenceMs = this.client.now() - heardAtMs;
    return !proof.isGiven && keepAlive.periodMs > LONG_PERIOD_MS && silenceMs >= MIN_SILENCE_MS;
  }

  /** Gives way to a new client. */
  giveWay(): void {
    this.#lose();
  }

  /** Another session takes the place, or the gateway ends; the broker drops the will. */
  replace(tell: boolean): void {
    if (tell) this.client.send({ type: 'DISCONNECT' });
    if (this.client.hasBroker) this.client.broker.disconnect();
    this.#end('replaced');
  }

  /** After CONNECT, or after sleep: then ids, subscriptions and will stay, and the flags of CONNECT mean nothing. */
  #activate(keepAliveS: number): void {
    const { client } = this;
    const wasAsleep = client.isAsleep;
    this.#sleep.leave();
    client.state = 'active';
    client.keepAlive.restart(client.now(), keepAliveS);
    this.#handshake.accept(wasAsleep);
    client.reportChange('connected');
    this.#downlink.resume();
  }

  #disconnect({ durationS }: MessageOf<'DISCONNECT'>): void {
    if (durationS === undefined || durationS === 0) {
      this.#leave();
    } else {
      this.client.send({ type: 'DISCONNECT' });
      this.#sleep.fallAsleep(durationS);
    }
  }

  #leave(): void {
    this.client.send({ type: 'DISCONNECT' });
    if (this.client.hasBroker) this.client.broker.disconnect();
    this.#end('disconnected');
  }

  /** The gateway tells even a sleeping client: it may still be listening. */
  #brokerLost(): void {
    this.client.send({ type: 'DISCONNECT' });
    this.#end('lost the broker');
  }

  /** The client vanished: the broker or the gateway publishes its will. */
  #lose(): void {
    const { client } = this;
    const change = client.isAsleep ? 'lost while asleep' : 'lost';
    if (!client.isAsleep) client.send({ type: 'DISCONNECT' });
    if (client.hasBroker) client.will.execute(client.broker);
    this.#end(change);
  }

  #end(change: ClientChange): void {
    this.client.reportChange(change);
    this.#close();
  }

  #close(): void {
    this.client.state = 'ended';
    this.#sleep.leave();
    this.#downlink.clear();
    this.#uplink.clear();
    if (this.#cleanSession) this.client.topics.release();
    this.#onEnd(this);
  }
}

/** The handler of a message; `Handlers` pairs each handler with the right type of message. */
function handlerOf(
  handlers: Handlers,
  { type }: SnMessage,
): ((session: GatewaySession, message: SnMessage) => void) | undefined {
  return handlers[type] as ((session: GatewaySession, message: SnMessage) => void) | undefined;
}
