// Tests src/mqtt-sn/ as a whole: our client against our gateway.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Client } from '../../src/mqtt-sn/client/client.ts';
import type { ClientEvent, ReceivedMessage } from '../../src/mqtt-sn/client/event.ts';
import type { ClientSettings } from '../../src/mqtt-sn/client/settings.ts';
import { Testbed } from './gateway/testbed.ts';

/** The fate of one datagram. */
type Fault = 'none' | 'drop' | 'duplicate' | 'delay';

const RETRY_MS = 10_000;
const TRANSIT_MS = 20;
const DELAY_MS = 2000;

/**
 * Our client and our gateway over a network with faults, in virtual time. Datagrams of one direction stay in order,
 * as they do on one path; a late one holds up those behind it.
 */
class Wire {
  readonly bed: Testbed;
  readonly client: Client;
  readonly events: ClientEvent[] = [];
  readonly #faults: Fault[];
  readonly #due: { at: number; arrive: () => void }[] = [];
  readonly #lastArrival = { up: 0, down: 0 };
  readonly #address: string;

  constructor(
    faults: readonly Fault[],
    bed = new Testbed(),
    port = 50_000,
    settings: Partial<ClientSettings> = {},
  ) {
    this.bed = bed;
    this.#faults = [...faults];
    this.#address = `127.0.0.1:${port}`;
    this.client = new Client(
      {
        clientId: `client${port}`,
        cleanSession: true,
        keepAliveS: 60,
        retryIntervalMs: RETRY_MS,
        // Enough to find the gateway, however many datagrams are lost.
        retries: 50,
        predefined: new Map(),
        ...settings,
      },
      {
        now: () => bed.nowMs,
        send: (datagram) =>
          this.#carry('up', () => bed.gateway.receive(Buffer.from(datagram), { host: '127.0.0.1', port })),
        event: (event) => this.events.push(event),
      },
    );
  }

  get received(): readonly ReceivedMessage[] {
    return this.events.flatMap((event) => (event.kind === 'message' ? [event.message] : []));
  }

  /** Lets time pass until `isDone`, or for an hour. */
  until(isDone: () => boolean): void {
    for (let ms = 0; ms < 3_600_000 && !isDone(); ms += TRANSIT_MS) this.step();
    expect(isDone()).toBe(true);
  }

  step(): void {
    this.bed.nowMs += TRANSIT_MS;
    this.bed.gateway.tick();
    this.client.tick();
    this.bed.settle();
    for (const datagram of this.bed.inbox(this.#address).splice(0)) {
      this.#carry('down', () => this.client.receive(datagram));
    }
    while (this.#due[0] !== undefined && this.#due[0].at <= this.bed.nowMs) this.#due.shift()?.arrive();
    this.bed.settle();
  }

  #carry(way: 'up' | 'down', arrive: () => void): void {
    const fault = this.#faults.shift() ?? 'none';
    if (fault === 'drop') return;
    const transitMs = fault === 'delay' ? DELAY_MS : TRANSIT_MS;
    const at = Math.max(this.bed.nowMs + transitMs, this.#lastArrival[way]);
    this.#lastArrival[way] = at;
    for (let n = fault === 'duplicate' ? 2 : 1; n > 0; n--) this.#due.push({ at, arrive });
    this.#due.sort((a, b) => a.at - b.at);
  }
}

const faults = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<Fault>('none') },
    { weight: 1, arbitrary: fc.constantFrom<Fault>('drop', 'duplicate', 'delay') },
  ),
  { maxLength: 120 },
);

const TEXTS = Array.from({ length: 8 }, (_, i) => `${i}`);

function withoutRepetition(texts: readonly string[]): string[] {
  return texts.filter((text, i) => text !== texts[i - 1]);
}

describe('our client and our gateway over a bad network', () => {
  it.each([1, 2] as const)('QoS %d up: every message reaches the broker, in order (QoS 2 once)', (qos) => {
    fc.assert(
      fc.property(faults, (list) => {
        const wire = new Wire(list);
        wire.client.connect();
        let done = 0;
        for (const text of TEXTS) {
          wire.client.publish({ topic: 'a/b', payload: Buffer.from(text), qos, retain: false }, (outcome) => {
            expect(outcome).toEqual({ result: undefined });
            done++;
          });
        }
        wire.until(() => done === TEXTS.length);
        const published = wire.bed.broker.published.map((line) => line.replace(/^a\/b=(\d) qos \d$/, '$1'));
        expect(qos === 2 ? published : withoutRepetition(published)).toEqual(TEXTS);
      }),
      { numRuns: 200 },
    );
  });

  it.each([1, 2] as const)('QoS %d down: every message reaches the client, in order (QoS 2 once)', (qos) => {
    fc.assert(
      fc.property(faults, (list) => {
        const wire = new Wire(list, new Testbed({ retries: 50 }));
        wire.client.connect();
        let isSubscribed = false;
        wire.client.subscribe('a/#', qos, () => {
          isSubscribed = true;
        });
        wire.until(() => isSubscribed);
        for (const text of TEXTS) wire.bed.publish(`a/${Number(text) % 3}`, text, qos);
        wire.until(() => new Set(wire.received.map(({ payload }) => `${payload}`)).size === TEXTS.length);
        const texts = wire.received.map(({ payload }) => `${payload}`);
        expect(qos === 2 ? texts : withoutRepetition(texts)).toEqual(TEXTS);
      }),
      { numRuns: 200 },
    );
  });

  it('a sleeper gets everything at QoS 1, whatever is lost, over as many wakes as it takes', () => {
    fc.assert(
      fc.property(faults, (list) => {
        const wire = new Wire(list);
        wire.client.connect();
        let step = 0;
        const next = (): void => {
          step++;
        };
        wire.client.subscribe('#', 1, next);
        wire.client.sleep(600, next);
        wire.until(() => step === 2);
        for (const text of TEXTS) wire.bed.publish('a/b', text, 1);
        const got = () => new Set(wire.received.map(({ payload }) => `${payload}`));
        for (let wakes = 0; wakes < 10 && got().size < TEXTS.length; wakes++) {
          const before = step;
          if (wire.client.isAsleep) wire.client.wake(next);
          // A late second answer to its DISCONNECT makes a client believe it was thrown out: it connects again.
          wire.until(() => step > before || got().size === TEXTS.length);
        }
        expect([...got()]).toEqual(TEXTS);
      }),
      { numRuns: 200 },
    );
  });

  it('the broker goes away in between: the client connects again and goes on', () => {
    const wire = new Wire([]);
    wire.client.connect();
    let done = 0;
    wire.client.subscribe('a/b', 1, () => {});
    wire.until(() => wire.client.isIdle && wire.client.isConnected);
    wire.bed.broker.of('client50000').close();
    wire.client.publish({ topic: 'a/b', payload: Buffer.from('x'), qos: 1, retain: false }, () => done++);
    wire.until(() => done === 1 && wire.received.length === 1);
    expect(wire.events.map(({ kind }) => kind)).toEqual([
      'connected',
      'disconnected',
      'connected',
      'message',
    ]);
  });
});
