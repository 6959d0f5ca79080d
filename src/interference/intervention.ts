import type { PacketName } from '../mqtt-protocol/packet-type.ts';
import type { Reader } from '../text/reader.ts';
import type { Fate, Passing } from '../trace/interference.ts';
import type { Sender } from '../trace/packet.ts';

/** A kind of intervention on a packet. `read` of its value throws ReadError. */
export interface Intervention {
  /** The word in a specification. */
  readonly kind: string;
  /** The effect, where `it` is the packet. */
  readonly describe: string;
  /** The packets that the kind can befall; left out for all packets. */
  readonly packets?: readonly PacketName[];
  /** The sender of the packets that the kind can befall; left out for both. */
  readonly from?: Sender;
  /** The value behind `KIND=`; left out for kinds without a value. */
  readonly value?: { readonly takes: string; readonly read: Reader<number> };
  /**
   * The packet's fate; undefined if there is nothing to change.
   *
   * @param value the number behind `KIND=`, or undefined for the kind's own default
   */
  readonly fateOf: (passing: Passing, value: number | undefined) => Fate | undefined;
}
