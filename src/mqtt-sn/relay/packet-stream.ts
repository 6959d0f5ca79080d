import type { Duplex } from 'node:stream';
import mqttPacket, { type Packet } from 'mqtt-packet';

export interface PacketStreamEvents {
  packet(packet: Packet): void;
  /** The stream ended, at either side; may be called more than once. */
  ended(reason: string): void;
}

/** MQTT 3 packets over a stream, one after the other; the reader may pause the stream after any packet. */
export class PacketStream {
  readonly #stream: Duplex;
  readonly #events: PacketStreamEvents;
  readonly #parser = mqttPacket.parser({ protocolVersion: 4 });
  /** The rest of a chunk that was read before the pause. */
  readonly #aside: Packet[] = [];
  #isHeld = false;
  #isReleasing = false;
  #isCollecting = false;

  constructor(stream: Duplex, events: PacketStreamEvents) {
    this.#stream = stream;
    this.#events = events;
    this.#parser.on('packet', (packet: Packet) => this.#pass(packet));
    this.#parser.on('error', (error: Error) => stream.destroy(error));
    stream.on('data', (chunk: Buffer) => this.#parser.parse(chunk));
    // When several addresses fail, Node gives the code only.
    let reason = 'the broker closed the connection';
    stream.on('error', ({ message, code }: NodeJS.ErrnoException) => {
      reason = message || code || 'the connection failed';
    });
    for (const event of ['end', 'close']) stream.on(event, () => events.ended(reason));
  }

  /** Octets that the network has not taken yet. */
  get unsentOctets(): number {
    return this.#stream.writableLength;
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  write(packet: Packet): void {
    if (!this.#stream.writable) return;
    this.#collect();
    mqttPacket.writeToStream(packet, this.#stream);
  }

  /** A held stream is not read: TCP's window closes, and the sender has to wait. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    if (isHeld) this.#stream.pause();
    else this.#release();
  }

  /** Ends in order; destroys the stream after `withinMs`. */
  end(withinMs: number): void {
    this.#discard();
    this.#stream.end();
    const closing = setTimeout(() => this.#stream.destroy(), withinMs);
    this.#stream.on('close', () => clearTimeout(closing));
  }

  destroy(): void {
    this.#discard();
    this.#stream.destroy();
  }

  /** Makes one write of all packets in a turn of the event loop: a write costs more than everything else. */
  #collect(): void {
    if (this.#isCollecting) return;
    this.#isCollecting = true;
    this.#stream.cork();
    setImmediate(() => {
      this.#isCollecting = false;
      this.#stream.uncork();
    });
  }

  #pass(packet: Packet): void {
    if (this.#isHeld || this.#isReleasing) this.#aside.push(packet);
    else this.#events.packet(packet);
  }

  #release(): void {
    if (this.#isReleasing) return;
    this.#isReleasing = true;
    let taken = 0;
    for (; !this.#isHeld && taken < this.#aside.length; taken++) {
      const packet = this.#aside[taken];
      if (packet !== undefined) this.#events.packet(packet);
    }
    this.#aside.splice(0, taken);
    this.#isReleasing = false;
    if (!this.#isHeld) this.#stream.resume();
  }

  /** Reads on, to see the end of the stream, and drops the octets. */
  #discard(): void {
    this.#isHeld = false;
    this.#aside.length = 0;
    this.#stream.resume();
  }
}
