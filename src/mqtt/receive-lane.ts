import { type Duplex, Writable } from 'node:stream';
import type { IncomingMessage } from '../session.ts';
import { PacketReader } from './packet-reader.ts';
import type { TopicNames } from './topic-names.ts';

export interface ReceiveLaneSettings {
  /** MQTT 5 has properties in its packets. */
  readonly hasProperties: boolean;
  /** Whether it was taken: only then it is acknowledged. */
  readonly onMessage: (message: IncomingMessage) => boolean;
  readonly onAcknowledged: (id: number) => void;
  /** Acknowledgements came, so the connection is alive. Called once for those that came together. */
  readonly onAlive: () => void;
}

/**
 * The way of PUBLISH of QoS 0 and 1, and of PUBACK, from the broker past mqtt.js. The lane stands between a
 * connection's stream and mqtt.js' parser, where there would be a pipe:
 *
 *     stream ──► ReceiveLane ──► mqtt.js      all other packets, their bytes as they came
 *                     └────────► onMessage, onAcknowledged
 *
 * In mqtt.js a message costs a packet of a dozen fields, a text of its topic, a turn in the queue of ticks and at
 * QoS 1 a write of its own. Here it is a part of the memory that the socket read into, the name of a known topic is
 * found by its bytes, and what came together is acknowledged in one write. The order of all packets is kept: those
 * behind one for mqtt.js wait until it has dealt with that, and the stream waits for the lane, so nothing
 * piles up. From the first bytes on that are no MQTT everything goes to mqtt.js.
 */
export class ReceiveLane extends Writable {
  readonly #stream: Writable;
  readonly #parser: Writable;
  readonly #settings: ReceiveLaneSettings;
  readonly #names: TopicNames;
  readonly #reader: PacketReader;
  /** The beginning of a packet whose rest has not come. */
  #kept: Buffer = NOTHING;
  /** How much of another packet is still to come; Infinity after bytes that are no MQTT. */
  #missing = 0;
  #unacknowledged: number[] = [];

  /** `stream` is where acknowledgements go, `parser` where other packets do. */
  constructor(stream: Writable, parser: Writable, names: TopicNames, settings: ReceiveLaneSettings) {
    super();
    this.#stream = stream;
    this.#parser = parser;
    this.#names = names;
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

  /** Takes the common packets that follow each other; returns where the first is that is none. */
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
    const { topicFrom, topicEnd, payloadFrom, end, id } = this.#reader;
    const isTaken = this.#settings.onMessage({
      topic: this.#names.at(bytes, topicFrom, topicEnd),
      payload: bytes.subarray(payloadFrom, end),
      qos: id === 0 ? 0 : 1,
      retain: (flags & RETAIN) !== 0,
      dup: (flags & DUP) !== 0,
    });
    if (isTaken && id !== 0) this.#unacknowledged.push(id);
  }

  /** Acknowledges what was taken, in its order [MQTT-4.6.0-2], and goes on when the stream has room. */
  #acknowledge(goOn: () => void): void {
    const ids = this.#unacknowledged;
    // What can't be acknowledged comes again.
    if (ids.length === 0 || !this.#stream.writable) {
      goOn();
      return;
    }
    this.#unacknowledged = [];
    if (this.#stream.write(pubacks(ids))) goOn();
    else this.#stream.once('drain', goOn);
  }

  /** Where the packets for mqtt.js end that begin here. */
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

/** The stream with a lane in it: mqtt.js reads a stream by piping it into its parser, and this pipe leads through the lane. */
export function withReceiveLane(stream: Duplex, names: TopicNames, settings: ReceiveLaneSettings): Duplex {
  const pipe = stream.pipe.bind(stream);
  stream.pipe = (parser) => {
    pipe(new ReceiveLane(stream, parser as unknown as Writable, names, settings));
    return parser;
  };
  return stream;
}

const NOTHING = Buffer.alloc(0);
const DUP = 0b1000;
const RETAIN = 0b0001;
const PUBACK = 0x4002_0000;

/** PUBACK packets of four bytes each; in MQTT 5 they mean success. */
function pubacks(ids: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(4 * ids.length);
  for (const [i, id] of ids.entries()) bytes.writeUInt32BE(PUBACK + id, 4 * i);
  return bytes;
}
