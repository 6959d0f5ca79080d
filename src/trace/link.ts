import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { ConversationReader } from './conversation-reader.ts';
import type { SocketAddress, TraceEvent } from './event.ts';
import { Gate } from './gate.ts';
import type { Interference } from './interference.ts';
import { receiverOf, type Sender } from './packet.ts';

export interface LinkSettings {
  /** Begins a connection to the broker, over TCP or TLS. */
  readonly dial: () => Socket;
  /** The reason for an unreachable broker, in words. */
  readonly describeError: (error: Error) => string;
  /** Milliseconds since 1970, as precise as the machine's clock. */
  readonly now: () => number;
  /** Packets above this many bytes are shown with their header only. */
  readonly packetLimit?: number;
  readonly onEvent: (event: TraceEvent) => void;
  /** Decides about the packets of MQTT over TCP or TLS. Without it every packet passes. */
  readonly interference?: Interference;
}

/** The time for the remaining side to read the bytes on their way to it. */
const DRAIN_MS = 5000;

type Unplaced<E> = E extends TraceEvent ? Omit<E, 'connection' | 'timeMs'> : never;

/** One client of the proxy, its connection to the broker, and the reader of both directions. */
export class Link {
  readonly #connection: number;
  readonly #settings: LinkSettings;
  readonly #sockets: Readonly<Record<Sender, Socket>>;
  readonly #reader: ConversationReader;
  readonly #clientEnd: SocketAddress;
  readonly #restart: (downMs: number) => void;
  readonly #gates: Gate[] = [];
  #isOpen = false;
  #isOver = false;

  constructor(connection: number, client: Socket, settings: LinkSettings, restart: (downMs: number) => void) {
    this.#restart = restart;
    this.#connection = connection;
    this.#settings = settings;
    this.#reader = new ConversationReader(settings.packetLimit);
    this.#clientEnd = { address: client.remoteAddress ?? '', port: client.remotePort ?? 0 };
    const broker = settings.dial();
    this.#sockets = { client, broker };
    // The client's bytes stay in its socket until the broker's connection is open.
    client.pause();
    client.on('error', (error) => this.#finish(error));
    broker.on('error', (error) => this.#fail(error));
    for (const socket of [client, broker]) socket.on('close', () => this.#finish());
    broker.once(broker instanceof TLSSocket ? 'secureConnect' : 'connect', () => this.#join());
  }

  /** Ends both connections at once. */
  cut(): void {
    this.#finish();
    for (const socket of Object.values(this.#sockets)) socket.destroy();
  }

  whenGone(then: () => void): void {
    const { client, broker } = this.#sockets;
    const check = () => client.closed && broker.closed && then();
    client.once('close', check);
    broker.once('close', check);
  }

  /** When one side is gone, the other side still gets the bytes sent to it and is then closed, too. */
  #finish(error?: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const gate of this.#gates) gate.close();
    for (const socket of Object.values(this.#sockets)) {
      socket.setTimeout(DRAIN_MS, () => socket.destroy());
      socket.destroySoon();
    }
    if (this.#isOpen) this.#tell({ kind: 'closed', ...(error !== undefined && { error: error.message }) });
  }

  #join(): void {
    if (this.#isOver) return;
    const { client, broker } = this.#sockets;
    this.#isOpen = true;
    broker.setNoDelay(true);
    const brokerEnd = { address: broker.remoteAddress ?? '', port: broker.remotePort ?? 0 };
    this.#tell({ kind: 'opened', transport: 'tcp', client: this.#clientEnd, broker: brokerEnd });
    const { interference } = this.#settings;
    for (const [from, source, sink] of [
      ['client', client, broker],
      ['broker', broker, client],
    ] as const) {
      if (interference === undefined) this.#relay(from, source, sink);
      else this.#relayGated(from, source, sink, interference);
    }
  }

  #relay(from: Sender, source: Socket, sink: Socket): void {
    source.on('data', (bytes: Buffer) => {
      if (this.#isOver) return;
      if (!sink.write(bytes)) source.pause();
      this.#tell({ kind: 'bytes', from, bytes });
      for (const item of this.#reader.push(from, bytes)) this.#tell({ kind: 'seen', from, item });
    });
    source.on('end', () => {
      for (const item of this.#reader.end(from)) this.#tell({ kind: 'seen', from, item });
      this.#tell({ kind: 'ended', from });
      sink.end();
    });
    sink.on('drain', () => source.resume());
    source.resume();
  }

  #relayGated(from: Sender, source: Socket, sink: Socket, interference: Interference): void {
    const connection = this.#connection;
    let isWaiting = false;
    const gate = new Gate({
      from,
      reader: this.#reader,
      fateOf: (passing) => interference.fateOf({ ...passing, connection }),
      onItem: (item, fate) => this.#tell({ kind: 'seen', from, item, ...(fate && { fate }) }),
      pass: (bytes) => {
        this.#tell({ kind: 'bytes', from, bytes });
        if (!sink.write(bytes)) source.pause();
      },
      answer: (bytes) => {
        this.#tell({ kind: 'bytes', from: receiverOf(from), bytes });
        source.write(bytes);
      },
      close: () => this.#finish(),
      restart: this.#restart,
      onWaiting: (now) => {
        isWaiting = now;
        if (now) source.pause();
        else if (!sink.writableNeedDrain) source.resume();
      },
    });
    this.#gates.push(gate);
    source.on('data', (bytes: Buffer) => !this.#isOver && gate.push(bytes));
    source.on('end', () =>
      gate.end(() => {
        this.#tell({ kind: 'ended', from });
        sink.end();
      }),
    );
    sink.on('drain', () => !isWaiting && source.resume());
    source.resume();
  }

  #fail(error: Error): void {
    if (!this.#isOver && !this.#isOpen) {
      this.#tell({ kind: 'refused', client: this.#clientEnd, reason: this.#settings.describeError(error) });
    }
    this.#finish(error);
  }

  #tell(event: Unplaced<TraceEvent>): void {
    this.#settings.onEvent({ ...event, connection: this.#connection, timeMs: this.#settings.now() });
  }
}
