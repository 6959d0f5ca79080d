/** Who sent a packet. An MQTT-SN gateway stands where the broker does. */
export type Side = 'client' | 'broker';

export function otherSide(side: Side): Side {
  return side === 'client' ? 'broker' : 'client';
}

/** A control packet as it was seen: what it says, and where each part of it stands in its bytes. */
export interface Packet {
  /** As the standard names it, in lower case: `connect`, `puback`, `pingreq`. */
  readonly name: string;
  /** Length of the whole packet on the wire, header included. */
  readonly length: number;
  /** The bytes of the packet; of one above the limit only the fixed header. */
  readonly bytes: Uint8Array;
  readonly fields: readonly Field[];
  readonly facts: Facts;
  /** Set where the bytes break the standard: what is wrong with them. */
  readonly fault?: string;
  /** Set where the packet was let past without being kept. */
  readonly skipped?: true;
}

/** A part of a packet: `length` bytes from `offset`, counted from the packet's first byte. */
export interface Field {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
  /** What the bytes mean; undefined where the bytes themselves are all there is to say. */
  readonly meaning?: string;
  /** A secret, which is neither printed as bytes nor as text. */
  readonly secret?: true;
}

/** What a packet says, as far as it says it. MQTT and MQTT-SN share the vocabulary. */
export interface Facts {
  /** `MQTT 3.1`, `MQTT 3.1.1`, `MQTT 5.0`, or as the packet has it. */
  readonly protocol?: string;
  readonly clientId?: string;
  /** Seconds. */
  readonly keepAlive?: number;
  readonly cleanSession?: boolean;
  readonly username?: string;
  /** A password is there. It is never kept. */
  readonly password?: true;
  readonly will?: WillFacts;
  readonly sessionPresent?: boolean;
  readonly dup?: boolean;
  readonly qos?: number;
  readonly retain?: boolean;
  readonly packetId?: number;
  readonly topic?: string;
  /** MQTT-SN: the number that stands for a topic. */
  readonly topicId?: number;
  readonly payload?: Uint8Array;
  readonly filters?: readonly Filter[];
  readonly codes?: readonly Code[];
  readonly properties?: readonly Property[];
  /** What only one protocol knows, such as an MQTT-SN gateway's number. */
  readonly others?: readonly (readonly [name: string, value: string | number | boolean])[];
}

/** A will as CONNECT has it; its QoS may be 3, which the standard forbids. */
export interface WillFacts {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: number;
  readonly retain: boolean;
  readonly properties?: readonly Property[];
}

export interface Filter {
  readonly filter: string;
  /** Asked for by SUBSCRIBE; UNSUBSCRIBE has none. */
  readonly qos?: number;
  /** MQTT 5: no local, retain as published, retain handling, where not 0. */
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
