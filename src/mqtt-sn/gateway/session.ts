import type { Message, MessageOf } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import type { Broker, BrokerConnection, BrokerMessage } from './broker.ts';
import type { Budget } from './budget.ts';
import { Downlink } from './downlink.ts';
import type { ClientChange, GatewayEvent } from './event.ts';
import { isPublishable } from './names.ts';
import type { Peer } from './peer.ts';
import { type GatewaySettings, withTolerance } from './settings.ts';
import { Subscriptions } from './subscriptions.ts';
import type { TopicTable } from './topic-table.ts';
import { Uplink } from './uplink.ts';
import type { WillKeeper } from './will-keeper.ts';
import { WillPrompt } from './will-prompt.ts';

/** What a session needs of its gateway. */
export interface SessionHost {
  readonly settings: GatewaySettings;
  readonly broker: Broker;
  readonly buffered: Budget;
  now(): number;
  /** False if the message doesn't fit a datagram. */
  send(message: Message, to: Peer): boolean;
  report(event: GatewayEvent): void;
  /** The session is over; its client id and address are free. */
  ended(session: Session): void;
}

/** What outlives a kept session's connection. */
export interface Kept {
  readonly topics: TopicTable;
  readonly will: WillKeeper;
}

type Connect = MessageOf<'CONNECT'>;

/** `awake`: a sleeping client asked for its messages and has not got PINGRESP yet (MQTT-SN 1.2 §6.14). */
type State = 'prompting' | 'opening' | 'active' | 'asleep' | 'awake' | 'ended';

/** One client at the gateway, from its CONNECT to its end, with its own connection to the broker. */
export class Session {
  readonly clientId: string;
  readonly topics: TopicTable;
  readonly #host: SessionHost;
  readonly #connect: Connect;
  readonly #will: WillKeeper;
  readonly #prompt: WillPrompt;
  readonly #downlink: Downlink;
  readonly #uplink: Uplink;
  readonly #subscriptions: Subscriptions;
  #peer: Peer;
  #state: State;
  #connection: BrokerConnection | undefined;
  /** Nothing but CONNECT has come since CONNACK: another CONNECT means that CONNACK was lost. */
  #isFresh = true;
  #supervisedMs: number;
  #lostAtMs = Infinity;
  #sleepS = 0;
  /** Messages of the broker in this wake, and whether one came since it was last asked for all it has. */
  #wake = { delivered: 0, flushing: false, flushed: false };

  constructor(host: SessionHost, peer: Peer, connect: Connect, kept: Kept) {
    this.#host = host;
    this.#peer = peer;
    this.#connect = connect;
    this.clientId = connect.clientId;
    this.topics = kept.topics;
    this.#will = kept.will;
    this.#supervisedMs = withTolerance(connect.durationS);
    this.#downlink = new Downlink(this);
    this.#uplink = new Uplink(this);
    this.#subscriptions = new Subscriptions(this);
    this.#prompt = new WillPrompt(host.settings, {
      now: () => host.now(),
      send: (message) => this.send(message),
    });
    this.#state = 'prompting';
  }

  /** Asks for the will, or goes to the broker at once. */
  start(): void {
    if (this.#connect.will) this.#prompt.start();
    else this.#open();
  }

  get peer(): Peer {
    return this.#peer;
  }

  get isAsleep(): boolean {
    return this.#state === 'asleep' || this.#state === 'awake';
  }

  // What the parts of the session need of it.

  get settings(): GatewaySettings {
    return this.#host.settings;
  }

  get buffered(): Budget {
    return this.#host.buffered;
  }

  get predefined(): ReadonlyMap<number, string> {
    return this.#host.settings.predefined;
  }

  get broker(): BrokerConnection {
    if (this.#connection === undefined) throw new Error('the broker is asked before it is connected');
    return this.#connection;
  }

  get listening(): boolean {
    return (this.#state === 'active' || this.#state === 'awake') && !this.#subscriptions.pending;
  }

  now(): number {
    return this.#host.now();
  }

  send(message: Message): boolean {
    return this.#host.send(message, this.#peer);
  }

  dropped(message: BrokerMessage, why: string): void {
    this.#host.report({ kind: 'dropped', clientId: this.clientId, message, why });
  }

  lostForCongestion({ data }: MessageOf<'PUBLISH'>): void {
    const message = { topic: '', payload: data, qos: 0, retain: false, acknowledge: () => {} } as const;
    this.dropped(message, 'the broker takes no more');
  }

  settled(): void {
    this.#downlink.pump();
  }

  idle(): void {
    if (this.#state === 'awake') this.#finishWake();
  }

  /** A message of the client other than CONNECT. */
  receive(message: Message): void {
    const wasFresh = this.#isFresh;
    if (this.#state === 'prompting' || this.#state === 'opening') {
      this.#receiveWhileConnecting(message);
      return;
    }
    this.#isFresh = false;
    if (this.#state === 'active') this.#heard();
    switch (message.type) {
      case 'REGISTER':
        this.#register(message);
        return;
      case 'PUBLISH':
        this.#uplink.publish(message);
        return;
      case 'PUBREL':
        this.#uplink.release(message.msgId);
        return;
      case 'SUBSCRIBE':
        this.#subscriptions.subscribe(message);
        return;
      case 'UNSUBSCRIBE':
        this.#subscriptions.unsubscribe(message);
        return;
      case 'REGACK':
        this.#downlink.regack(message.msgId, message.returnCode);
        return;
      case 'PUBACK':
        this.#downlink.puback(message.topicId, message.msgId, message.returnCode);
        return;
      case 'PUBREC':
        this.#downlink.pubrec(message.msgId);
        return;
      case 'PUBCOMP':
        this.#downlink.pubcomp(message.msgId);
        return;
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
      case 'WILLMSG':
        // Its CONNACK was lost.
        if (wasFresh) this.#connack(RETURN_CODE.accepted);
        this.#isFresh = wasFresh;
        return;
      default:
        // What only gateways send, and answers to what was never asked.
        return;
    }
  }

  /**
   * CONNECT from the client that this session is. True: it is the same session still, because it sleeps, or because
   * only the answer was lost. False: the client starts anew.
   */
  continues(connect: Connect, peer: Peer, isSamePeer: boolean): boolean {
    if (this.isAsleep) {
      this.#moveTo(peer);
      this.#wakeUp(connect);
      return true;
    }
    if (!isSamePeer || !this.#isFresh || !isSameConnect(connect, this.#connect)) return false;
    if (this.#state === 'prompting') this.#prompt.start();
    else if (this.#state === 'active') this.#connack(RETURN_CODE.accepted);
    return true;
  }

  /** PINGREQ with a client id, from an address that isn't the one known: a sleeper came back from another. */
  moveTo(peer: Peer): void {
    this.#moveTo(peer);
  }

  /** Retransmits and supervises. */
  tick(): void {
    const nowMs = this.now();
    if (this.#state === 'prompting') {
      if (!this.#prompt.tick()) this.#end('lost');
    } else if (nowMs >= this.#lostAtMs) {
      this.#lose();
    } else if (!this.#downlink.tick()) {
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

  #receiveWhileConnecting(message: Message): void {
    switch (message.type) {
      case 'WILLTOPIC':
      case 'WILLMSG':
        if (this.#state === 'prompting') this.#answerPrompt(message);
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

  #answerPrompt(message: MessageOf<'WILLTOPIC'> | MessageOf<'WILLMSG'>): void {
    const answer = this.#prompt.receive(message);
    switch (answer.kind) {
      case 'more':
        return;
      case 'refused':
        this.#refuse(RETURN_CODE.notSupported, answer.reason);
        return;
      case 'done':
        this.#will.set(answer.will);
        this.#open();
        return;
    }
  }

  #open(): void {
    this.#state = 'opening';
    const request = {
      clientId: this.clientId,
      clean: this.#connect.cleanSession,
      will: this.#will.atConnect(),
    };
    this.#connection = this.#host.broker.open(request, {
      connected: () => this.#connected(),
      refused: ({ busy, reason }) => {
        this.#refuse(busy ? RETURN_CODE.congestion : RETURN_CODE.notSupported, reason);
      },
      closed: () => this.#brokerLost(),
      message: (message) => this.#message(message),
    });
  }

  #connected(): void {
    this.#state = 'active';
    this.#heard();
    this.#connack(RETURN_CODE.accepted);
    this.#change('connected');
    this.#downlink.pump();
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
    if (this.#state === 'awake') this.#wake.delivered++;
    this.#downlink.push(message);
  }

  /** The client is told even where it sleeps: it may listen yet. */
  #brokerLost(): void {
    this.send({ type: 'DISCONNECT' });
    this.#end('lost the broker');
  }

  #register({ topicName, msgId }: MessageOf<'REGISTER'>): void {
    const topic = isPublishable(topicName) ? this.topics.assignForClient(topicName) : 'refused';
    if (topic === 'refused') this.#regack(0, msgId, RETURN_CODE.notSupported);
    else if (topic === undefined) this.#regack(0, msgId, RETURN_CODE.congestion);
    else this.#regack(topic.id, msgId, RETURN_CODE.accepted);
  }

  #regack(topicId: number, msgId: number, returnCode: number): void {
    this.send({ type: 'REGACK', topicId, msgId, returnCode });
  }

  #ping({ clientId }: MessageOf<'PINGREQ'>): void {
    if (this.#state === 'awake') return;
    if (this.#state === 'asleep' && clientId !== undefined) {
      this.#state = 'awake';
      this.#superviseSleep();
      this.#change('awake');
      this.#wake = { delivered: 0, flushing: false, flushed: false };
      this.#downlink.resume();
      return;
    }
    if (this.#state === 'asleep') this.#superviseSleep();
    this.send({ type: 'PINGRESP' });
  }

  /**
   * PINGRESP comes after the last acknowledgement (§6.14), and after all that the broker holds: acknowledgements make
   * room for more than it sends at once. A stream without end is cut at what could have been buffered.
   */
  #finishWake(): void {
    if (this.#wake.flushing) return;
    if (!this.#wake.flushed && this.#wake.delivered <= this.settings.maxBuffered) {
      this.#wake.flushing = true;
      const before = this.#wake.delivered;
      this.broker.flush(() => this.#flushed(before));
      return;
    }
    this.send({ type: 'PINGRESP' });
    this.#fallAsleep();
  }

  #flushed(deliveredBefore: number): void {
    if (this.#state !== 'awake') return;
    this.#wake.flushing = false;
    this.#wake.flushed = this.#wake.delivered === deliveredBefore;
    if (this.#downlink.isIdle) this.#finishWake();
  }

  #disconnect({ durationS }: MessageOf<'DISCONNECT'>): void {
    this.send({ type: 'DISCONNECT' });
    if (durationS === undefined || durationS === 0) {
      this.#connection?.disconnect();
      this.#end('disconnected');
      return;
    }
    this.#sleepS = durationS;
    this.#fallAsleep();
  }

  #fallAsleep(): void {
    this.#state = 'asleep';
    this.#superviseSleep();
    this.#change('asleep');
  }

  /** From sleep straight to active: ids, subscriptions and will stay, whatever the flags say. */
  #wakeUp(connect: Connect): void {
    this.#state = 'active';
    this.#isFresh = false;
    this.#supervisedMs = withTolerance(connect.durationS);
    this.#heard();
    this.#connack(RETURN_CODE.accepted);
    this.#change('connected');
    this.#downlink.resume();
  }

  #heard(): void {
    this.#lostAtMs = this.#supervisedMs === 0 ? Infinity : this.now() + this.#supervisedMs;
  }

  #superviseSleep(): void {
    this.#lostAtMs = this.now() + withTolerance(this.#sleepS);
  }

  #moveTo(peer: Peer): void {
    this.#peer = peer;
    this.#change('moved');
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
    this.#downlink.clear();
    if (this.#connect.cleanSession) this.topics.release();
    this.#host.ended(this);
  }

  #change(change: ClientChange): void {
    this.#host.report({ kind: 'client', clientId: this.clientId, peer: this.#peer, change });
  }
}

function isSameConnect(a: Connect, b: Connect): boolean {
  return a.will === b.will && a.cleanSession === b.cleanSession && a.durationS === b.durationS;
}
