import type { ClientIdentity, ClientLink, LinkEnd, OpenLink } from '../client-link.ts';
import { LINK_LOST } from '../client-link.ts';
import { type IncomingMessage, MessageDropped, type OutgoingMessage } from '../session.ts';
import type { DialGate } from './dial-gate.ts';
import type { FleetClientState } from './fleet-client-state.ts';
import { OFFLINE, ONLINE } from './online-state.ts';
import type { Outage, OutageCause } from './outage.ts';

/** The common things of all clients. */
export interface FleetServices {
  readonly openLink: OpenLink;
  /** Of a cluster; 1 for a single broker. */
  readonly nodes: number;
  readonly gate: DialGate;
  /** Real time, and the clock of the outages, in milliseconds since 1970. */
  readonly now: () => number;
  readonly simulatedNow: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly entered: (client: FleetClient, from: FleetClientState, to: FleetClientState) => void;
  /** A connection was lost, or an attempt has failed. */
  readonly failed: (client: FleetClient, end: LinkEnd, wasOpen: boolean) => void;
  /** So many messages more (or less) wait for a link, or for room in it. */
  readonly queued: (messages: 1 | -1) => void;
  readonly outageEnded: (outage: Outage) => void;
  readonly message: (message: IncomingMessage) => void;
}

export interface FleetClientSettings {
  readonly identity: ClientIdentity;
  readonly place: string;
  /** The topic of the retained online state; undefined for none. */
  readonly statusTopic: string | undefined;
  /** A filter that the client subscribes to. */
  readonly filter: string | undefined;
}

interface WaitingMessage {
  readonly message: OutgoingMessage;
  readonly done: (error?: Error) => void;
  /** Counts up in the order of `publish`. */
  readonly number: number;
}

const FIRST_WAIT_MS = 1000;
const MAX_WAIT_MS = 30_000;
const NEXT_NODE_MS = 20;
/** A connection of less than this time is as good as none. */
const STABLE_MS = 2000;

/** One of many clients: connects again with growing waits, and keeps its online state on the broker. */
export class FleetClient {
  readonly settings: FleetClientSettings;
  readonly #services: FleetServices;
  #state: FleetClientState = 'away';
  #link: ClientLink | undefined;
  /** Messages of QoS 1 and 2 without a link, or without room in it. */
  #waiting: WaitingMessage[] | undefined;
  #underWay = 0;
  #failures = 0;
  #openedMs = 0;
  #retry: NodeJS.Timeout | undefined;
  #outage: { readonly cause: OutageCause; readonly startMs: number } | undefined;
  /** The node of its next connection. */
  #node: number;
  #whenIdle: (() => void) | undefined;
  #gone: (() => void) | undefined;
  #isDialling = false;

  /** `number` decides on its first node. */
  constructor(settings: FleetClientSettings, services: FleetServices, number: number) {
    this.settings = settings;
    this.#node = number;
    this.#services = services;
  }

  get state(): FleetClientState {
    return this.#state;
  }

  /** Messages without a link, or without room in it. */
  get waiting(): number {
    return this.#waiting?.length ?? 0;
  }

  /** Wants a connection from now on. */
  start(): void {
    if (this.#state !== 'away') return;
    this.#enter(this.#seeking);
    // A client on its way out connects again once it is gone.
    if (this.#link === undefined) this.#services.gate.request(this);
  }

  dial(): boolean {
    if (this.#state !== this.#seeking || this.#link !== undefined) return false;
    this.#isDialling = true;
    this.#openLink();
    return true;
  }

  /**
   * Publishes at once, or keeps a message of QoS 1 and 2 for the next connection. `done` is called once, as in a session.
   */
  publish(message: OutgoingMessage, done: (error?: Error) => void): void {
    if (message.qos <= 0) {
      if (this.#link === undefined || this.#state !== 'open') done(NOT_CONNECTED);
      else this.#link.publish(message, (error) => done(error === LINK_LOST ? NOT_CONNECTED : error));
      return;
    }
    const entry = { message, done, number: published++ };
    if (this.waiting > 0 || this.#state !== 'open' || !this.#link?.hasRoom) this.#keep(entry);
    else this.#send(entry, this.#link);
  }

  /** Goes in order, once every message is acknowledged. */
  leave(cause: OutageCause = 'left'): void {
    if (this.#state !== 'open') return;
    this.#enter('away');
    const link = this.#link;
    const { statusTopic } = this.settings;
    const go = (): void => {
      if (this.#link !== link || link === undefined) return;
      this.#outage = { cause, startMs: this.#services.simulatedNow() };
      const end = (): void => {
        if (this.#link !== link) return;
        this.#link = undefined;
        link.leave();
        this.#gone?.();
        if (this.#state === this.#seeking) this.#services.gate.request(this);
      };
      if (statusTopic === undefined) end();
      else link.publish({ topic: statusTopic, payload: OFFLINE, qos: 1, retain: true }, end);
    };
    if (this.#underWay === 0) go();
    else this.#whenIdle = go;
  }

  /** Goes without a word: the broker publishes the will. */
  vanish(cause: OutageCause): void {
    if (this.#state === 'refused' || this.#state === 'away') return;
    const wasOpen = this.#state === 'open';
    this.#enter('away');
    this.#stopDialling();
    clearTimeout(this.#retry);
    const link = this.#link;
    this.#link = undefined;
    // The first cause counts for a client that was lost before.
    if (wasOpen) this.#outage ??= { cause, startMs: this.#services.simulatedNow() };
    link?.vanish();
  }

  /** Connects from a second place under the same id: the broker closes the first connection. */
  move(): void {
    const first = this.#link;
    if (this.#state !== 'open' || first === undefined) return;
    this.#outage = { cause: 'moved', startMs: this.#services.simulatedNow() };
    this.#link = undefined;
    this.#enter('lost');
    this.#openLink(first);
  }

  /** Ends for good. Resolves when the broker has been told; a client without a connection is gone at once. */
  close(): Promise<void> {
    clearTimeout(this.#retry);
    if (this.#state !== 'open') {
      this.vanish('left');
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#gone = resolve;
      this.leave();
    });
  }

  /** Fails every message that still waits. */
  giveUp(error: Error): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const { done } of waiting) {
      this.#services.queued(-1);
      done(error);
    }
  }

  tick(nowMs: number): void {
    this.#link?.tick(nowMs);
  }

  /** The outage under way. */
  get outage(): Outage | undefined {
    return this.#outage && this.#outageUntil(undefined);
  }

  #openLink(first?: ClientLink): void {
    const link: ClientLink = this.#services.openLink(
      this.settings.identity,
      {
        opened: () => {
          if (this.#link !== link) return;
          // The broker has closed the first connection, and said so with the will.
          first?.vanish();
          this.#opened(link);
        },
        closed: (end) => {
          first?.vanish();
          if (this.#link === link) this.#closed(end);
        },
        message: this.#services.message,
      },
      this.#node,
    );
    this.#link = link;
  }

  #opened(link: ClientLink): void {
    this.#stopDialling();
    this.#openedMs = this.#services.now();
    const { statusTopic, filter } = this.settings;
    if (filter !== undefined) link.subscribe(filter, 1);
    const online = (): void => {
      if (this.#link === link && this.#outage) {
        this.#services.outageEnded(this.#outageUntil(this.#services.simulatedNow()));
        this.#outage = undefined;
      }
    };
    if (statusTopic === undefined) online();
    else
      link.publish({ topic: statusTopic, payload: ONLINE, qos: 1, retain: true }, (error) => {
        if (error !== LINK_LOST) online();
      });
    this.#enter('open');
    // The messages of a lost link came behind newer ones.
    this.#waiting?.sort((one, other) => one.number - other.number);
    this.#sendWaiting(link);
  }

  #closed(end: LinkEnd): void {
    this.#stopDialling();
    this.#link = undefined;
    const now = this.#services.now();
    const wasOpen = this.#state === 'open';
    if (this.#state === 'away') {
      // The connection broke on the way out.
      this.#outage ??= { cause: 'lost', startMs: this.#services.simulatedNow() };
      this.#gone?.();
      return;
    }
    if (wasOpen) this.#outage = { cause: 'lost', startMs: this.#services.simulatedNow() };
    if (wasOpen && now - this.#openedMs >= STABLE_MS) this.#failures = 0;
    this.#failures += 1;
    if (end.isFinal) {
      this.#enter('refused');
      this.giveUp(end.failure);
    } else {
      this.#enter(this.#seeking);
      this.#node += 1;
      this.#retry = setTimeout(() => this.#services.gate.request(this), this.#nextWaitMs());
    }
    this.#services.failed(this, end, wasOpen);
  }

  /** The nodes of a cluster are tried at once, one after the other; each round has a longer wait, and is spread. */
  #nextWaitMs(): number {
    const rounds = this.#failures / this.#services.nodes;
    if (!Number.isInteger(rounds)) return NEXT_NODE_MS;
    return Math.min(FIRST_WAIT_MS * 2 ** (rounds - 1), MAX_WAIT_MS) * (0.5 + this.#services.random());
  }

  #stopDialling(): void {
    if (!this.#isDialling) return;
    this.#isDialling = false;
    this.#services.gate.answered();
  }

  #send(entry: WaitingMessage, link: ClientLink): void {
    this.#underWay += 1;
    link.publish(entry.message, (error) => {
      this.#underWay -= 1;
      if (error === LINK_LOST) this.#keep(entry);
      else entry.done(error);
      if (this.waiting > 0 && this.#state === 'open' && link.hasRoom) this.#sendWaiting(link);
      if (this.#underWay > 0) return;
      const idle = this.#whenIdle;
      this.#whenIdle = undefined;
      idle?.();
    });
  }

  #keep(entry: WaitingMessage): void {
    this.#waiting ??= [];
    this.#waiting.push(entry);
    this.#services.queued(1);
  }

  #sendWaiting(link: ClientLink): void {
    const waiting = this.#waiting;
    if (waiting === undefined || this.#link !== link) return;
    let sent = 0;
    for (const entry of waiting) {
      if (!link.hasRoom) break;
      this.#services.queued(-1);
      this.#send(entry, link);
      sent += 1;
    }
    waiting.splice(0, sent);
    if (waiting.length === 0) this.#waiting = undefined;
  }

  #outageUntil(endMs: number | undefined): Outage {
    const { identity, statusTopic, place } = this.settings;
    const { cause, startMs } = this.#outage ?? { cause: 'lost', startMs: this.#services.simulatedNow() };
    return { clientId: identity.clientId, statusTopic, place, cause, startMs, endMs };
  }

  get #seeking(): FleetClientState {
    return this.#openedMs > 0 ? 'lost' : 'connecting';
  }

  #enter(state: FleetClientState): void {
    const from = this.#state;
    if (from === state) return;
    this.#state = state;
    this.#services.entered(this, from, state);
  }
}

let published = 0;

const NOT_CONNECTED = new MessageDropped('the connection was lost');
