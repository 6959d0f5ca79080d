import { createHash, timingSafeEqual } from 'node:crypto';
import type { LiveSensor } from './live-sensor.ts';
import type { Changes, LiveState } from './live-state.ts';
import type {
  CommandingMessage,
  CommandMessage,
  CommandResult,
  PageMessage,
  ServerMessage,
  ViewMessage,
  Welcome,
} from './messages.ts';
import type { PacketLog } from './packet-log.ts';
import { readPageMessage } from './page-message.ts';
import type { WhatIfDesk } from './what-if-desk.ts';

/** The connection to a page, as a session uses it. */
export interface PageSocket {
  /** Bytes still waiting for the network. */
  readonly bufferedAmount: number;
  send(data: string | Uint8Array): void;
  close(code: number, reason: string): void;
}

/** Executes an operator's command. Returns the reason for not executing it. */
export type Execute = (command: CommandMessage) => string | undefined;

export interface SessionSettings {
  readonly token: string;
  readonly welcome: Welcome;
  readonly state: LiveState;
  readonly execute: Execute;
  /** Undefined if another process simulates or measures the building. */
  readonly whatIf?: WhatIfDesk | undefined;
  /** Undefined without a traced port. */
  readonly packets?: PacketLog | undefined;
  /** The real clock, in milliseconds. */
  readonly now: () => number;
}

/** A slower page is sent nothing until it has read its messages; then it is sent the newest values. */
const MAX_WAITING_BYTES = 256 * 1024;
const COMMANDS_PER_SECOND = 10;
/** Rows of the ladder in one tick, and for a panel that opens. The others are counted. */
const ROWS_IN_TICK = 20;
const FIRST_ROWS = 300;
/** A page sends a message for each click. */
const MESSAGES_PER_SECOND = 50;

/**
 * Codes of WebSocket's private range (RFC 6455 §7.4.2) and of the standard. A page with a wrong token does not come
 * again; after every other code it does.
 */
export const CLOSE = { wrongToken: 4401, lateToken: 4408, unreadable: 1003, flood: 1008 } as const;

/**
 * The server's side of one page. Before the right token the page is sent nothing. Then it is sent every change, unless
 * it is hidden or slow.
 */
export class PageSession {
  readonly #socket: PageSocket;
  readonly #settings: SessionSettings;
  readonly #commands: RateLimit;
  readonly #messages: RateLimit;
  #isKnown = false;
  #isShown = true;
  #needsWhole = true;
  /** The changes missed by a slow page. */
  #missed = new Set<LiveSensor>();
  #hasMissedOther = false;
  #knownSensors = 0;
  #room: string | null = null;
  #traffic: string | null = null;
  /** The connection in the panel of packets; 0 for all. */
  #packets: number | null = null;
  #sentPackets = 0;
  /** Samples of the broker's figures. */
  #knownSamples = 0;

  constructor(socket: PageSocket, settings: SessionSettings) {
    this.#socket = socket;
    this.#settings = settings;
    this.#commands = new RateLimit(COMMANDS_PER_SECOND, settings.now);
    this.#messages = new RateLimit(MESSAGES_PER_SECOND, settings.now);
  }

  /** The page has shown the token. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  receive(text: string): void {
    const message = readPageMessage(text);
    if (!this.#messages.allows()) this.#socket.close(CLOSE.flood, 'too many messages');
    else if (!this.#isKnown) this.#greet(message);
    else if (message?.type === 'view') this.#view(message);
    else if (message?.type === 'packet') this.#sendContents(message.id);
    else if (message !== undefined && 'command' in message) this.#send(this.#resultOf(message));
    else this.#socket.close(CLOSE.unreadable, 'unreadable message');
  }

  /** Sends the changes of a tick. `textFor` gives their text for a page that knows so many sensors. */
  tick(changes: Changes, textFor: (known: number) => string): void {
    if (!this.#isKnown || !this.#isShown) return;
    if (this.#socket.bufferedAmount > MAX_WAITING_BYTES) this.#miss(changes);
    else if (this.#needsWhole) this.#sendWhole();
    else this.#sendChanges(changes, textFor);
  }

  #greet(message: PageMessage | undefined): void {
    if (message?.type !== 'token' || !isSame(message.token, this.#settings.token)) {
      this.#socket.close(CLOSE.wrongToken, 'wrong token');
      return;
    }
    this.#isKnown = true;
    this.#send(this.#settings.welcome);
    this.#sendWhole();
  }

  #sendChanges(changes: Changes, textFor: (known: number) => string): void {
    const { state } = this.#settings;
    if (this.#missed.size > 0 || this.#hasMissedOther) {
      this.#miss(changes);
      const missed = { sensors: [...this.#missed], isOtherwiseChanged: this.#hasMissedOther };
      this.#send(state.update(missed, this.#knownSensors));
      this.#forgetMissed();
    } else if (changes.sensors.length > 0 || changes.isOtherwiseChanged) {
      this.#socket.send(textFor(this.#knownSensors));
    }
    this.#knownSensors = state.size;
    if (this.#packets !== null) this.#sendPackets(this.#packets, changes.isOtherwiseChanged);
    if (!changes.isOtherwiseChanged) return;
    if (this.#room !== null) this.#sendRoom(this.#room, false);
    if (this.#traffic !== null) this.#sendTraffic(this.#traffic);
  }

  #view({ isShown, room, traffic, packets }: ViewMessage): void {
    if (!isShown) this.#forgetMissed();
    if (isShown && !this.#isShown) this.#needsWhole = true;
    this.#isShown = isShown;
    if (room !== null && room !== this.#room) this.#sendRoom(room, true);
    this.#room = room;
    if (traffic === null) this.#knownSamples = 0;
    else if (traffic !== this.#traffic) this.#sendTraffic(traffic);
    this.#traffic = traffic;
    if (packets !== null && packets !== this.#packets) this.#sendFirstPackets(packets);
    this.#packets = packets;
  }

  #miss({ sensors, isOtherwiseChanged }: Changes): void {
    if (this.#needsWhole) return;
    for (const sensor of sensors) this.#missed.add(sensor);
    this.#hasMissedOther ||= isOtherwiseChanged;
  }

  #forgetMissed(): void {
    this.#missed = new Set();
    this.#hasMissedOther = false;
  }

  #sendWhole(): void {
    this.#send(this.#settings.state.whole());
    this.#knownSensors = this.#settings.state.size;
    this.#needsWhole = false;
    this.#forgetMissed();
    if (this.#room !== null) this.#sendRoom(this.#room, true);
    if (this.#packets !== null) this.#sendFirstPackets(this.#packets);
  }

  #sendTraffic(search: string): void {
    const { state } = this.#settings;
    this.#send(state.traffic(search, this.#knownSamples));
    this.#knownSamples = state.brokerSamples;
  }

  #sendFirstPackets(connection: number): void {
    const { packets } = this.#settings;
    if (packets === undefined) return;
    const { rows } = packets.rowsAfter(0, connection, FIRST_ROWS);
    this.#sentPackets = packets.last;
    this.#send({ type: 'packets', isWhole: true, leftOut: 0, rows, totals: packets.totals() });
  }

  #sendPackets(connection: number, hasTotals: boolean): void {
    const { packets } = this.#settings;
    if (packets === undefined || (packets.last === this.#sentPackets && !hasTotals)) return;
    const { rows, leftOut } = packets.rowsAfter(this.#sentPackets, connection, ROWS_IN_TICK);
    this.#sentPackets = packets.last;
    if (rows.length === 0 && !hasTotals) return;
    const totals = hasTotals ? { totals: packets.totals() } : {};
    this.#send({ type: 'packets', isWhole: false, leftOut, rows, ...totals });
  }

  #sendContents(id: number): void {
    const packet = this.#settings.packets?.contents(id);
    this.#send({ type: 'packet', id, ...(packet !== undefined && { packet }) });
  }

  #sendRoom(room: string, hasHistory: boolean): void {
    const details = this.#settings.state.room(room, hasHistory);
    const faults = this.#settings.whatIf?.faultsIn(room);
    this.#send(faults === undefined ? details : { ...details, faults });
  }

  #resultOf(message: CommandingMessage): CommandResult {
    const reason = this.#commands.allows()
      ? this.#execute(message)
      : `more than ${COMMANDS_PER_SECOND} commands in a second`;
    const { command } = message;
    const result = { type: 'result', command, isDone: reason === undefined } as const;
    return reason === undefined ? result : { ...result, reason };
  }

  #execute(message: CommandingMessage): string | undefined {
    const { execute, whatIf } = this.#settings;
    if (message.type === 'command') return execute(message);
    if (message.type === 'capture') return this.#sendCapture();
    if (whatIf === undefined) return 'this process does not simulate the building';
    return message.type === 'inject' ? whatIf.inject(message) : whatIf.mend(message.place);
  }

  /** A file may have megabytes: the next one waits until the page has read it. */
  #sendCapture(): string | undefined {
    const { packets } = this.#settings;
    if (packets === undefined) return 'there is no traced port: --trace opens one';
    if (this.#socket.bufferedAmount > MAX_WAITING_BYTES) return 'the last file is still on its way';
    this.#socket.send(packets.capture(this.#packets ?? 0));
    return undefined;
  }

  #send(message: ServerMessage): void {
    this.#socket.send(JSON.stringify(message));
  }
}

/** Compares in a time that tells nothing about the place of the first difference, or about the length. */
function isSame(given: string, token: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(token));
}

/** Allows so many events in each second. */
class RateLimit {
  readonly #perSecond: number;
  readonly #now: () => number;
  #secondStartMs = -Infinity;
  #count = 0;

  constructor(perSecond: number, now: () => number) {
    this.#perSecond = perSecond;
    this.#now = now;
  }

  allows(): boolean {
    const nowMs = this.#now();
    if (Math.abs(nowMs - this.#secondStartMs) >= 1000) {
      this.#secondStartMs = nowMs;
      this.#count = 0;
    }
    return ++this.#count <= this.#perSecond;
  }
}
