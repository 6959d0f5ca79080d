import { Duplex } from 'node:stream';
import { PACKET_TYPE } from '../mqtt-protocol/packet-type.ts';
import { MalformedPacket, PacketScanner, type ScannedPacket } from './packet-scanner.ts';
import { count, noTraffic, type Traffic } from './traffic.ts';

export interface HeldStreamOptions {
  /** The largest control packet that a client may send, fixed header included. */
  readonly maxPacketBytes?: number;
  /** How long after the peer has gone what it sent may take to be handled. */
  readonly lingerMs?: number;
}

/** What the fields of a CONNECT can add up to: five of 64 KiB, and its fixed lengths. */
const MAX_CONNECT_BYTES = 5 * 65_537 + 16;
const DEFAULT_MAX_PACKET_BYTES = 4 * 1024 * 1024;
/** Bytes kept behind CONNECT before the peer is made to wait. */
const READ_AHEAD_BYTES = 128 * 1024;
/** How long a connection that is being closed may take to send what is left. */
const FLUSH_MS = 2000;

/**
 * One client's connection as the broker is given it. aedes forgets what it has read when a connection ends,
 * and so never hears a client that connects, publishes and goes without waiting for an answer. This stream
 * keeps back its end, however the connection came by it (FIN, RST or an error), until aedes has taken in all
 * that came before. What follows CONNECT is kept back until that is answered, so nothing is acted on before
 * the client is authenticated, and any number of packets can be pipelined behind it.
 */
export class HeldStream extends Duplex {
  readonly traffic: Traffic = noTraffic();
  readonly #source: Duplex;
  readonly #maxPacketBytes: number;
  readonly #lingerMs: number;
  readonly #received: PacketScanner;
  readonly #sent: PacketScanner;
  #stage: 'connecting' | 'answered' | 'connected' = 'connecting';
  /** What came behind CONNECT while that was not answered. */
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** Bytes of the first packet that are still to come; unknown until its header was there. */
  #firstPacketMissing: number | undefined;
  #inputOver = false;
  #lingering: NodeJS.Timeout | undefined;
  #afterDrain: (() => void) | undefined;

  constructor(source: Duplex, options: HeldStreamOptions = {}) {
    super();
    this.#source = source;
    this.#maxPacketBytes = options.maxPacketBytes ?? DEFAULT_MAX_PACKET_BYTES;
    this.#lingerMs = options.lingerMs ?? 5000;
    this.#received = new PacketScanner((packet) => {
      this.#admit(packet);
      count(this.traffic.received, packet);
    });
    this.#sent = new PacketScanner((packet) => count(this.traffic.sent, packet));
    this.on('error', () => {}); // a connection may fail before the broker has taken it
    source.on('data', (chunk: Buffer) => this.#receive(chunk));
    source.on('drain', () => this.#drained());
    for (const event of ['error', 'end', 'close']) source.on(event, () => this.#over());
  }

  /** The broker has answered CONNECT: what the client pipelined behind it follows. */
  answered(): void {
    if (this.#stage !== 'connecting') return;
    this.#stage = 'answered';
    for (const chunk of this.#held) this.push(chunk);
    this.#held = [];
    this.#source.resume();
  }

  /** The broker has sent all that the session had kept for the client: the end may follow as well. */
  connected(): void {
    this.answered();
    this.#stage = 'connected';
    this.#endIfHandled();
  }

  #admit(packet: ScannedPacket): void {
    const first = this.#firstPacketMissing === undefined;
    const most = first && packet.type === PACKET_TYPE.connect ? MAX_CONNECT_BYTES : Number.POSITIVE_INFINITY;
    const limit = Math.min(most, this.#maxPacketBytes);
    if (packet.bytes > limit) {
      throw new MalformedPacket(`packet of ${packet.bytes} bytes, ${limit} are allowed`);
    }
    if (first) this.#firstPacketMissing = packet.bytes;
  }

  #receive(chunk: Buffer): void {
    if (this.destroyed) return;
    this.traffic.received.bytes += chunk.length;
    try {
      this.#received.scan(chunk);
    } catch (error) {
      if (!(error instanceof MalformedPacket)) throw error;
      this.destroy(error);
      return;
    }
    if (this.#stage === 'connecting') this.#receiveConnecting(chunk);
    else if (!this.push(chunk)) this.#source.pause();
  }

  #receiveConnecting(chunk: Buffer): void {
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    if (this.#heldBytes >= READ_AHEAD_BYTES) this.#source.pause();
    if (this.#firstPacketMissing === undefined || this.#firstPacketMissing === 0) return;
    const held = Buffer.concat(this.#held);
    const first = held.subarray(0, this.#firstPacketMissing);
    this.#firstPacketMissing -= first.length;
    this.#held = first.length < held.length ? [held.subarray(first.length)] : [];
    this.push(first);
  }

  override _read(): void {
    if (this.#stage !== 'connecting') this.#source.resume();
  }

  /** aedes reads when it is done with what it read before; what it is given here it takes in at once. */
  override read(size?: number): Buffer | null {
    const chunk = super.read(size);
    if (this.#inputOver) this.#endIfHandled();
    return chunk;
  }

  #over(): void {
    this.#drained();
    if (this.#inputOver) return;
    this.#inputOver = true;
    this.#lingering = setTimeout(() => this.destroy(), this.#lingerMs).unref();
    this.#endIfHandled();
  }

  #endIfHandled(): void {
    if (!this.#inputOver || this.readableLength > 0 || this.writableNeedDrain) return;
    const connectIsWhole = this.#firstPacketMissing === 0;
    if (connectIsWhole && this.#stage !== 'connected') return;
    setImmediate(() => {
      if (!this.readableEnded) this.push(null);
    });
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#send([chunk], done);
  }

  override _writev(pieces: { chunk: Buffer }[], done: () => void): void {
    this.#send(
      pieces.map((piece) => piece.chunk),
      done,
    );
  }

  /** To a peer that is gone, sending succeeds: what it has sent is still to be handled. */
  #send(chunks: readonly Buffer[], done: () => void): void {
    const source = this.#source;
    if (source.destroyed || source.writableEnded) {
      done();
      return;
    }
    let room = true;
    source.cork();
    for (const chunk of chunks) {
      this.traffic.sent.bytes += chunk.length;
      this.#sent.scan(chunk);
      room = source.write(chunk);
    }
    source.uncork();
    if (room) done();
    else this.#afterDrain = done;
  }

  #drained(): void {
    const done = this.#afterDrain;
    this.#afterDrain = undefined;
    if (done === undefined) return;
    done();
    setImmediate(() => this.#endIfHandled());
  }

  override _final(done: () => void): void {
    this.#source.end();
    done();
  }

  /** What was written is sent before the connection goes, unless the peer takes too long to read it. */
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#lingering);
    this.#held = [];
    this.#drained();
    const source = this.#source;
    if (!source.destroyed) {
      const frozen = setTimeout(() => source.destroy(), FLUSH_MS).unref();
      source.once('close', () => clearTimeout(frozen));
      source.resume();
      source.end(() => source.destroy());
    }
    done(error);
  }
}
