import { datagramOf } from '../codec/datagram.ts';
import { decode } from '../codec/decode.ts';
import type { MessageOf, SnMessage } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import type { TopicId } from '../codec/topic.ts';
import type { AddressProof } from './address-proof.ts';
import { Advertiser } from './advertiser.ts';
import { AnonymousUplink } from './anonymous-uplink.ts';
import type { UpstreamBroker } from './broker.ts';
import { Budget } from './budget.ts';
import { ClientDirectory } from './client-directory.ts';
import type { GatewayEvent } from './event.ts';
import type { Origin, Peer } from './peer.ts';
import { isClientId, isPublishable } from './permitted-names.ts';
import { PersistentSessions } from './persistent-sessions.ts';
import type { GatewayServices } from './services.ts';
import { GatewaySession } from './session.ts';
import { type GatewaySettings, LIMITS } from './settings.ts';
import { Strangers } from './strangers.ts';
import { wellKnownTopic } from './topic-resolution.ts';
import { WakeGrants } from './wake-grants.ts';

/** Clock, sockets, broker and log of a gateway. */
export interface GatewayPort {
  readonly broker: UpstreamBroker;
  /** Milliseconds of a monotonic clock. */
  now(): number;
  /** Calls back once, in so many milliseconds. */
  later(ms: number, run: () => void): void;
  /** An unpredictable number, 0 to 65,534; left out, 0. */
  firstMsgId?(): number;
  send(datagram: Buffer, host: string, port: number): void;
  broadcast(datagram: Buffer): void;
  report(event: GatewayEvent): void;
}

const PROTOCOL_ID = 0x01;
/** In place of a host: all hosts. */
const EVERYWHERE = '*';
/** Addresses of wireless networks have 8 octets or fewer; an IPv6 address has 16. */
const MAX_NODE_ID = 64;

/** A transparent MQTT-SN 1.2 gateway: datagrams, broker events and time in; datagrams and broker commands out. */
export class Gateway {
  readonly #settings: GatewaySettings;
  readonly #port: GatewayPort;
  readonly #services: GatewayServices;
  readonly #anonymous: AnonymousUplink;
  readonly #clients = new ClientDirectory();
  readonly #persistent: PersistentSessions;
  readonly #strangers = new Strangers();
  readonly #advertiser: Advertiser;
  /** Full hosts whose clients all have their places by right, EVERYWHERE for the gateway: no search before the next tick. */
  readonly #fullByRight = new Set<string>();

  constructor(settings: GatewaySettings, port: GatewayPort) {
    this.#settings = settings;
    this.#port = port;
    this.#advertiser = new Advertiser(settings, port.now());
    this.#services = {
      settings,
      broker: port.broker,
      budgets: {
        topics: new Budget(LIMITS.topicOctets),
        buffered: new Budget(LIMITS.bufferedOctets),
        uplinked: new Budget(LIMITS.uplinkOctets),
      },
      now: () => port.now(),
      later: (ms, run) => port.later(ms, run),
      wakeGrants: new WakeGrants(),
      firstMsgId: () => port.firstMsgId?.() ?? 0,
      send: (message, to, proof) => this.#send(message, to, proof),
      report: (event) => port.report(event),
    };
    this.#persistent = new PersistentSessions(
      2 * settings.maxClients,
      this.#services.budgets.topics,
      (clientId) => this.#clients.has(clientId),
    );
    this.#anonymous = new AnonymousUplink(this.#services);
  }

  get clients(): number {
    return this.#clients.size;
  }

  /** Octets in the gateway's memory: topics, payloads on the way to clients, and payloads on the way to the broker. */
  get keptOctets(): { readonly topics: number; readonly buffered: number; readonly uplinked: number } {
    const { topics, buffered, uplinked } = this.#services.budgets;
    return { topics: topics.taken, buffered: buffered.taken, uplinked: uplinked.taken };
  }

  /** Handles a datagram. The gateway only reports a malformed datagram: the source address may be a lie. */
  receive(datagram: Buffer, peer: Peer): void {
    const decoded = decode(datagram);
    if ('malformed' in decoded) {
      this.#port.report({ kind: 'malformed', peer, octets: datagram.length, reason: decoded.malformed });
      return;
    }
    const { message, oddity } = decoded;
    if (message.type === 'ENCAPSULATED') this.#unwrap(message, { peer, octets: datagram.length });
    else this.#handle(message, { peer, octets: datagram.length }, oddity);
  }

  /** Retransmits, ends silent sessions and advertises; to be called several times in each retry interval. */
  tick(): void {
    this.#strangers.tick();
    this.#fullByRight.clear();
    for (const session of this.#clients.sessions()) session.tick();
    const advertisement = this.#advertiser.next(this.#port.now());
    if (advertisement !== undefined) this.#port.broadcast(advertisement);
  }

  /** Sends DISCONNECT to all clients; the broker drops their wills. */
  close(): void {
    for (const session of [...this.#clients.sessions()]) session.replace(true);
    this.#anonymous.close();
  }

  /** The message of a wireless node behind a forwarder (§5.5). */
  #unwrap({ nodeId, encapsulated }: MessageOf<'ENCAPSULATED'>, { peer, octets }: Origin): void {
    const malformed = (reason: string): void =>
      this.#port.report({ kind: 'malformed', peer, octets: encapsulated.length, reason });
    const inner = decode(encapsulated);
    if ('malformed' in inner) malformed(inner.malformed);
    else if (inner.message.type === 'ENCAPSULATED') malformed('an envelope in an envelope');
    else if (nodeId.length > MAX_NODE_ID) malformed(`a node id of ${nodeId.length} octets`);
    else this.#handle(inner.message, { peer: { ...peer, node: nodeId }, octets }, inner.oddity);
  }

  #handle(message: SnMessage, origin: Origin, oddity: string | undefined): void {
    const { peer } = origin;
    this.#port.report({ kind: 'received', peer, message, oddity });
    switch (message.type) {
      case 'SEARCHGW': {
        const { gatewayId } = this.#settings;
        this.#send({ type: 'GWINFO', gatewayId, gatewayAddress: Buffer.alloc(0) }, peer);
        return;
      }
      case 'CONNECT':
        this.#connect(message, origin);
        return;
      case 'PUBLISH':
        if (message.qos === -1) this.#publishAnonymously(message);
        else this.#pass(message, origin, this.#clients.at(peer));
        return;
      case 'PINGREQ':
        this.#pass(message, origin, this.#returningSleeper(message, peer));
        return;
      default:
        this.#pass(message, origin, this.#clients.at(peer));
        return;
    }
  }

  #connect(connect: MessageOf<'CONNECT'>, origin: Origin): void {
    const { clientId, cleanSession } = connect;
    const { peer } = origin;
    if (connect.protocolId !== PROTOCOL_ID || !isClientId(clientId)) {
      this.#refuse(connect, peer, RETURN_CODE.notSupported, 'wrong protocol id or client id');
      return;
    }
    const atPeer = this.#clients.at(peer);
    const known = this.#clients.withId(clientId);
    if (known?.client.isAsleep && !this.#mayMove(known, peer)) {
      // The messages of a persistent session would come along with the client id.
      if (known.isPersistent) {
        this.#refuse(connect, peer, RETURN_CODE.congestion, 'its client sleeps at another address');
        return;
      }
    } else if (known !== undefined && this.#goesOn(known, connect, origin, known === atPeer)) {
      return;
    }
    if (known === undefined && atPeer === undefined && !this.#hasRoomFor(peer)) {
      this.#refuse(connect, peer, RETURN_CODE.congestion, 'too many clients');
      return;
    }
    // At the same address the client itself has started anew. Elsewhere it should learn that another client has its id.
    known?.replace(known !== atPeer);
    if (atPeer !== known) atPeer?.replace(false);
    const persistent = this.#persistent.begin(clientId, cleanSession);
    const session = new GatewaySession(this.#services, origin, connect, persistent, (ended) =>
      this.#clients.remove(ended),
    );
    this.#clients.add(session);
    session.start();
  }

  /** True if the session goes on with this CONNECT. A sleeping client may have a new address. */
  #goesOn(
    session: GatewaySession,
    connect: MessageOf<'CONNECT'>,
    origin: Origin,
    isSamePeer: boolean,
  ): boolean {
    if (session.client.isAsleep && !isSamePeer) this.#move(session, origin.peer);
    session.client.heard(origin.octets);
    return session.continues(connect, isSamePeer);
  }

  #move(session: GatewaySession, peer: Peer): void {
    this.#clients.move(session, peer);
    session.client.reportChange('moved');
  }

  /** A new port of the same host is what NAT gives a sleeper. Another host may be anybody. */
  #mayMove({ client }: GatewaySession, peer: Peer): boolean {
    return this.#settings.isRoaming === true || client.peer.host === peer.host;
  }

  #hasRoomFor({ host }: Peer): boolean {
    const { maxClients, maxClientsPerHost = maxClients } = this.#settings;
    if (this.#clients.atHost(host) >= maxClientsPerHost) return this.#makeRoom(host);
    return this.clients < maxClients || this.#makeRoom(EVERYWHERE);
  }

  /** Of the clients of a host that may give way, the longest silent one does. */
  #makeRoom(host: string): boolean {
    if (this.#fullByRight.has(host)) return false;
    const silent = [...this.#clients.sessions()]
      .filter((session) => session.isDispensable && [EVERYWHERE, session.client.peer.host].includes(host))
      .reduce<GatewaySession | undefined>(
        (longest, each) => (longest && longest.client.heardAtMs <= each.client.heardAtMs ? longest : each),
        undefined,
      );
    silent?.giveWay();
    if (silent === undefined) this.#fullByRight.add(host);
    return silent !== undefined;
  }

  #refuse({ clientId }: MessageOf<'CONNECT'>, peer: Peer, returnCode: number, reason: string): void {
    this.#port.report({ kind: 'refused', clientId, peer, reason });
    this.#send({ type: 'CONNACK', returnCode }, peer);
  }

  #publishAnonymously({ topic: topicId, retain, data }: MessageOf<'PUBLISH'>): void {
    const topic = wellKnownTopic(topicId, this.#settings.predefined);
    if (topic === undefined || !isPublishable(topic)) {
      this.#port.report({ kind: 'anonymous', reason: unknownTopic(topicId) });
      return;
    }
    this.#anonymous.publish({ topic, payload: data, qos: 0, retain });
  }

  /** A sleeping client may return from a new address, a new port behind NAT: its client id identifies it. */
  #returningSleeper({ clientId }: MessageOf<'PINGREQ'>, peer: Peer): GatewaySession | undefined {
    const atPeer = this.#clients.at(peer);
    const named = clientId === undefined ? undefined : this.#clients.withId(clientId);
    if (named === undefined || named === atPeer || !named.client.isAsleep) return atPeer;
    if (!this.#mayMove(named, peer)) return atPeer;
    this.#move(named, peer);
    return named;
  }

  #pass(message: SnMessage, { peer, octets }: Origin, session: GatewaySession | undefined): void {
    session?.client.heard(octets);
    if (session !== undefined) session.receive(message);
    else if (this.#strangers.deserveAnswer(message)) this.#send({ type: 'DISCONNECT' }, peer);
  }

  #send(message: SnMessage, to: Peer, proof?: AddressProof): boolean {
    const datagram = datagramOf(message, to.node);
    if (datagram === undefined) return false;
    // As if lost on its way.
    if (proof !== undefined && !proof.take(datagram.length)) return true;
    this.#port.report({ kind: 'sent', peer: to, message });
    this.#port.send(datagram, to.host, to.port);
    return true;
  }
}

/** Why a message of QoS -1 with this id goes nowhere. */
function unknownTopic(topic: TopicId): string {
  switch (topic.kind) {
    case 'predefined':
      return `topic id ${topic.id} is unknown; --predefined ${topic.id}=TOPIC defines it`;
    case 'short':
      return 'their short topic name is not a topic to publish to';
    case 'normal':
      return 'the topic id is unknown: they need a predefined id or a short topic name';
  }
}
