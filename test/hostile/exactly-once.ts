import { connect, type Socket } from 'node:net';
import { generate, type IConnackPacket, type Packet, parser } from 'mqtt-packet';
import { connectPacket } from '../broker/raw-client.ts';

/** A client with a persistent session that keeps its own side of the exchanges over any number of connections. */
abstract class PersistentClient {
  readonly #clientId: string;
  #hasSession = false;
  #socket: Socket | undefined;
  /** Lost sessions, in spite of the broker's promise. */
  lostSessions = 0;

  constructor(clientId: string) {
    this.#clientId = clientId;
  }

  /** Connects to the broker of this round; the connection ends with the broker. */
  connect(port: number): void {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket = socket;
    const packets = parser({ protocolVersion: 4 });
    packets.on('packet', (packet: Packet) => {
      if (packet.cmd === 'connack') this.#accepted(packet);
      else this.take(packet);
    });
    socket.on('error', () => {}).on('data', (chunk) => packets.parse(chunk));
    this.send(connectPacket(this.#clientId, { clean: false }));
  }

  disconnect(): void {
    this.#socket?.destroy();
  }

  protected send(packet: Packet): void {
    this.#socket?.write(generate(packet, { protocolVersion: 4 }));
  }

  #accepted({ sessionPresent }: IConnackPacket): void {
    if (this.#hasSession && !sessionPresent) this.lostSessions += 1;
    this.#hasSession = true;
    this.resume();
  }

  protected abstract resume(): void;
  protected abstract take(packet: Packet): void;
}

interface InFlight {
  readonly number: number;
  readonly qos: 1 | 2;
  isReceived: boolean;
}

/** Publishes numbers, odd ones at QoS 1 and even ones at QoS 2, so many at a time. */
export class NumberSender extends PersistentClient {
  /** Numbers under the broker's responsibility. */
  readonly acknowledged = new Set<number>();
  readonly #topic: string;
  readonly #window: number;
  readonly #inFlight = new Map<number, InFlight>();
  #last = 0;
  #isStopped = false;

  constructor(topic: string, window: number) {
    super('number-sender');
    this.#topic = topic;
    this.#window = window;
  }

  /** Begins nothing new. */
  stop(): void {
    this.#isStopped = true;
  }

  get isIdle(): boolean {
    return this.#inFlight.size === 0;
  }

  /** What was not acknowledged is sent again, with its packet id [MQTT-4.4.0-1]. */
  protected override resume(): void {
    for (const [messageId, entry] of this.#inFlight) {
      if (entry.isReceived) this.send({ cmd: 'pubrel', messageId });
      else this.#publish(messageId, entry, true);
    }
    this.#fill();
  }

  protected override take(packet: Packet): void {
    const messageId = packet.messageId ?? 0;
    const entry = this.#inFlight.get(messageId);
    if (entry && (packet.cmd === 'puback' || packet.cmd === 'pubrec')) this.acknowledged.add(entry.number);
    if (packet.cmd === 'pubrec') {
      if (entry) entry.isReceived = true;
      this.send({ cmd: 'pubrel', messageId });
    } else if (packet.cmd === 'puback' || packet.cmd === 'pubcomp') {
      this.#inFlight.delete(messageId);
      this.#fill();
    }
  }

  #fill(): void {
    while (!this.#isStopped && this.#inFlight.size < this.#window) {
      const number = ++this.#last;
      const messageId = this.#freeId();
      const entry: InFlight = { number, qos: number % 2 === 0 ? 2 : 1, isReceived: false };
      this.#inFlight.set(messageId, entry);
      this.#publish(messageId, entry, false);
    }
  }

  #freeId(): number {
    for (let id = 1; ; id++) if (!this.#inFlight.has(id)) return id;
  }

  #publish(messageId: number, { number, qos }: InFlight, dup: boolean): void {
    const payload = String(number);
    this.send({ cmd: 'publish', topic: this.#topic, payload, qos, messageId, dup, retain: false });
  }
}

/** Receives what a sender published, and counts how often each number came. */
export class NumberReceiver extends PersistentClient {
  readonly arrivals = new Map<number, number>();
  readonly #topic: string;
  /** Packet ids of QoS 2 messages that were received and not released [MQTT-4.3.3-2]. */
  readonly #received = new Set<number>();
  subscribed = false;

  constructor(topic: string) {
    super('number-receiver');
    this.#topic = topic;
  }

  protected override resume(): void {
    if (this.subscribed) return;
    this.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: this.#topic, qos: 2 }] });
  }

  protected override take(packet: Packet): void {
    const messageId = packet.messageId ?? 0;
    if (packet.cmd === 'suback') this.subscribed = true;
    else if (packet.cmd === 'pubrel') {
      this.#received.delete(messageId);
      this.send({ cmd: 'pubcomp', messageId });
    } else if (packet.cmd === 'publish') {
      if (packet.qos < 2 || !this.#received.has(messageId)) this.#count(Number(String(packet.payload)));
      if (packet.qos === 2) this.#received.add(messageId);
      this.send({ cmd: packet.qos === 2 ? 'pubrec' : 'puback', messageId });
    }
  }

  #count(number: number): void {
    this.arrivals.set(number, (this.arrivals.get(number) ?? 0) + 1);
  }
}
