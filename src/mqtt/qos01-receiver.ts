import { type Duplex, Writable } from 'node:stream';
import type { IncomingMessage, MessageProperties } from '../session.ts';
import { InternedTopics } from './interned-topics.ts';
import { PacketReader } from './packet-reader.ts';

export interface ReceiverSettings {
  /** True in MQTT 5: its packets have properties. */
  readonly hasProperties: boolean;
  /** Returns true if the message was taken. Only then is it acknowledged. */
  readonly onMessage: (message: IncomingMessage) => boolean;
  readonly onAcknowledged: (id: number) => void;
  /** The broker is alive: called once for several acknowledgements in one chunk. */
  readonly onAlive: () => void;
}

/**
 * Handles PUBLISH (QoS 0 and 1) and PUBACK from the broker and forwards all other packets to mqtt.js in their order. The
 * receiver stands between the connection's stream and mqtt.js' parser, in the place of a pipe:
 *
 *     stream ──► Qos01Receiver ──► mqtt.js      all other packets, byte for byte
 *                      └────────► onMessage, onAcknowledged
 *
 * By hand, because `alarm` then takes about 18 % less CPU a reading at QoS 0 and 34 % less at QoS 1 (`watch` 6 % and
 * 26 %): no packet object, no topic string, no tick and (QoS 1) no write for each message. A payload is a part of the
 * socket's own buffer, and the messages of a chunk are acknowledged in one write. Packets behind one
 * for mqtt.js wait until mqtt.js has taken it, and the stream waits for the receiver, so nothing piles up. After
 * malformed bytes the receiver forwards everything.
 */
export class Qos01Receiver extends Writable {
  readonly #stream: Writable;
  readonly #parser: Writable;
  readonly #settings: ReceiverSettings;
  readonly #topics: InternedTopics;
  readonly #contentTypes = new InternedTopics();
  #properties: MessageProperties = {};
  readonly #reader: PacketReader;
  /** The beginning of a packet, until its rest comes. */
  #kept: Buffer = NOTHING;
  /** Bytes still to come of a packet for mqtt.js; Infinity after malformed bytes. */
  #missing = 0;
  #unacknowledged: number[] = [];

  /** Acknowledgements go to `stream`, packets for mqtt.js to `parser`. */
  constructor(stream: Writable, parser: Writable, topics: InternedTopics, settings: ReceiverSettings) {
    super();
    this.#stream = stream;
    this.#parser = parser;
    this.#topics = topics;
    this.#settings = settings;
    this.#reader = new PacketReader(settings.hasProperties);
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    const bytes = this.#kept.length === 0 ? chunk : Buffer.concat([this.#kept, chunk]);
    this.#kept = NOTHING;
    this.#takeFrom(bytes, 0, done);
  }

  override _final(done: () => void): void {
    this.#parser.end();
    done();
  }

  #takeFrom(bytes: Buffer, from: number, done: () => void): void {
    const at = this.#missing > 0 ? from : this.#takeCommon(bytes, from);
    this.#acknowledge(() => {
      const end = this.#endOfOthers(bytes, at);
      if (end > at) {
        this.#parser.write(bytes.subarray(at, end), () => this.#takeFrom(bytes, end, done));
      } else {
        this.#kept = bytes.subarray(at);
        done();
      }
    });
  }

  /** Handles consecutive PUBLISH and PUBACK packets; returns where the next packet of mqtt.js begins. */
  #takeCommon(bytes: Buffer, from: number): number {
    const packet = this.#reader;
    let hasAcknowledgement = false;
    let at = from;
    for (; at < bytes.length; at = packet.end) {
      const found = packet.find(bytes, at);
      if (found === 'publish') {
        this.#takeMessage(bytes, bytes[at] ?? 0);
      } else if (found === 'puback') {
        this.#settings.onAcknowledged(packet.id);
        hasAcknowledgement = true;
      } else {
        break;
      }
    }
    if (hasAcknowledgement) this.#settings.onAlive();
    return at;
  }

  #takeMessage(bytes: Buffer, flags: number): void {
    const { topicFrom, topicEnd, contentTypeFrom, payloadFrom, end, id } = this.#reader;
    const isTaken = this.#settings.onMessage({
      topic: this.#topics.at(bytes, topicFrom, topicEnd),
      payload: bytes.subarray(payloadFrom, end),
      qos: id === 0 ? 0 : 1,
      retain: (flags & RETAIN) !== 0,
      dup: (flags & DUP) !== 0,
      packetId: id,
      properties:
        contentTypeFrom < payloadFrom ? this.#withType(bytes, contentTypeFrom, payloadFrom) : undefined,
    });
    if (isTaken && id !== 0) this.#unacknowledged.push(id);
  }

  /** One object for all messages of a Content Type: few publishers have more than one. */
  #withType(bytes: Buffer, from: number, end: number): MessageProperties {
    const contentType = this.#contentTypes.at(bytes, from, end);
    if (this.#properties.contentType !== contentType) this.#properties = { contentType };
    return this.#properties;
  }

  /** Acknowledges the messages taken, in their order [MQTT-4.6.0-2], and goes on when the stream has room. */
  #acknowledge(goOn: () => void): void {
    const ids = this.#unacknowledged;
    // The broker sends an unacknowledged message again.
    if (ids.length === 0 || !this.#stream.writable) {
      goOn();
      return;
    }
    this.#unacknowledged = [];
    if (this.#stream.write(pubacks(ids))) goOn();
    else this.#stream.once('drain', goOn);
  }

  /** The end of the packets for mqtt.js from `from` on. */
  #endOfOthers(bytes: Buffer, from: number): number {
    let end = from + this.#missing;
    while (end < bytes.length) {
      const found = this.#reader.find(bytes, end);
      if (found === 'malformed') end = Number.POSITIVE_INFINITY;
      else if (found === 'other') end = this.#reader.end;
      else break;
    }
    this.#missing = Math.max(0, end - bytes.length);
    return Math.min(end, bytes.length);
  }
}

/** The stream with a receiver in it: mqtt.js pipes a stream into its parser, and this pipe leads through the receiver. */
export function withQos01Receiver(
  stream: Duplex,
  topics: InternedTopics,
  settings: ReceiverSettings,
): Duplex {
  const pipe = stream.pipe.bind(stream);
  stream.pipe = (parser) => {
    pipe(new Qos01Receiver(stream, parser as unknown as Writable, topics, settings));
    return parser;
  };
  return stream;
}

const NOTHING = Buffer.alloc(0);
const DUP = 0b1000;
const RETAIN = 0b0001;
const PUBACK = 0x4002_0000;

/** PUBACK packets of four bytes each. MQTT 5 reads them as success. */
function pubacks(ids: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(4 * ids.length);
  for (const [i, id] of ids.entries()) bytes.writeUInt32BE(PUBACK + id, 4 * i);
  return bytes;
}
