import type { SeenEvent } from './event.ts';
import { otherSide, type Packet, type Side } from './packet.ts';

/** The part a packet plays among those that belong together: request and answer, or a QoS handshake. */
export interface Step {
  readonly role: 'alone' | 'opens' | 'continues' | 'closes';
  /** What the exchange is about; undefined for a packet on its own. */
  readonly exchange?: Exchange;
}

export interface Exchange {
  /** Tells apart the exchanges that are open at one time. */
  readonly key: string;
  /** The packet that opened it. */
  readonly opener: string;
  readonly openedAt: number;
  /** Of a PUBLISH. */
  readonly qos: number;
}

/**
 * Follows which packets belong together, for each connection and, as each side counts packet ids of its own,
 * for each side that began. An exchange that is open when its connection closes is forgotten.
 */
export class Exchanges {
  readonly #open = new Map<number, Map<string, Exchange>>();

  step(event: SeenEvent): Step {
    if (event.sighting.kind !== 'packet') return ALONE;
    const { packet } = event.sighting;
    const opensFor = OPENERS[packet.name];
    if (opensFor !== undefined && (packet.name !== 'publish' || (packet.facts.qos ?? 0) > 0)) {
      return this.#begin(event, packet, opensFor);
    }
    const answers = ANSWERS[packet.name];
    return answers === undefined ? ALONE : this.#answer(event, packet, answers);
  }

  /** To be told when a connection closes. */
  forget(connection: number): void {
    this.#open.delete(connection);
  }

  #begin(event: SeenEvent, packet: Packet, about: string): Step {
    const open = this.#open.get(event.connection) ?? new Map<string, Exchange>();
    this.#open.set(event.connection, open);
    const key = keyOf(event.from, about, packet);
    const known = open.get(key);
    // A PUBLISH sent again goes on with the exchange that the first one opened.
    if (known !== undefined && packet.facts.dup === true) return { role: 'continues', exchange: known };
    const exchange = {
      key: `${event.connection} ${key}`,
      opener: packet.name,
      openedAt: event.time,
      qos: packet.facts.qos ?? 0,
    };
    open.set(key, exchange);
    return { role: 'opens', exchange };
  }

  #answer(event: SeenEvent, packet: Packet, { about, bySide, ends }: Answer): Step {
    const opener = bySide === 'opener' ? event.from : otherSide(event.from);
    const open = this.#open.get(event.connection);
    const key = keyOf(opener, about, packet);
    const exchange = open?.get(key);
    if (open === undefined || exchange === undefined) return ALONE;
    const isRefused = packet.facts.codes?.some((code) => code.isError) === true;
    if (!ends && !isRefused) return { role: 'continues', exchange };
    open.delete(key);
    return { role: 'closes', exchange };
  }
}

const ALONE: Step = { role: 'alone' };

function keyOf(opener: Side, about: string, { facts }: Packet): string {
  return `${opener} ${about} ${facts.packetId ?? ''}`;
}

/** Packets that await an answer, and the name of what they begin. */
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
  /** Whether it comes from the side that began, or from the other one. */
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
  // MQTT-SN asks for the will in between
  willtopicreq: { about: 'connection', bySide: 'other', ends: false },
  willtopic: { about: 'connection', bySide: 'opener', ends: false },
  willmsgreq: { about: 'connection', bySide: 'other', ends: false },
  willmsg: { about: 'connection', bySide: 'opener', ends: false },
};
