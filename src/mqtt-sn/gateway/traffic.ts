import type { Message, MessageOf } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import type { BrokerConnection, BrokerMessage } from './broker.ts';
import { Downlink, type DownlinkPort } from './downlink.ts';
import { isPublishable } from './names.ts';
import type { Resources } from './resources.ts';
import { Subscriptions, type SubscriptionsPort } from './subscriptions.ts';
import type { TopicTable } from './topic-table.ts';
import { Uplink, type UplinkPort } from './uplink.ts';

/** What the traffic of a client needs of its session. */
export interface TrafficPort {
  readonly resources: Resources;
  readonly topics: TopicTable;
  readonly broker: BrokerConnection;
  /** The client is active or awake. */
  readonly hears: boolean;
  /** False if the message doesn't fit a datagram. */
  send(message: Message): boolean;
  /** A message that will never arrive. */
  dropped(message: BrokerMessage, why: string): void;
  /** Nothing is left to be sent or acknowledged. */
  idle(): void;
}

/** What a connected client and the broker have to say to each other: topics, subscriptions and messages. */
export class Traffic implements DownlinkPort, UplinkPort, SubscriptionsPort {
  readonly #port: TrafficPort;
  readonly #downlink: Downlink;
  readonly #uplink: Uplink;
  readonly #subscriptions: Subscriptions;

  constructor(port: TrafficPort) {
    this.#port = port;
    this.#downlink = new Downlink(this);
    this.#uplink = new Uplink(this);
    this.#subscriptions = new Subscriptions(this);
  }

  /** Whether the message was of this kind. */
  receive(message: Message): boolean {
    switch (message.type) {
      case 'REGISTER':
        this.#register(message);
        return true;
      case 'PUBLISH':
        this.#uplink.publish(message);
        return true;
      case 'PUBREL':
        this.#uplink.release(message.msgId);
        return true;
      case 'SUBSCRIBE':
        this.#subscriptions.subscribe(message);
        return true;
      case 'UNSUBSCRIBE':
        this.#subscriptions.unsubscribe(message);
        return true;
      case 'REGACK':
      case 'PUBACK':
      case 'PUBREC':
      case 'PUBCOMP':
        this.#downlink.answered(message);
        return true;
      default:
        return false;
    }
  }

  /** A message of the broker for the client. */
  deliver(message: BrokerMessage): void {
    this.#downlink.push(message);
  }

  get isIdle(): boolean {
    return this.#downlink.isIdle;
  }

  /** The client hears again. */
  resume(): void {
    this.#downlink.resume();
  }

  /** Retransmits what is due; false when the client has not answered often enough. */
  tick(): boolean {
    return this.#downlink.tick();
  }

  /** The end: what was not delivered is the broker's again. */
  clear(): void {
    this.#downlink.clear();
    this.#uplink.clear();
  }

  /** §6.5. */
  #register({ topicName, msgId }: MessageOf<'REGISTER'>): void {
    if (!isPublishable(topicName)) {
      this.#regack(0, msgId, RETURN_CODE.notSupported);
      return;
    }
    const topic = this.topics.assignForClient(topicName);
    if (topic === undefined) this.#regack(0, msgId, RETURN_CODE.congestion);
    else this.#regack(topic.id, msgId, RETURN_CODE.accepted);
  }

  #regack(topicId: number, msgId: number, returnCode: number): void {
    this.send({ type: 'REGACK', topicId, msgId, returnCode });
  }

  // What the parts need of it.

  get resources(): Resources {
    return this.#port.resources;
  }

  get topics(): TopicTable {
    return this.#port.topics;
  }

  get predefined(): ReadonlyMap<number, string> {
    return this.#port.resources.settings.predefined;
  }

  get broker(): BrokerConnection {
    return this.#port.broker;
  }

  get hears(): boolean {
    return this.#port.hears;
  }

  get awaitsSuback(): boolean {
    return this.#subscriptions.pending;
  }

  send(message: Message): boolean {
    return this.#port.send(message);
  }

  hold(isHeld: boolean): void {
    this.broker.hold(isHeld);
  }

  dropped(message: BrokerMessage, why: string): void {
    this.#port.dropped(message, why);
  }

  lostForCongestion({ data }: MessageOf<'PUBLISH'>): void {
    const message = { topic: '', payload: data, qos: 0, retain: false, acknowledge: () => {} } as const;
    this.#port.dropped(message, 'the broker takes no more');
  }

  settled(): void {
    this.#downlink.pump();
  }

  idle(): void {
    this.#port.idle();
  }
}
