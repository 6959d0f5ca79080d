import { Client } from '../../../src/mqtt-sn/client/client.ts';
import type { ClientEvent } from '../../../src/mqtt-sn/client/event.ts';
import type { ClientSettings } from '../../../src/mqtt-sn/client/settings.ts';
import { decode } from '../../../src/mqtt-sn/codec/decode.ts';
import { encode } from '../../../src/mqtt-sn/codec/encode.ts';
import type { SnMessage } from '../../../src/mqtt-sn/codec/messages.ts';
import { say } from '../say.ts';

export const RETRY_MS = 10_000;

const SETTINGS: ClientSettings = {
  clientId: 'test',
  cleanSession: true,
  keepAliveS: 0,
  retryIntervalMs: RETRY_MS,
  retries: 3,
  predefined: new Map([[1, 'predefined/one']]),
};

/** A client in virtual time; the test plays the gateway, message by message. */
export class ClientBed {
  readonly events: ClientEvent[] = [];
  readonly outcomes: string[] = [];
  readonly client: Client;
  nowMs = 1_000_000;
  takes = true;
  readonly #sent: Buffer[] = [];

  constructor(settings: Partial<ClientSettings> = {}) {
    this.client = new Client(
      { ...SETTINGS, ...settings },
      {
        now: () => this.nowMs,
        send: (datagram) => this.#sent.push(datagram),
        takes: () => this.takes,
        event: (event) => this.events.push(event),
      },
    );
  }

  static connected(settings: Partial<ClientSettings> = {}): ClientBed {
    const bed = new ClientBed(settings);
    bed.client.connect();
    bed.sent();
    bed.say(say.connack());
    return bed;
  }

  /** The client's messages since the last call. */
  sent(): readonly SnMessage[] {
    return this.#sent.splice(0).map((datagram) => {
      const decoded = decode(datagram);
      if ('malformed' in decoded) throw new Error(`the client sent ${decoded.malformed}`);
      return decoded.message;
    });
  }

  /** Hands messages of the gateway to the client and gives the client's answers. */
  say(...messages: readonly SnMessage[]): readonly SnMessage[] {
    for (const message of messages) this.client.receive(encode(message));
    return this.sent();
  }

  pass(ms: number, stepMs = 250): void {
    for (let left = ms; left > 0; left -= stepMs) {
      this.nowMs += Math.min(stepMs, left);
      this.client.tick();
    }
  }

  publish(topic: string, text: string, qos: 0 | 1 | 2 | -1 = 0): void {
    const message = { topic, payload: Buffer.from(text), qos, retain: false };
    this.client.publish(message, this.note(text));
  }

  subscribe(filter: string, qos: 0 | 1 | 2 = 0): void {
    this.client.subscribe(filter, qos, this.note(filter));
  }

  /** Writes down how a wish ended: `x done`, or `x: why not`. */
  note(name: string): (outcome: { error: Error } | { result: unknown }) => void {
    return (outcome) => {
      this.outcomes.push('error' in outcome ? `${name}: ${outcome.error.message}` : `${name} done`);
    };
  }

  kinds(): readonly string[] {
    return this.events.map(({ kind }) => kind);
  }
}
