import type { Packet, Sender } from './packet.ts';

/** A packet on its way through the proxy. */
export interface Passing {
  /** Counts the connections from 1. */
  readonly connection: number;
  readonly from: Sender;
  readonly packet: Packet;
  /** The protocol level in CONNECT: 3, 4 or 5; undefined if no CONNECT could be read. */
  readonly level: number | undefined;
}

/** The treatment of one packet in place of passing on unchanged. */
export interface Fate {
  /** For the trace: `withheld`, `cut after 7 bytes`. */
  readonly words: string;
  /** The direction waits first, in milliseconds. The packets behind wait, too. */
  readonly waitMs?: number;
  /** The bytes for the receiver in place of the packet; left out to withhold the packet. */
  readonly passes?: Uint8Array;
  /** Bytes for the sender, as if the receiver had answered. */
  readonly answers?: Uint8Array;
  /**
   * `close` ends both connections once these bytes are on their way. `restart` ends every connection of the
   * proxy at once, and nobody can connect for `downMs`.
   */
  readonly afterwards?: 'close' | 'restart';
  readonly downMs?: number;
}

/** Decides about each packet, in the order of arrival. Called once a packet, before anything of the packet passes. */
export interface Interference {
  /** Undefined lets the packet pass unchanged. */
  fateOf(passing: Passing): Fate | undefined;
}
