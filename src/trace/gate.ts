import { ByteQueue } from './byte-queue.ts';
import type { ConversationReader } from './conversation-reader.ts';
import type { SeenFate } from './event.ts';
import type { Fate, Passing } from './interference.ts';
import type { Packet, Sender } from './packet.ts';
import type { WireItem } from './wire-item.ts';

export interface GateSettings {
  readonly from: Sender;
  readonly reader: ConversationReader;
  readonly fateOf: (passing: Omit<Passing, 'connection'>) => Fate | undefined;
  /** Takes an item before its bytes pass. */
  readonly onItem: (item: WireItem, fate: SeenFate | undefined) => void;
  /** Sends bytes on to the receiver. */
  readonly pass: (bytes: Uint8Array) => void;
  /** Sends bytes back to the sender. */
  readonly answer: (bytes: Uint8Array) => void;
  readonly close: () => void;
  readonly restart: (downMs: number) => void;
  /** The direction waits, or goes on. */
  readonly onWaiting: (isWaiting: boolean) => void;
}

/** Bytes that go on together, and the item read from these; a packet has a fate of its own. */
interface Piece {
  readonly bytes: Uint8Array;
  readonly item?: WireItem;
}

/**
 * One direction of a connection with interference. Each packet is held until its last byte, and meets its fate. Packets
 * above the reader's limit, WebSocket and unreadable bytes pass at once.
 */
export class Gate {
  readonly #settings: GateSettings;
  readonly #held = new ByteQueue();
  readonly #pieces: Piece[] = [];
  /** Bytes that pass without a look: the rest of a long packet, or all bytes. */
  #unheld = 0;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;
  #onEnd: (() => void) | undefined;

  constructor(settings: GateSettings) {
    this.#settings = settings;
  }

  push(chunk: Uint8Array): void {
    const { reader, from } = this.#settings;
    this.#held.push(chunk);
    const items = reader.push(from, chunk);
    if (!reader.isPlain) this.#unheld = Number.POSITIVE_INFINITY;
    this.#addUnheld();
    for (const item of items) this.#add(item);
    this.#run();
  }

  /** At the end of the direction. `then` is called once everything before it has passed. */
  end(then: () => void): void {
    const { reader, from } = this.#settings;
    for (const item of reader.end(from)) this.#add(item);
    this.#pieces.push({ bytes: this.#held.take(this.#held.length) });
    this.#onEnd = then;
    this.#run();
  }

  /** Forgets whatever still waits. */
  close(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  #add(item: WireItem): void {
    if (item.kind === 'unreadable') this.#unheld = Number.POSITIVE_INFINITY;
    const packet = wholePacket(item);
    if (packet === undefined || !this.#settings.reader.isPlain) {
      if (item.kind === 'packet') this.#unheld += item.packet.length;
      this.#pieces.push({ bytes: NOTHING, item });
    } else this.#pieces.push({ bytes: this.#held.take(packet.length), item });
    this.#addUnheld();
  }

  #addUnheld(): void {
    const bytes = this.#held.take(this.#unheld);
    this.#unheld -= bytes.length;
    if (bytes.length > 0) this.#pieces.push({ bytes });
  }

  #run(): void {
    while (this.#timer === undefined && !this.#isOver) {
      const piece = this.#pieces.shift();
      if (piece === undefined) break;
      this.#meet(piece);
    }
    if (this.#timer === undefined && !this.#isOver) this.#onEnd?.();
  }

  #meet({ bytes, item }: Piece): void {
    const fate = item === undefined || bytes.length === 0 ? undefined : this.#fateOf(item);
    if (item !== undefined) this.#settings.onItem(item, fate && seenFate(fate, bytes.length));
    if (fate?.waitMs === undefined) this.#let(bytes, fate);
    else {
      this.#settings.onWaiting(true);
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#let(bytes, fate);
        this.#settings.onWaiting(false);
        this.#run();
      }, fate.waitMs);
    }
  }

  #fateOf(item: WireItem): Fate | undefined {
    const { reader, from, fateOf } = this.#settings;
    const packet = wholePacket(item);
    return packet && fateOf({ packet, from, level: reader.level });
  }

  #let(bytes: Uint8Array, fate: Fate | undefined): void {
    const { pass, answer, close, restart } = this.#settings;
    const passing = fate === undefined ? bytes : (fate.passes ?? NOTHING);
    if (passing.length > 0) pass(passing);
    if (fate?.answers !== undefined) answer(fate.answers);
    if (fate?.afterwards === 'close') close();
    if (fate?.afterwards === 'restart') restart(fate.downMs ?? 0);
  }
}

const NOTHING = new Uint8Array(0);

function seenFate({ words, passes }: Fate, length: number): SeenFate {
  return { words, isLost: (passes?.length ?? 0) < length };
}

/** A packet of which every byte was kept. */
function wholePacket(item: WireItem): Packet | undefined {
  return item.kind === 'packet' && !item.packet.skipped ? item.packet : undefined;
}
