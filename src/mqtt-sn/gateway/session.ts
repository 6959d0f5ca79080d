import type { Message, MessageOf } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import type { Broker, BrokerConnection, BrokerMessage, Will } from './broker.ts';
import type { ClientChange, GatewayEvent } from './event.ts';
import type { Kept } from './kept-clients.ts';
import { Opening } from './opening.ts';
import type { Peer } from './peer.ts';
import type { Resources } from './resources.ts';
import { Supervision } from './supervision.ts';
import type { TopicTable } from './topic-table.ts';
import { Traffic, type TrafficPort } from './traffic.ts';
import { Wake } from './wake.ts';
import type { WillKeeper } from './will-keeper.ts';

/** What a session needs of its gateway. */
export interface SessionHost extends Resources {
  readonly broker: Broker;
  /** False if the message doesn't fit a datagram. */
  send(message: Message, to: Peer): boolean;
  report(event: GatewayEvent): void;
  /** The session is over; its client id and address are free. */
  ended(session: Session): void;
}

type Connect = MessageOf<'CONNECT'>;

/** `awake`: a sleeping client asked for its messages and has not got PINGRESP yet (MQTT-SN 1.2 §6.14). */
type State = 'opening' | 'active' | 'asleep' | 'awake' | 'ended';

/** One client at the gateway, from its CONNECT to its end, with its own connection to the broker. */
export class Session implements TrafficPort {
  readonly clientId: string;
  readonly topics: TopicTable;
  readonly #host: SessionHost;
  readonly #connect: Connect;
  readonly #will: WillKeeper;
  readonly #opening: Opening;
  readonly #traffic: Traffic;
  readonly #supervision: Supervision;
  #peer: Peer;
  #state: State = 'opening';
  #connection: BrokerConnection | undefined;
  #wake: Wake | undefined;
  /** Nothing but CONNECT has come since CONNACK: another CONNECT means that CONNACK was lost. */
  #isFresh = true;

  constructor(host: SessionHost, peer: Peer, connect: Connect, { topics, will }: Kept) {
    this.#host = host;
    this.#peer = peer;
    this.#connect = connect;
    this.clientId = connect.clientId;
    this.topics = topics;
    this.#will = will;
    this.#opening = new Opening(connect.will, {
      resources: host,
      send: (message) => this.send(message),
      open: (asked) => this.#open(asked),
      refuse: (returnCode, reason) => this.#refuse(returnCode, reason),
    });
    this.#traffic = new Traffic(this);
    this.#supervision = new Supervision(connect.durationS);
  }

  /** Asks for the will, or goes to the broker at once. */
  start(): void {
    this.#opening.start();
  }

  get peer(): Peer {
    return this.#peer;
  }

  get isAsleep(): boolean {
    return this.#state === 'asleep' || this.#state === 'awake';
  }

  /** A message of the client other than CONNECT. */
  receive(message: Message): void {
    if (this.#state === 'opening') this.#receiveWhileOpening(message);
    else this.#receiveConnected(message);
  }

  /**
   * CONNECT from the client that this session is. True: it is the same session still, because it sleeps, or because
   * only the answer was lost. False: the client starts anew.
   */
  continues(connect: Connect, peer: Peer, isSamePeer: boolean): boolean {
    if (this.isAsleep) {
      if (!isSamePeer) this.moveTo(peer);
      this.#activate(connect.durationS);
      return true;
    }
    if (!isSamePeer || !this.#isFresh || !isSameConnect(connect, this.#connect)) return false;
    if (this.#state === 'opening') this.#opening.repeat();
    else if (this.#state === 'active') this.#connack(RETURN_CODE.accepted);
    return true;
  }

  /** A sleeper is at another address than before. */
  moveTo(peer: Peer): void {
    this.#peer = peer;
    this.#change('moved');
  }

  /** Retransmits and supervises. */
  tick(): void {
    this.#wake?.tick();
    if (this.#state === 'opening') {
      if (!this.#opening.tick()) this.#end('lost');
    } else if (this.#supervision.isOver(this.#host.now())) {
      this.#lose();
    } else if (!this.#traffic.tick()) {
      // A sleeper that leaves again without an answer keeps its messages until it oversleeps.
      if (this.#state === 'awake') this.#fallAsleep();
      else this.#lose();
    }
  }

  /** Another session takes the place of this one, or the gateway ends; no will. */
  replace(tell: boolean): void {
    if (tell) this.send({ type: 'DISCONNECT' });
    this.#connection?.disconnect();
    this.#end('replaced');
  }

  #receiveWhileOpening(message: Message): void {
    switch (message.type) {
      case 'WILLTOPIC':
      case 'WILLMSG':
        this.#opening.receive(message);
        return;
      case 'DISCONNECT':
        this.#connection?.disconnect();
        this.send({ type: 'DISCONNECT' });
        this.#end('disconnected');
        return;
      default:
        // The client asks again once it is connected.
        return;
    }
  }

  #receiveConnected(message: Message): void {
    if (this.#state === 'active') this.#supervision.heard(this.#host.now());
    if (message.type === 'WILLMSG') {
      if (this.#isFresh) this.#connack(RETURN_CODE.accepted);
      return;
    }
    this.#isFresh = false;
    if (this.#traffic.receive(message)) return;
    switch (message.type) {
      case 'PINGREQ':
        this.#ping(message);
        return;
      case 'DISCONNECT':
        this.#disconnect(message);
        return;
      case 'WILLTOPICUPD':
        this.send({ type: 'WILLTOPICRESP', returnCode: this.#will.updateTopic(message) });
        return;
      case 'WILLMSGUPD':
        this.send({ type: 'WILLMSGRESP', returnCode: this.#will.updateMessage(message.willMessage) });
        return;
      default:
        // What only gateways send, and answers to what was never asked.
        return;
    }
  }

  #open(asked?: { readonly will: Will | undefined }): void {
    if (asked !== undefined) this.#will.set(asked.will);
    const request = {
      clientId: this.clientId,
      clean: this.#connect.cleanSession,
      will: this.#will.atConnect(),
    };
    this.#connection = this.#host.broker.open(request, {
      connected: () => this.#activate(this.#connect.durationS),
      refused: ({ busy, reason }) => {
        this.#refuse(busy ? RETURN_CODE.congestion : RETURN_CODE.notSupported, reason);
      },
      closed: () => this.#brokerLost(),
      message: (message) => this.#message(message),
    });
  }

  /** From CONNECT, or from sleep: then ids, subscriptions and will stay, whatever the flags say. */
  #activate(keepAliveS: number): void {
    this.#isFresh = !this.isAsleep;
    this.#wake?.cancel();
    this.#state = 'active';
    this.#supervision.heard(this.#host.now(), keepAliveS);
    this.#connack(RETURN_CODE.accepted);
    this.#change('connected');
    this.#traffic.resume();
  }

  #refuse(returnCode: number, reason: string): void {
    this.#connack(returnCode);
    this.#host.report({ kind: 'refused', clientId: this.clientId, peer: this.#peer, reason });
    this.#close();
  }

  #connack(returnCode: number): void {
    this.send({ type: 'CONNACK', returnCode });
  }

  #message(message: BrokerMessage): void {
    if (this.#state === 'awake') this.#wake?.delivered();
    this.#traffic.deliver(message);
  }

  /** The client is told even where it sleeps: it may listen yet. */
  #brokerLost(): void {
    this.send({ type: 'DISCONNECT' });
    this.#end('lost the broker');
  }

  #ping({ clientId }: MessageOf<'PINGREQ'>): void {
    if (this.#state === 'awake') return;
    if (this.#state === 'asleep') {
      this.#supervision.asleep(this.#host.now());
      if (clientId !== undefined) {
        this.#wakeUp();
        return;
      }
    }
    this.send({ type: 'PINGRESP' });
  }

  #wakeUp(): void {
    this.#wake = new Wake({
      maxBuffered: this.#host.settings.maxBuffered,
      now: () => this.#host.now(),
      isIdle: () => this.#traffic.isIdle,
      flush: (done) => this.broker.flush(done),
      finished: () => {
        this.send({ type: 'PINGRESP' });
        this.#fallAsleep();
      },
    });
    this.#state = 'awake';
    this.#change('awake');
    this.#traffic.resume();
  }

  #disconnect({ durationS }: MessageOf<'DISCONNECT'>): void {
    this.send({ type: 'DISCONNECT' });
    if (durationS === undefined || durationS === 0) {
      this.#connection?.disconnect();
      this.#end('disconnected');
    } else {
      this.#fallAsleep(durationS);
    }
  }

  #fallAsleep(durationS?: number): void {
    this.#wake?.cancel();
    this.#state = 'asleep';
    this.#supervision.asleep(this.#host.now(), durationS);
    this.#change('asleep');
  }

  /** The client is gone without a word: the broker, or the gateway where the will was changed, publishes its will. */
  #lose(): void {
    const change = this.isAsleep ? 'lost while asleep' : 'lost';
    if (!this.isAsleep) this.send({ type: 'DISCONNECT' });
    if (this.#connection !== undefined) this.#will.execute(this.#connection);
    this.#end(change);
  }

  #end(change: ClientChange): void {
    this.#change(change);
    this.#close();
  }

  #close(): void {
    this.#state = 'ended';
    this.#wake?.cancel();
    this.#traffic.clear();
    if (this.#connect.cleanSession) this.topics.release();
    this.#host.ended(this);
  }

  #change(change: ClientChange): void {
    this.#host.report({ kind: 'client', clientId: this.clientId, peer: this.#peer, change });
  }

  // What the parts need of it.

  get resources(): Resources {
    return this.#host;
  }

  get broker(): BrokerConnection {
    if (this.#connection === undefined) throw new Error('the broker is asked before it is connected');
    return this.#connection;
  }

  get hears(): boolean {
    return this.#state === 'active' || this.#state === 'awake';
  }

  send(message: Message): boolean {
    return this.#host.send(message, this.#peer);
  }

  dropped(message: BrokerMessage, why: string): void {
    this.#host.report({ kind: 'dropped', clientId: this.clientId, message, why });
  }

  idle(): void {
    if (this.#state === 'awake') this.#wake?.idle();
  }
}

function isSameConnect(a: Connect, b: Connect): boolean {
  return a.will === b.will && a.cleanSession === b.cleanSession && a.durationS === b.durationS;
}
