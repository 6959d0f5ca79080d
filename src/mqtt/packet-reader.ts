import { REASON_CODE } from '../mqtt-protocol/reason-code.ts';
import { VariableByteIntegerDecoder } from '../mqtt-protocol/variable-byte-integer.ts';
import { MIN_SENDER_ID } from './packet-ids.ts';

/** The kind of packet that begins at a place in the bytes from a broker. */
export type Found =
  /** A PUBLISH of QoS 0 or 1, or an accepting PUBACK for Qos01Sender: complete, plain and small. */
  | 'publish'
  | 'puback'
  /** Any other packet, and a PUBLISH or PUBACK with anything special: mqtt.js reads it. */
  | 'other'
  /** The beginning of a PUBLISH or PUBACK, perhaps. */
  | 'incomplete'
  /** The Remaining Length has no end [MQTT-2.2.3]. */
  | 'malformed';

/** A larger packet is 'other' from its first byte on: nobody waits for its rest. */
export const MAX_PACKET_BYTES = 64 * 1024;

const PUBACK = 0x40;
const CONTENT_TYPE = 3;
/** Behind the length of the properties, the identifier of the property and the length of its text. */
const CONTENT_TYPE_OFFSET = 4;

/** Finds packets in bytes from a broker and reads PUBLISH and PUBACK. The fields describe the last packet found. */
export class PacketReader {
  /** Where the next packet begins, perhaps behind the end of the bytes. */
  end = 0;
  topicFrom = 0;
  topicEnd = 0;
  /** The packet identifier; 0 at QoS 0. */
  id = 0;
  /** Where the Content Type begins, which ends at the payload; `payloadFrom` for none. */
  contentTypeFrom = 0;
  payloadFrom = 0;
  readonly #hasProperties: boolean;
  readonly #length = new VariableByteIntegerDecoder();

  /** `hasProperties`: true in MQTT 5. */
  constructor(hasProperties: boolean) {
    this.#hasProperties = hasProperties;
  }

  find(bytes: Uint8Array, at: number): Found {
    const bodyFrom = this.#readLength(bytes, at);
    if (typeof bodyFrom === 'string') return bodyFrom;
    const first = bytes[at] ?? 0;
    const isPublish = first >> 4 === 3 && (first & 0b0110) < 0b0100;
    if ((!isPublish && first !== PUBACK) || this.end - at > MAX_PACKET_BYTES) return 'other';
    if (this.end > bytes.length) return 'incomplete';
    return isPublish
      ? this.#readPublish(bytes, bodyFrom, (first & 0b0110) > 0)
      : this.#readPuback(bytes, bodyFrom);
  }

  /** Returns where the body begins. */
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
    this.contentTypeFrom = Math.min(idEnd + CONTENT_TYPE_OFFSET, this.payloadFrom);
    const isWhole = this.payloadFrom <= this.end;
    const isPlain = this.topicEnd > this.topicFrom && hasId === this.id > 0;
    return isWhole && isPlain ? 'publish' : 'other';
  }

  #readPuback(bytes: Uint8Array, bodyFrom: number): Found {
    this.id = wordAt(bytes, bodyFrom);
    if (this.id < MIN_SENDER_ID) return 'other';
    const length = this.end - bodyFrom;
    if (length === 2) return 'puback';
    // A sender may leave the properties' length out if there are none, and the code if it is 0 (MQTT 5 §3.4.2).
    const code = bytes[bodyFrom + 2];
    const isAccepted = code === REASON_CODE.success || code === REASON_CODE['no matching subscribers'];
    const isPlain = length === 3 || (length === 4 && bytes[bodyFrom + 3] === 0);
    return this.#hasProperties && isAccepted && isPlain ? 'puback' : 'other';
  }
}

/** End of the property block if it is empty or holds only Content Type; otherwise Infinity (mqtt.js reads the packet). */
function endOfProperties(bytes: Uint8Array, from: number): number {
  const length = bytes[from] ?? 0;
  if (length === 0) return from + 1;
  const isContentType = bytes[from + 1] === CONTENT_TYPE && wordAt(bytes, from + 2) === length - 3;
  return isContentType && length < 0x80 ? from + 1 + length : Number.POSITIVE_INFINITY;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
