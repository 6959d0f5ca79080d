import type { SnMessage } from '../codec/messages.ts';
import { AddressProof } from './address-proof.ts';
import type { BrokerConnection, BrokerMessage } from './broker.ts';
import { Share } from './budget.ts';
import type { ClientChange } from './event.ts';
import { KeepAliveTimer } from './keep-alive-timer.ts';
import type { Origin, Peer } from './peer.ts';
import type { PersistentSession } from './persistent-sessions.ts';
import type { GatewayServices } from './services.ts';
import type { GatewaySettings } from './settings.ts';
import type { TopicTable } from './topic-table.ts';
import type { WillKeeper } from './will-keeper.ts';

/**
 * The states of a client at the gateway (MQTT-SN 1.2 §6.14). `connecting`: CONNECT has come, CONNACK has not gone.
 * `awake`: a sleeping client asked for its messages and has not got PINGRESP yet.
 */
export type ClientState = 'connecting' | 'active' | 'asleep' | 'awake' | 'ended';

/** A client at the gateway: the state, and everything else that the parts of a session share. */
export class ClientContext {
  readonly clientId: string;
  readonly settings: GatewaySettings;
  readonly topics: TopicTable;
  readonly will: WillKeeper;
  readonly keepAlive: KeepAliveTimer;
  /** Octets of payload on their way to the client. */
  readonly buffered: Share;
  /** Octets of payload from the client, until the last acknowledgement. */
  readonly uplinked: Share;
  state: ClientState = 'connecting';
  /** The time of the last message of the client. */
  heardAtMs: number;
  /** The time of the last PUBLISH to the client. */
  servedAtMs = -Infinity;
  #peer: Peer;
  #proof = new AddressProof();
  readonly #services: GatewayServices;
  #connection: BrokerConnection | undefined;
  #lastMsgId: number;

  constructor(
    services: GatewayServices,
    origin: Origin,
    { clientId, durationS }: { readonly clientId: string; readonly durationS: number },
    { topics, will }: PersistentSession,
  ) {
    this.#services = services;
    this.settings = services.settings;
    this.clientId = clientId;
    this.#peer = origin.peer;
    this.heardAtMs = services.now();
    this.#proof.heard(origin.octets);
    this.#lastMsgId = services.firstMsgId();
    this.topics = topics;
    this.will = will;
    this.keepAlive = new KeepAliveTimer(durationS);
    this.buffered = new Share(services.budgets.buffered);
    this.uplinked = new Share(services.budgets.uplinked);
  }

  get peer(): Peer {
    return this.#peer;
  }

  get proof(): AddressProof {
    return this.#proof;
  }

  /** The client has a new address, which has proven nothing. */
  moveTo(peer: Peer): void {
    this.#peer = peer;
    this.#proof = new AddressProof();
  }

  /** A datagram came from the client. */
  heard(octets: number): void {
    this.heardAtMs = this.now();
    this.#proof.heard(octets);
  }

  /** A sleeping client wakes for its messages. */
  grantWake(): void {
    if (this.#proof.isGiven) return;
    this.#proof.grant(this.#services.wakeGrants.take(this.#peer.host, this.now()));
  }

  /** True if a message of so many octets may go out to the address. */
  hasRoomFor(octets: number, isAcknowledged: boolean): boolean {
    const envelope = this.#peer.node === undefined ? 0 : 3 + this.#peer.node.length;
    return this.#proof.hasRoomFor(octets + envelope, isAcknowledged);
  }

  get isAsleep(): boolean {
    return this.state === 'asleep' || this.state === 'awake';
  }

  /** The client is listening: messages may go out. */
  get canReceive(): boolean {
    return this.state === 'active' || this.state === 'awake';
  }

  get hasBroker(): boolean {
    return this.#connection !== undefined;
  }

  /** The client's own connection to the broker. Throws before the connection exists. */
  get broker(): BrokerConnection {
    if (this.#connection === undefined) throw new Error('the broker is asked before it is connected');
    return this.#connection;
  }

  set broker(connection: BrokerConnection) {
    this.#connection = connection;
  }

  now(): number {
    return this.#services.now();
  }

  /** Calls back once, in so many milliseconds. */
  later(ms: number, run: () => void): void {
    this.#services.later(ms, run);
  }

  /** False if the message doesn't fit a datagram. */
  send(message: SnMessage): boolean {
    if (message.type === 'PUBLISH') this.servedAtMs = this.now();
    return this.#services.send(message, this.#peer, this.#proof);
  }

  /** A message id for the gateway's next request to the client: 1 to 65,535, round and round. */
  newMsgId(): number {
    this.#lastMsgId = this.#lastMsgId === 0xffff ? 1 : this.#lastMsgId + 1;
    return this.#lastMsgId;
  }

  reportChange(change: ClientChange): void {
    this.#services.report({ kind: 'client', clientId: this.clientId, peer: this.peer, change });
  }

  reportRefusal(reason: string): void {
    this.#services.report({ kind: 'refused', clientId: this.clientId, peer: this.peer, reason });
  }

  /** The client will never get the message: the broker need not keep it. */
  drop(message: BrokerMessage, why: string): void {
    this.#services.report({ kind: 'dropped', clientId: this.clientId, message, why });
    message.acknowledge();
  }
}
