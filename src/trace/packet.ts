/** The sender of a packet. An MQTT-SN gateway counts as a broker. */
export type Sender = 'client' | 'broker';

export function receiverOf(side: Sender): Sender {
  return side === 'client' ? 'broker' : 'client';
}

/** A control packet seen on the wire: its facts, and the place of each field in its bytes. */
export interface Packet {
  /** The standard's name in lower case: `connect`, `puback`, `pingreq`. */
  readonly name: string;
  /** Length of the whole packet on the wire, header included. */
  readonly length: number;
  /** The bytes of the packet; only the fixed header of a packet above the limit. */
  readonly bytes: Uint8Array;
  readonly fields: readonly PacketField[];
  readonly facts: Facts;
  /** The fault in words if the bytes break the standard. */
  readonly fault?: string;
  /** Set for a packet above the limit, whose body was not kept. */
  readonly skipped?: true;
}

/** A part of a packet: `length` bytes from `offset`, counted from the packet's first byte. */
export interface PacketField {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
  /** The meaning of the bytes; undefined for bytes without any, such as a payload. */
  readonly meaning?: string;
  /** A secret is printed neither as bytes nor as text. */
  readonly secret?: true;
}

/** The contents of a packet. MQTT and MQTT-SN share the vocabulary. */
export interface Facts {
  /** `MQTT 3.1`, `MQTT 3.1.1`, `MQTT 5.0`, or the words of the packet. */
  readonly protocol?: string;
  readonly clientId?: string;
  /** Seconds. */
  readonly keepAlive?: number;
  readonly cleanSession?: boolean;
  readonly username?: string;
  /** The packet has a password. The password itself is never kept. */
  readonly password?: true;
  readonly will?: WillFacts;
  readonly sessionPresent?: boolean;
  readonly dup?: boolean;
  readonly qos?: number;
  readonly retain?: boolean;
  readonly packetId?: number;
  readonly topic?: string;
  /** MQTT-SN: the number for a topic. */
  readonly topicId?: number;
  readonly payload?: Uint8Array;
  readonly filters?: readonly Filter[];
  readonly codes?: readonly Code[];
  readonly properties?: readonly Property[];
  /** Facts of one protocol alone, such as an MQTT-SN gateway's number. */
  readonly others?: readonly (readonly [name: string, value: string | number | boolean])[];
}

/** A will in CONNECT. Its QoS may be the forbidden 3. */
export interface WillFacts {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: number;
  readonly retain: boolean;
  readonly properties?: readonly Property[];
}

export interface Filter {
  readonly filter: string;
  /** The QoS in SUBSCRIBE; UNSUBSCRIBE has none. */
  readonly qos?: number;
  /** MQTT 5: no local, retain as published, retain handling, each unless 0. */
  readonly options?: readonly string[];
}

/** A return or reason code, with the standard's words for it. */
export interface Code {
  readonly value: number;
  readonly words: string;
  readonly isError: boolean;
}

/** An MQTT 5 property. A user property's value is its pair; a secret's is undefined. */
export interface Property {
  readonly name: string;
  readonly value: number | string | Uint8Array | readonly [name: string, value: string] | undefined;
}
