import { VariableByteIntegerDecoder } from '../mqtt-protocol/variable-byte-integer.ts';
import { FIRST_LANE_ID } from './publish-lane.ts';

/** What begins at a place in the bytes from a broker. */
export type Found =
  /** A PUBLISH of QoS 0 or 1, a PUBACK that accepts a message of the publish lane: complete, plain and small. */
  | 'publish'
  | 'puback'
  /** Any other packet, and those of the first kinds that have something special about them. */
  | 'other'
  /** The beginning of what may become one of the first kinds. */
  | 'incomplete'
  /** No packet: its Remaining Length has no end [MQTT-2.2.3]. */
  | 'malformed';

/** Larger packets are 'other' ones from their first byte on, so that nobody has to wait for the rest of them. */
export const LARGEST_PACKET = 64 * 1024;

const PUBACK = 0x40;
const CONTENT_TYPE = 3;
const NO_MATCHING_SUBSCRIBERS = 0x10;

/** Finds the packets in bytes from a broker, and reads the common kinds of them. Its fields tell of the last one found. */
export class PacketReader {
  /** Where the packet after it begins, which may be behind the end of the bytes. */
  end = 0;
  topicFrom = 0;
  topicEnd = 0;
  /** The packet identifier; 0 at QoS 0. */
  id = 0;
  payloadFrom = 0;
  readonly #hasProperties: boolean;
  readonly #length = new VariableByteIntegerDecoder();

  /** Whether the packets have properties: they do in MQTT 5. */
  constructor(hasProperties: boolean) {
    this.#hasProperties = hasProperties;
  }

  find(bytes: Uint8Array, at: number): Found {
    const bodyFrom = this.#readLength(bytes, at);
    if (typeof bodyFrom === 'string') return bodyFrom;
    const first = bytes[at] ?? 0;
    const isPublish = first >> 4 === 3 && (first & 0b0110) < 0b0100;
    if ((!isPublish && first !== PUBACK) || this.end - at > LARGEST_PACKET) return 'other';
    if (this.end > bytes.length) return 'incomplete';
    return isPublish
      ? this.#readPublish(bytes, bodyFrom, (first & 0b0110) > 0)
      : this.#readPuback(bytes, bodyFrom);
  }

  /** Where the body begins. */
  #readLength(bytes: Uint8Array, at: number): number | 'incomplete' | 'malformed' {
    const length = this.#length;
    length.reset();
    for (let i = at + 1; ; i++) {
      const byte = bytes[i];
      if (byte === undefined) return 'incomplete';
      const found = length.take(byte);
      if (found === 'malformed') return found;
      if (found === 'more') continue;
      this.end = i + 1 + length.value;
      return i + 1;
    }
  }

  #readPublish(bytes: Uint8Array, bodyFrom: number, hasId: boolean): Found {
    this.topicFrom = bodyFrom + 2;
    this.topicEnd = this.topicFrom + wordAt(bytes, bodyFrom);
    const idEnd = this.topicEnd + (hasId ? 2 : 0);
    this.id = hasId ? wordAt(bytes, this.topicEnd) : 0;
    this.payloadFrom = this.#hasProperties ? endOfProperties(bytes, idEnd) : idEnd;
    const isWhole = this.payloadFrom <= this.end;
    const isPlain = this.topicEnd > this.topicFrom && hasId === this.id > 0;
    return isWhole && isPlain ? 'publish' : 'other';
  }

  #readPuback(bytes: Uint8Array, bodyFrom: number): Found {
    this.id = wordAt(bytes, bodyFrom);
    if (this.id < FIRST_LANE_ID) return 'other';
    const length = this.end - bodyFrom;
    if (length === 2) return 'puback';
    // The length of the properties may be left out where there are none, and the code where it is 0 (MQTT 5 §3.4.2).
    const code = bytes[bodyFrom + 2];
    const isAccepted = code === 0 || code === NO_MATCHING_SUBSCRIBERS;
    const isPlain = length === 3 || (length === 4 && bytes[bodyFrom + 3] === 0);
    return this.#hasProperties && isAccepted && isPlain ? 'puback' : 'other';
  }
}

/** Where properties end that are none, or nothing but the Content Type of our own readings; Infinity for others. */
function endOfProperties(bytes: Uint8Array, from: number): number {
  const length = bytes[from] ?? 0;
  if (length === 0) return from + 1;
  const isContentType = bytes[from + 1] === CONTENT_TYPE && wordAt(bytes, from + 2) === length - 3;
  return isContentType && length < 0x80 ? from + 1 + length : Number.POSITIVE_INFINITY;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
