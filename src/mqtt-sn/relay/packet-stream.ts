import type { Duplex } from 'node:stream';
import type { PacketCursor } from '../../mqtt-codec/packet-cursor.ts';
import { PacketFault } from '../../mqtt-codec/packet-fault.ts';
import { PacketSplitter } from '../../mqtt-codec/packet-splitter.ts';

export interface PacketStreamEvents {
  /** A `PacketFault` of the reader ends the stream. */
  packet(packet: PacketCursor): void;
  /** The stream ended, at either side; may be called more than once. */
  ended(reason: string): void;
}

/** The longest control packet of MQTT. */
const MAX_OCTETS = 268_435_460;

/** MQTT packets over a stream, one after the other; the reader may pause the stream after any packet. */
export class PacketStream {
  readonly #stream: Duplex;
  readonly #events: PacketStreamEvents;
  readonly #input = new PacketSplitter();
  /** The packets of this turn of the event loop. */
  #waiting: Uint8Array[] = [];
  #waitingOctets = 0;
  #isHeld = false;
  #isReading = false;
  #isLeft = false;

  constructor(stream: Duplex, events: PacketStreamEvents) {
    this.#stream = stream;
    this.#events = events;
    stream.on('data', (chunk: Buffer) => {
      if (this.#isLeft) return;
      this.#input.push(chunk);
      this.#read();
    });
    // When several addresses fail, Node gives the code only.
    let reason = 'the broker closed the connection';
    stream.on('error', ({ message, code }: NodeJS.ErrnoException) => {
      reason = message || code || 'the connection failed';
    });
    for (const event of ['end', 'close']) stream.on(event, () => events.ended(reason));
  }

  /** Octets that the network has not taken yet. */
  get unsentOctets(): number {
    return this.#waitingOctets + this.#stream.writableLength;
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Makes one write of all packets in a turn of the event loop: a write costs more than everything else. */
  write(packet: Uint8Array): void {
    this.#waiting.push(packet);
    this.#waitingOctets += packet.length;
    if (this.#waiting.length === 1) setImmediate(() => this.#flush());
  }

  /** A held stream is not read: TCP's window closes, and the sender has to wait. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    if (isHeld) this.#stream.pause();
    else this.#read();
    if (!this.#isHeld) this.#stream.resume();
  }

  /** Ends in order; destroys the stream after `withinMs`. */
  end(withinMs: number): void {
    this.#leave();
    this.#flush();
    this.#stream.end();
    const closing = setTimeout(() => this.#stream.destroy(), withinMs);
    this.#stream.on('close', () => clearTimeout(closing));
  }

  destroy(): void {
    this.#leave();
    this.#stream.destroy();
  }

  #flush(): void {
    const [first] = this.#waiting;
    if (first === undefined) return;
    const octets = this.#waiting.length === 1 ? first : Buffer.concat(this.#waiting, this.#waitingOctets);
    this.#waiting = [];
    this.#waitingOctets = 0;
    if (this.#stream.writable) this.#stream.write(octets);
  }

  /** Hands over whole packets until the reader asks for a pause. */
  #read(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (!this.#isHeld && !this.#isLeft) {
        const packet = this.#input.next(MAX_OCTETS);
        if (packet === undefined) return;
        this.#events.packet(packet);
      }
    } catch (error) {
      if (!(error instanceof PacketFault)) throw error;
      this.#stream.destroy(error);
    } finally {
      this.#isReading = false;
    }
  }

  /** Reads on, to see the end of the stream, and drops the octets. */
  #leave(): void {
    this.#isHeld = false;
    this.#isLeft = true;
    this.#stream.resume();
  }
}
