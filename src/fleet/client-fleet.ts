import { LINK_LOST, type LinkEnd, type OpenLink } from '../client-link.ts';
import type { Failure } from '../failure.ts';
import type { IncomingMessage } from '../session.ts';
import { settledWithin } from '../timers.ts';
import { DialGate } from './dial-gate.ts';
import { FleetClient, type FleetClientSettings } from './fleet-client.ts';
import { ClientCounts } from './fleet-client-state.ts';
import type { Outage } from './outage.ts';

export interface ClientFleetSettings {
  readonly clients: readonly FleetClientSettings[];
  readonly openLink: OpenLink;
  /** Of a cluster; 1 for a single broker. */
  readonly nodes: number;
  /** The time over which the first connections are spread, in milliseconds. */
  readonly rampMs: number;
  /** The time for attempts at the first connection of all; 0 for one attempt. */
  readonly waitMs: number;
  /** The time without any connection before the end; Infinity for ever. */
  readonly giveUpMs: number;
  /** Real time, and the clock of the outages, in milliseconds since 1970. */
  readonly now: () => number;
  readonly simulatedNow: () => number;
  readonly random: () => number;
  readonly onOutage: (outage: Outage) => void;
  readonly onMessage: (message: IncomingMessage) => void;
  /** So many messages more (or less) wait for a connection. */
  readonly onQueued: (messages: 1 | -1) => void;
  /** Called when a client has changed its state, or lost its link. */
  readonly onChange: () => void;
}

const TICK_MS = 1000;
/** Reasons in words that come from a broker: a hostile one has no end of them. */
const MAX_REASONS = 20;

/** Many clients of one broker. */
export class ClientFleet {
  readonly clients: readonly FleetClient[];
  readonly counts = new ClientCounts();
  /** Connections lost since the start. */
  losses = 0;
  /** Clients refused for good, by reason. */
  readonly refusals = new Map<string, number>();
  readonly lost: Promise<Failure>;
  readonly #settings: ClientFleetSettings;
  readonly #gate: DialGate;
  #resolveLost: (failure: Failure) => void = () => {};
  #firstRefusal: Failure | undefined;
  #lastFailure: Failure | undefined;
  readonly #unanswered = new Set<FleetClient>();
  #onAnswer: () => void = () => {};
  #ticking: NodeJS.Timeout | undefined;
  /** Since when no client has a connection. */
  #aloneSinceMs: number;
  #hasOpened = false;
  #failures = 0;
  #isClosing = false;

  constructor(settings: ClientFleetSettings) {
    this.#settings = settings;
    const { now, simulatedNow, random, openLink, nodes, onOutage, onMessage, onQueued, rampMs, clients } =
      settings;
    this.lost = new Promise((resolve) => {
      this.#resolveLost = resolve;
    });
    this.#gate = new DialGate({
      perSecond: rampMs > 0 ? (1000 * clients.length) / rampMs : Number.POSITIVE_INFINITY,
      now: () => performance.now(),
    });
    const services = {
      openLink,
      nodes,
      gate: this.#gate,
      now,
      simulatedNow,
      random,
      outageEnded: (outage: Outage) => {
        if (!this.#isClosing) onOutage(outage);
      },
      message: onMessage,
      queued: onQueued,
      entered: this.#entered.bind(this),
      failed: this.#failed.bind(this),
    };
    this.clients = clients.map((client, n) => new FleetClient(client, services, n));
    for (const client of this.clients) this.counts.changed(undefined, client.state);
    this.#aloneSinceMs = now();
  }

  /** The first broker's refusal of a client for good. */
  get firstRefusal(): Failure | undefined {
    return this.#firstRefusal;
  }

  /**
   * Connects the first client, then the others over the ramp. Resolves when each has had an answer, or its first
   * attempt has failed. The promise `lost` tells of the end of all.
   */
  async start(): Promise<void> {
    this.#ticking = setInterval(() => this.#tick(), TICK_MS);
    const [first, ...others] = this.clients;
    if (first === undefined) return;
    await this.#startAll([first]);
    if (this.#hasOpened || this.counts.of('refused') > 0) await this.#startAll(others);
    else await Promise.race([this.lost, this.#firstOpened().then(() => this.#startAll(others))]);
  }

  /** Ends in order, within so many milliseconds. Outages that have not ended are told first. */
  async close(timeoutMs: number): Promise<void> {
    this.#gate.close();
    this.#isClosing = true;
    for (const { outage } of this.clients) if (outage) this.#settings.onOutage(outage);
    await settledWithin(timeoutMs, Promise.all(this.clients.map((client) => client.close())));
    clearInterval(this.#ticking);
    for (const client of this.clients) {
      client.vanish('left');
      client.giveUp(LINK_LOST);
    }
  }

  #startAll(clients: readonly FleetClient[]): Promise<void> {
    return new Promise((resolve) => {
      for (const client of clients) this.#unanswered.add(client);
      this.#onAnswer = () => this.#unanswered.size === 0 && resolve();
      for (const client of clients) client.start();
      this.#onAnswer();
    });
  }

  #firstOpened(): Promise<void> {
    return new Promise((resolve) => {
      this.#onAnswer = () => this.#hasOpened && resolve();
    });
  }

  #entered(client: FleetClient, from: FleetClient['state'], to: FleetClient['state']): void {
    this.counts.changed(from, to);
    if (to === 'open') this.#hasOpened = true;
    if (from === 'open' && this.counts.of('open') === 0) this.#aloneSinceMs = this.#settings.now();
    if (to !== 'connecting' && to !== 'lost') this.#answer(client);
    this.#settings.onChange();
  }

  #failed(client: FleetClient, end: LinkEnd, wasOpen: boolean): void {
    if (wasOpen) this.losses += 1;
    this.#failures += 1;
    this.#lastFailure = end.failure;
    if (end.isFinal) {
      this.#firstRefusal ??= end.failure;
      const why = this.refusals.size < MAX_REASONS || this.refusals.has(end.why) ? end.why : 'other reasons';
      this.refusals.set(why, (this.refusals.get(why) ?? 0) + 1);
    }
    this.#endIfHopeless();
    this.#answer(client);
    this.#settings.onChange();
  }

  #answer(client: FleetClient): void {
    this.#unanswered.delete(client);
    this.#onAnswer();
  }

  /** The end of all: every client is refused, or none has had a connection for too long. */
  #endIfHopeless(): void {
    const { clients, nodes, waitMs, giveUpMs, now } = this.#settings;
    const { counts } = this;
    const isRefused = counts.of('refused') === clients.length;
    const isAlone = counts.of('open') === 0 && counts.of('connecting') + counts.of('lost') > 0;
    const allowedMs = this.#hasOpened ? giveUpMs : waitMs;
    // Each node of a cluster gets a chance.
    if (!isRefused && !this.#hasOpened && this.#failures < nodes) return;
    if (!isRefused && !(isAlone && now() - this.#aloneSinceMs >= allowedMs)) return;
    const failure = isRefused ? this.#firstRefusal : this.#lastFailure;
    if (failure) this.#resolveLost(failure);
  }

  #tick(): void {
    const nowMs = performance.now();
    for (const client of this.clients) client.tick(nowMs);
  }
}
