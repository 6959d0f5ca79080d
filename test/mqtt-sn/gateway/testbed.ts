import { expect } from 'vitest';
import type { Qos } from '../../../src/mqtt-protocol/qos.ts';
import { decode } from '../../../src/mqtt-sn/codec/decode.ts';
import { encode } from '../../../src/mqtt-sn/codec/encode.ts';
import type { SnMessage } from '../../../src/mqtt-sn/codec/messages.ts';
import type { GatewayEvent } from '../../../src/mqtt-sn/gateway/event.ts';
import { Gateway, type GatewayPort } from '../../../src/mqtt-sn/gateway/gateway.ts';
import type { GatewaySettings } from '../../../src/mqtt-sn/gateway/settings.ts';
import { say } from '../say.ts';
import { MemoryBroker } from './memory-broker.ts';

export const RETRY_MS = 10_000;

const SETTINGS: GatewaySettings = {
  gatewayId: 1,
  predefined: new Map([
    [1, 'predefined/one'],
    [2, 'predefined/two'],
  ]),
  retryIntervalMs: RETRY_MS,
  retries: 3,
  maxClients: 100,
  maxBuffered: 100,
  anonymousClientId: 'anonymous',
};

/** A gateway in virtual time, with a broker in memory. A client is an address and its received datagrams. */
export class Testbed {
  readonly broker = new MemoryBroker();
  readonly events: GatewayEvent[] = [];
  readonly broadcasts: string[] = [];
  readonly gateway: Gateway;
  nowMs = 1_000_000;
  #later: { readonly atMs: number; readonly run: () => void }[] = [];
  readonly #inboxes = new Map<string, Buffer[]>();

  constructor(settings: Partial<GatewaySettings> = {}, port: Pick<GatewayPort, 'firstMsgId'> = {}) {
    this.gateway = new Gateway(
      { ...SETTINGS, ...settings },
      {
        ...port,
        broker: this.broker,
        now: () => this.nowMs,
        later: (ms, run) => this.#later.push({ atMs: this.nowMs + ms, run }),
        send: (datagram, host, port) => this.inbox(`${host}:${port}`).push(datagram),
        broadcast: (datagram) => this.broadcasts.push(datagram.toString('hex')),
        report: (event) => this.events.push(event),
      },
    );
  }

  client(port = 50_000, host = '127.0.0.1'): Client {
    return new Client(this, port, host);
  }

  /** A connected client with nothing unread. */
  connected(clientId = 'test', port = 50_000, more: Parameters<typeof say.connect>[1] = {}): Client {
    const client = this.client(port);
    client.send(say.connect(clientId, more));
    expect(client.received()).toEqual([say.connack()]);
    return client;
  }

  /** Another MQTT client publishes. */
  publish(topic: string, payload: string | Buffer, qos: Qos = 0, retain = false): void {
    this.broker.route({ topic, payload: Buffer.from(payload), qos, retain });
    this.settle();
  }

  /** Runs the broker's waiting tasks. */
  settle(): void {
    for (let task = this.broker.tasks.shift(); task !== undefined; task = this.broker.tasks.shift()) task();
  }

  letGo(): void {
    this.broker.letGo();
    this.settle();
  }

  /** Time passes, in steps as small as the timers need. */
  pass(ms: number, stepMs = 250): void {
    for (let left = ms; left > 0; left -= stepMs) {
      this.nowMs += Math.min(stepMs, left);
      const due = this.#later.filter(({ atMs }) => atMs <= this.nowMs);
      this.#later = this.#later.filter((timer) => !due.includes(timer));
      for (const { run } of due) run();
      this.gateway.tick();
      this.settle();
    }
  }

  count(kind: GatewayEvent['kind']): number {
    return this.events.filter((event) => event.kind === kind).length;
  }

  changes(clientId: string): readonly string[] {
    return this.events.flatMap((event) =>
      event.kind === 'client' && event.clientId === clientId ? [event.change] : [],
    );
  }

  inbox(address: string): Buffer[] {
    const inbox = this.#inboxes.get(address) ?? [];
    this.#inboxes.set(address, inbox);
    return inbox;
  }
}

/** Lets a client with a subscription to `#` prove its address: it acknowledges a message. */
export function prove(bed: Testbed, client: Client): void {
  bed.publish('ab', 'proof', 1);
  for (const message of client.received()) {
    if (message.type === 'PUBLISH') client.send(say.puback(0x6162, message.msgId));
  }
}

/** An address. It sends datagrams to the gateway and collects the gateway's. */
export class Client {
  readonly #bed: Testbed;
  readonly #port: number;
  readonly #host: string;
  /** Octets of all datagrams to the gateway. */
  sentOctets = 0;

  constructor(bed: Testbed, port: number, host: string) {
    this.#bed = bed;
    this.#port = port;
    this.#host = host;
  }

  send(...messages: readonly SnMessage[]): void {
    for (const message of messages) this.sendOctets(encode(message));
  }

  sendOctets(datagram: Buffer): void {
    this.sentOctets += datagram.length;
    this.#bed.gateway.receive(datagram, { host: this.#host, port: this.#port });
    this.#bed.settle();
  }

  /** Octets of the datagrams received since the last call. */
  receivedOctets(): number {
    return this.#bed
      .inbox(`${this.#host}:${this.#port}`)
      .splice(0)
      .reduce((sum, { length }) => sum + length, 0);
  }

  /** The messages received since the last call. */
  received(): readonly SnMessage[] {
    return this.#bed
      .inbox(`${this.#host}:${this.#port}`)
      .splice(0)
      .map((datagram) => {
        const decoded = decode(datagram);
        if ('malformed' in decoded) throw new Error(`the gateway sent ${decoded.malformed}`);
        return decoded.message;
      });
  }

  /** Sends messages, and gives the answers. */
  ask(...messages: readonly SnMessage[]): readonly SnMessage[] {
    this.send(...messages);
    return this.received();
  }
}
