import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type LoadClient, type LoadTransport, loadClient, onPieces } from './broker-client.ts';

export interface Load {
  readonly qos: 0 | 1;
  /** Messages that are under way at the same time. */
  readonly window: number;
  readonly subscribers: number;
  readonly messages: number;
  readonly transport?: LoadTransport;
  /** Whether the subscribers' sessions outlive them. */
  readonly isPersistent?: boolean;
}

export interface LoadResult {
  /** Published messages a second, until all subscribers have them. */
  readonly perSecond: number;
  /** CPU of the broker for a published message, with all its deliveries. */
  readonly cpuMicros: number;
}

const TOPIC = 'bench/t';
const PAYLOAD_BYTES = 100;
const PUBACK_BYTES = 4;
const MAX_ID = 0xffff;
/** Of a first run that is not counted. */
const WARM_UP = 0.2;
/** Linux counts CPU in hundredths of a second. */
const MICROS_A_TICK = 10_000;

/** One publisher and some subscribers, as fast as the broker is. */
export async function measureLoad(port: number, broker: ChildProcess, load: Load): Promise<LoadResult> {
  const { transport, qos, isPersistent = false } = load;
  const subscription = { filter: TOPIC, qos, isPersistent };
  const subscribers: LoadClient[] = [];
  for (let n = 0; n < load.subscribers; n++)
    subscribers.push(await loadClient(port, transport, subscription));
  const flow = new Flow(await loadClient(port, transport), subscribers, load);
  await flow.pass(Math.round(load.messages * WARM_UP));
  const cpuBefore = cpuTicks(broker);
  const from = performance.now();
  await flow.pass(load.messages);
  const ms = performance.now() - from;
  const ticks = cpuTicks(broker) - cpuBefore;
  flow.close();
  return { perSecond: (load.messages * 1000) / ms, cpuMicros: (ticks * MICROS_A_TICK) / load.messages };
}

/** Publishes while fewer than the window are under way: not delivered to all, nor acknowledged at QoS 1. */
class Flow {
  readonly #publisher: LoadClient;
  readonly #load: Load;
  readonly #clients: readonly LoadClient[];
  readonly #delivered: number[];
  /** Framed once: the client must cost next to nothing, over WebSocket too. */
  readonly #packet: Buffer;
  #acknowledged = 0;
  #sent = 0;
  #target = 0;
  #done = () => {};

  constructor(publisher: LoadClient, subscribers: readonly LoadClient[], load: Load) {
    this.#publisher = publisher;
    this.#packet = publisher.framed(publishPacket(load.qos, 1));
    this.#load = load;
    this.#clients = [publisher, ...subscribers];
    this.#delivered = subscribers.map(() => 0);
    const next = () => this.#fill();
    if (load.qos === 1) {
      onPieces(publisher.socket, PUBACK_BYTES + publisher.frameBytes, () => this.#acknowledge(), next);
    } else publisher.socket.resume();
    for (const [n, subscriber] of subscribers.entries()) this.#receive(subscriber, n, next);
  }

  pass(messages: number): Promise<void> {
    this.#target += messages;
    return new Promise((resolve) => {
      this.#done = resolve;
      this.#fill();
    });
  }

  close(): void {
    for (const { socket } of this.#clients) socket.destroy();
  }

  #acknowledge(): void {
    this.#acknowledged += 1;
  }

  #receive(subscriber: LoadClient, n: number, next: () => void): void {
    const { socket, framed, frameBytes } = subscriber;
    const size = publishPacket(this.#load.qos, 1).length + frameBytes;
    const idAt = frameBytes + 4 + TOPIC.length;
    let acks: Buffer[] = [];
    const onPiece = (piece: Buffer) => {
      this.#delivered[n] = (this.#delivered[n] ?? 0) + 1;
      if (this.#load.qos === 1) acks.push(framed(Buffer.of(0x40, 2, piece[idAt] ?? 0, piece[idAt + 1] ?? 0)));
    };
    onPieces(socket, size, onPiece, () => {
      if (acks.length > 0) socket.write(Buffer.concat(acks));
      acks = [];
      next();
    });
  }

  #fill(): void {
    const { qos, window } = this.#load;
    const slowest = Math.min(...this.#delivered);
    const over = qos === 1 ? Math.min(slowest, this.#acknowledged) : slowest;
    const packets: Buffer[] = [];
    while (this.#sent < this.#target && this.#sent - over < window) {
      this.#sent += 1;
      packets.push(qos === 0 ? this.#packet : withId(this.#packet, (this.#sent % MAX_ID) + 1));
    }
    if (packets.length > 0) this.#publisher.socket.write(Buffer.concat(packets));
    if (over === this.#target) this.#done();
  }
}

function publishPacket(qos: 0 | 1, id: number): Buffer {
  const idBytes = qos === 1 ? [id >> 8, id & 0xff] : [];
  const length = 2 + TOPIC.length + idBytes.length + PAYLOAD_BYTES;
  const packet = Buffer.alloc(2 + length, 'x');
  packet.set([0x30 | (qos << 1), length, 0, TOPIC.length]);
  packet.write(TOPIC, 4);
  packet.set(idBytes, 4 + TOPIC.length);
  return packet;
}

/** The framed packet with another packet id, which stands in front of the payload. */
function withId(packet: Buffer, id: number): Buffer {
  const copy = Buffer.from(packet);
  copy.writeUInt16BE(id, copy.length - PAYLOAD_BYTES - 2);
  return copy;
}

/** User and system time of a process, in hundredths of a second (proc(5), fields 14 and 15 of stat). */
function cpuTicks({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
