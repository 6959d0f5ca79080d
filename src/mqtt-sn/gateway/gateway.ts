import { datagramOf } from '../codec/datagram.ts';
import { decode } from '../codec/decode.ts';
import { encode } from '../codec/encode.ts';
import type { Message, MessageOf } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import { Anonymous } from './anonymous.ts';
import type { Broker } from './broker.ts';
import { Budget } from './budget.ts';
import type { GatewayEvent } from './event.ts';
import { KeptClients } from './kept-clients.ts';
import { isClientId, isPublishable, wellKnownTopic } from './names.ts';
import { type Peer, peerKey } from './peer.ts';
import { Session, type SessionHost } from './session.ts';
import { type GatewaySettings, LIMITS } from './settings.ts';

/** What the gateway needs of the world; it has no clock and no socket of its own. */
export interface GatewayPort {
  readonly broker: Broker;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Calls back once, in so many milliseconds. */
  later(ms: number, run: () => void): void;
  send(datagram: Buffer, host: string, port: number): void;
  broadcast(datagram: Buffer): void;
  report(event: GatewayEvent): void;
}

const PROTOCOL_ID = 0x01;
/** Addresses of wireless networks have 8 octets or fewer; an IPv6 address has 16. */
const MAX_NODE_ID = 64;
/** Answers to DISCONNECT of strangers in one tick: two gateways must not thank each other for ever. */
const MAX_FAREWELLS = 20;

/** A transparent MQTT-SN 1.2 gateway: datagrams, broker events and time in; datagrams and broker commands out. */
export class Gateway {
  readonly #settings: GatewaySettings;
  readonly #port: GatewayPort;
  readonly #host: SessionHost;
  readonly #anonymous: Anonymous;
  readonly #budgets = {
    topics: new Budget(LIMITS.topicOctets),
    buffered: new Budget(LIMITS.bufferedOctets),
    uplinked: new Budget(LIMITS.uplinkOctets),
  };
  readonly #byClientId = new Map<string, Session>();
  readonly #byPeer = new Map<string, Session>();
  readonly #kept: KeptClients;
  #advertiseAtMs: number;
  #farewells = 0;

  constructor(settings: GatewaySettings, port: GatewayPort) {
    this.#settings = settings;
    this.#port = port;
    this.#advertiseAtMs = settings.advertiseMs === undefined ? Infinity : port.now();
    this.#host = {
      settings,
      broker: port.broker,
      buffered: this.#budgets.buffered,
      uplinked: this.#budgets.uplinked,
      now: () => port.now(),
      later: (ms, run) => port.later(ms, run),
      send: (message, to) => this.#send(message, to),
      report: (event) => port.report(event),
      ended: (session) => this.#forget(session),
    };
    this.#kept = new KeptClients({
      limit: 2 * settings.maxClients,
      topics: this.#budgets.topics,
      isConnected: (clientId) => this.#byClientId.has(clientId),
    });
    this.#anonymous = new Anonymous({
      broker: port.broker,
      clientId: settings.anonymousClientId,
      now: () => port.now(),
      failed: (reason) => port.report({ kind: 'anonymous', reason }),
    });
  }

  get clients(): number {
    return this.#byClientId.size;
  }

  /** Octets that clients make the gateway keep: topics, what waits for them, and what waits for the broker. */
  get keptOctets(): { readonly topics: number; readonly buffered: number; readonly uplinked: number } {
    const { topics, buffered, uplinked } = this.#budgets;
    return { topics: topics.taken, buffered: buffered.taken, uplinked: uplinked.taken };
  }

  /** One datagram. What is malformed is reported and changes nothing: its source address may be a lie. */
  receive(datagram: Buffer, peer: Peer): void {
    const decoded = decode(datagram);
    if ('malformed' in decoded) {
      this.#port.report({ kind: 'malformed', peer, octets: datagram.length, reason: decoded.malformed });
      return;
    }
    const { message } = decoded;
    if (message.type === 'ENCAPSULATED') this.#unwrap(message, peer);
    else this.#handle(message, peer);
  }

  /** Retransmits, supervises and advertises; to be called several times in each retry interval. */
  tick(): void {
    this.#farewells = 0;
    for (const session of this.#byClientId.values()) session.tick();
    const { advertiseMs, gatewayId } = this.#settings;
    if (advertiseMs === undefined || this.#port.now() < this.#advertiseAtMs) return;
    this.#advertiseAtMs = this.#port.now() + advertiseMs;
    const durationS = Math.min(0xffff, Math.ceil(advertiseMs / 1000));
    this.#port.broadcast(encode({ type: 'ADVERTISE', gatewayId, durationS }));
  }

  /** Tells all clients that the gateway goes; no wills. */
  close(): void {
    for (const session of [...this.#byClientId.values()]) session.replace(true);
    this.#anonymous.close();
  }

  /** The message of a wireless node behind a forwarder (§5.5). */
  #unwrap({ nodeId, encapsulated }: MessageOf<'ENCAPSULATED'>, peer: Peer): void {
    const malformed = (reason: string): void =>
      this.#port.report({ kind: 'malformed', peer, octets: encapsulated.length, reason });
    const inner = decode(encapsulated);
    if ('malformed' in inner) malformed(inner.malformed);
    else if (inner.message.type === 'ENCAPSULATED') malformed('an envelope in an envelope');
    else if (nodeId.length > MAX_NODE_ID) malformed(`a node id of ${nodeId.length} octets`);
    else this.#handle(inner.message, { ...peer, node: nodeId });
  }

  #handle(message: Message, peer: Peer): void {
    this.#port.report({ kind: 'received', peer, message });
    switch (message.type) {
      case 'SEARCHGW':
        this.#send(
          { type: 'GWINFO', gatewayId: this.#settings.gatewayId, gatewayAddress: Buffer.alloc(0) },
          peer,
        );
        return;
      case 'CONNECT':
        this.#connect(message, peer);
        return;
      case 'PUBLISH':
        if (message.qos === -1) this.#publishAnonymously(message);
        else this.#pass(message, peer);
        return;
      case 'PINGREQ':
        this.#pass(message, peer, this.#returningSleeper(message, peer));
        return;
      default:
        this.#pass(message, peer);
        return;
    }
  }

  #connect(connect: MessageOf<'CONNECT'>, peer: Peer): void {
    const { clientId } = connect;
    if (connect.protocolId !== PROTOCOL_ID || !isClientId(clientId)) {
      this.#refuse(connect, peer, RETURN_CODE.notSupported, 'wrong protocol id or client id');
      return;
    }
    const key = peerKey(peer);
    const atPeer = this.#byPeer.get(key);
    const known = this.#byClientId.get(clientId);
    if (known?.continues(connect, peer, known === atPeer)) {
      this.#settle(known, peer);
      return;
    }
    if (known === undefined && atPeer === undefined && this.clients >= this.#settings.maxClients) {
      this.#refuse(connect, peer, RETURN_CODE.congestion, 'too many clients');
      return;
    }
    // At the same address the client itself has started anew; elsewhere it should learn that another has its id.
    known?.replace(known !== atPeer);
    if (atPeer !== known) atPeer?.replace(false);
    const session = new Session(this.#host, peer, connect, this.#kept.begin(clientId, connect.cleanSession));
    this.#byClientId.set(clientId, session);
    this.#byPeer.set(key, session);
    session.start();
  }

  #refuse({ clientId }: MessageOf<'CONNECT'>, peer: Peer, returnCode: number, reason: string): void {
    this.#port.report({ kind: 'refused', clientId, peer, reason });
    this.#send({ type: 'CONNACK', returnCode }, peer);
  }

  #publishAnonymously({ topic: topicId, retain, data }: MessageOf<'PUBLISH'>): void {
    const topic = wellKnownTopic(topicId, this.#settings.predefined);
    if (topic === undefined || !isPublishable(topic)) return;
    this.#anonymous.publish({ topic, payload: data, qos: 0, retain });
  }

  /** A sleeper may come back from another address (a new port behind NAT): its client id says who it is. */
  #returningSleeper({ clientId }: MessageOf<'PINGREQ'>, peer: Peer): Session | undefined {
    const atPeer = this.#byPeer.get(peerKey(peer));
    const named = clientId === undefined ? undefined : this.#byClientId.get(clientId);
    if (named === undefined || named === atPeer || !named.isAsleep) return atPeer;
    named.moveTo(peer);
    this.#settle(named, peer);
    return named;
  }

  /** Makes a session the one at an address; another that was there ends. */
  #settle(session: Session, peer: Peer): void {
    const key = peerKey(peer);
    const before = this.#byPeer.get(key);
    if (before === session) return;
    before?.replace(false);
    for (const [oldKey, other] of this.#byPeer) {
      if (other === session) this.#byPeer.delete(oldKey);
    }
    this.#byPeer.set(key, session);
  }

  #pass(message: Message, peer: Peer, session = this.#byPeer.get(peerKey(peer))): void {
    if (session !== undefined) {
      session.receive(message);
      return;
    }
    if (!awaitsAnswer(message)) return;
    if (message.type === 'DISCONNECT' && ++this.#farewells > MAX_FAREWELLS) return;
    this.#send({ type: 'DISCONNECT' }, peer);
  }

  #forget(session: Session): void {
    if (this.#byClientId.get(session.clientId) === session) this.#byClientId.delete(session.clientId);
    const key = peerKey(session.peer);
    if (this.#byPeer.get(key) === session) this.#byPeer.delete(key);
  }

  #send(message: Message, to: Peer): boolean {
    const datagram = datagramOf(message, to.node);
    if (datagram === undefined) return false;
    this.#port.report({ kind: 'sent', peer: to, message });
    this.#port.send(datagram, to.host, to.port);
    return true;
  }
}

/** A client that the gateway doesn't know learns it from the answer, and connects again (§6.12). */
function awaitsAnswer({ type }: Message): boolean {
  switch (type) {
    case 'REGISTER':
    case 'PUBLISH':
    case 'PUBREL':
    case 'SUBSCRIBE':
    case 'UNSUBSCRIBE':
    case 'PINGREQ':
    case 'DISCONNECT':
    case 'WILLTOPIC':
    case 'WILLMSG':
    case 'WILLTOPICUPD':
    case 'WILLMSGUPD':
      return true;
    default:
      return false;
  }
}
