import type { SeenEvent } from './event.ts';
import { type Packet, receiverOf, type Sender } from './packet.ts';

/** The part of a packet in an exchange: request and answer, or a QoS handshake. */
export interface ExchangeStep {
  readonly role: 'alone' | 'opens' | 'continues' | 'closes';
  /** Undefined for a packet on its own. */
  readonly exchange?: PacketExchange;
}

export interface PacketExchange {
  /** Unique among the exchanges open at one time. */
  readonly key: string;
  /** The name of the opening packet. */
  readonly opener: string;
  readonly openedAt: number;
  /** 0 unless the opening packet is a PUBLISH. */
  readonly qos: number;
}

/**
 * Follows the exchanges of each connection. Each side counts its own packet ids, so the opening side is part of the key.
 * The exchanges of a closed connection are forgotten.
 */
export class ExchangeTracker {
  readonly #open = new Map<number, Map<string, PacketExchange>>();

  step(event: SeenEvent): ExchangeStep {
    if (event.item.kind !== 'packet') return ALONE;
    const { packet } = event.item;
    const opensFor = OPENERS[packet.name];
    if (opensFor !== undefined && (packet.name !== 'publish' || (packet.facts.qos ?? 0) > 0)) {
      return this.#begin(event, packet, opensFor);
    }
    const answers = ANSWERS[packet.name];
    return answers === undefined ? ALONE : this.#answer(event, packet, answers);
  }

  /** Call this when a connection closes. */
  forget(connection: number): void {
    this.#open.delete(connection);
  }

  #begin(event: SeenEvent, packet: Packet, about: string): ExchangeStep {
    const open = this.#open.get(event.connection) ?? new Map<string, PacketExchange>();
    this.#open.set(event.connection, open);
    const key = keyOf(event.from, about, packet);
    const known = open.get(key);
    // A PUBLISH sent again continues the exchange of the first PUBLISH.
    if (known !== undefined && packet.facts.dup === true) return { role: 'continues', exchange: known };
    const exchange = {
      key: `${event.connection} ${key}`,
      opener: packet.name,
      openedAt: event.timeMs,
      qos: packet.facts.qos ?? 0,
    };
    open.set(key, exchange);
    return { role: 'opens', exchange };
  }

  #answer(event: SeenEvent, packet: Packet, { about, bySide, ends }: Answer): ExchangeStep {
    const opener = bySide === 'opener' ? event.from : receiverOf(event.from);
    const open = this.#open.get(event.connection);
    const key = keyOf(opener, about, packet);
    const exchange = open?.get(key);
    if (open === undefined || exchange === undefined) return ALONE;
    const isRefused = packet.facts.codes?.some((code) => code.isError) === true;
    if (event.fate?.isLost || (!ends && !isRefused)) return { role: 'continues', exchange };
    open.delete(key);
    return { role: 'closes', exchange };
  }
}

const ALONE: ExchangeStep = { role: 'alone' };

function keyOf(opener: Sender, about: string, { facts }: Packet): string {
  return `${opener} ${about} ${facts.packetId ?? ''}`;
}

/** The packets with an answer, and a name for each exchange. */
const OPENERS: Readonly<Record<string, string>> = {
  connect: 'connection',
  publish: 'message',
  subscribe: 'subscription',
  unsubscribe: 'unsubscription',
  pingreq: 'ping',
  register: 'registration',
  searchgw: 'search',
};

interface Answer {
  readonly about: string;
  /** The sender of the answer: the opening side or the other side. */
  readonly bySide: 'opener' | 'other';
  readonly ends: boolean;
}

const ANSWERS: Readonly<Record<string, Answer>> = {
  connack: { about: 'connection', bySide: 'other', ends: true },
  puback: { about: 'message', bySide: 'other', ends: true },
  pubrec: { about: 'message', bySide: 'other', ends: false },
  pubrel: { about: 'message', bySide: 'opener', ends: false },
  pubcomp: { about: 'message', bySide: 'other', ends: true },
  suback: { about: 'subscription', bySide: 'other', ends: true },
  unsuback: { about: 'unsubscription', bySide: 'other', ends: true },
  pingresp: { about: 'ping', bySide: 'other', ends: true },
  regack: { about: 'registration', bySide: 'other', ends: true },
  gwinfo: { about: 'search', bySide: 'other', ends: true },
  // In MQTT-SN the gateway asks for the will in between.
  willtopicreq: { about: 'connection', bySide: 'other', ends: false },
  willtopic: { about: 'connection', bySide: 'opener', ends: false },
  willmsgreq: { about: 'connection', bySide: 'other', ends: false },
  willmsg: { about: 'connection', bySide: 'opener', ends: false },
};
