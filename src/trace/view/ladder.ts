import { cutToWidth, displayWidth } from '../../text/width.ts';
import type { SeenEvent, TraceEvent } from '../event.ts';
import type { ExchangeStep } from '../exchange.ts';
import type { Sender } from '../packet.ts';
import { Lanes } from './lanes.ts';
import { fatePhrase, type Phrase, phrasesOf } from './phrases.ts';
import type { DecodePayload, Role, Style } from './style.ts';

const MIN_WIDTH = 80;
/** On a wider screen the eye loses the row between the two life lines. */
const MAX_WIDTH = 132;
const TIME_WIDTH = 9;
const NUMBER_WIDTH = 5;
const BYTES_WIDTH = 8;
/** One column each. */
const LANES = 4;
/** A phrase shorter than this after cutting is left out. */
const LEAST_CUT = 8;
/** All columns but those between the two life lines. */
const OTHER_COLUMNS = TIME_WIDTH + NUMBER_WIDTH + LANES + 2 + BYTES_WIDTH;

/**
 * Draws packets as they come, a row each, in 80 to 132 columns: seconds since the first event, the connection's number,
 * brackets around exchanges, an arrow from the sender, and the length.
 */
export class Ladder {
  readonly #style: Style;
  readonly #decode: DecodePayload;
  /** The columns between the two life lines. */
  readonly #arrowWidth: number;
  readonly #lanes = new Lanes();
  #startedAt: number | undefined;
  #isHeaded = false;

  constructor(style: Style, decode: DecodePayload, columns = MIN_WIDTH) {
    this.#arrowWidth = Math.min(Math.max(columns, MIN_WIDTH), MAX_WIDTH) - OTHER_COLUMNS;
    this.#style = style;
    this.#decode = decode;
  }

  /** The rows for an event; mostly one, sometimes none. */
  draw(event: TraceEvent, step: ExchangeStep): string[] {
    const row = this.#row(event, step);
    if (row === undefined) return [];
    const heading = this.#isHeaded ? [] : [this.#heading()];
    this.#isHeaded = true;
    if (event.kind === 'closed') this.#lanes.release(event.connection);
    return [...heading, row];
  }

  #row(event: TraceEvent, step: ExchangeStep): string | undefined {
    switch (event.kind) {
      case 'opened': {
        const text = event.transport === 'tcp' ? 'TCP connection opened' : 'UDP, first datagram';
        return this.#arrow(event, 'client', [{ text, role: 'dim' }], '');
      }
      case 'closed':
        return this.#arrow(event, 'both', [{ text: 'closed', role: 'dim' }], '');
      case 'seen':
        return this.#item(event, step);
      case 'refused':
      case 'bytes':
      case 'ended':
        return undefined;
    }
  }

  #item(event: SeenEvent, step: ExchangeStep): string {
    const { item, from, fate } = event;
    switch (item.kind) {
      case 'packet': {
        const { packet } = item;
        const name: Phrase = { text: packet.name.toUpperCase(), role: 'name' };
        const brackets = this.#lanes.row(step.role, step.exchange);
        return this.#arrow(
          event,
          from,
          [name, ...fatePhrase(fate), ...phrasesOf(packet, this.#decode)],
          `${packet.length} B`,
          brackets,
        );
      }
      case 'websocket':
        return this.#arrow(
          event,
          from,
          [{ text: `ws ${item.what} ${item.says}`, role: 'dim' }],
          `${item.length} B`,
        );
      case 'unreadable':
        return this.#arrow(event, from, [{ text: `unreadable: ${item.reason}`, role: 'error' }], '');
    }
  }

  #arrow(
    event: TraceEvent,
    from: Sender | 'both',
    phrases: readonly Phrase[],
    length: string,
    brackets = this.#lanes.row(),
  ): string {
    const { paint } = this.#style;
    this.#startedAt ??= event.timeMs;
    const time = ((event.timeMs - this.#startedAt) / 1000).toFixed(4).padStart(TIME_WIDTH);
    const { text, width } = this.#label(phrases, this.#arrowWidth - 6);
    const line = '─'.repeat(this.#arrowWidth - 6 - width);
    const side = from === 'both' ? 'dim' : from;
    const isLost = event.kind === 'seen' && event.fate?.isLost === true;
    const tail = paint(side, from === 'broker' ? `${isLost ? '✗' : '◀'}─` : '──');
    const head = paint(side, from === 'client' ? `${line}─${isLost ? '✗' : '▶'}` : `${line}──`);
    const number = ` #${event.connection}`.padEnd(NUMBER_WIDTH);
    return `${paint('dim', time + number)}${paint('dim', brackets)}│${tail} ${text} ${head}│${length.padStart(BYTES_WIDTH)}`.trimEnd();
  }

  #label(phrases: readonly Phrase[], columns: number): { text: string; width: number } {
    const parts: string[] = [];
    let width = 0;
    for (const { text, role } of phrases) {
      const gap = parts.length === 0 ? 0 : 1;
      const room = columns - width - gap;
      const whole = this.#style.escape(text);
      if (displayWidth(whole) > room && room < LEAST_CUT) break;
      const safe = cutToWidth(whole, room);
      parts.push(this.#paint(role, safe));
      width += gap + displayWidth(safe);
    }
    return { text: parts.join(' '), width };
  }

  #paint(role: Role | undefined, text: string): string {
    return role === undefined ? text : this.#style.paint(role, text);
  }

  #heading(): string {
    const indent = ' '.repeat(TIME_WIDTH + NUMBER_WIDTH + LANES - 5);
    const { paint, broker } = this.#style;
    return `${indent}${paint('client', 'client')}${' '.repeat(this.#arrowWidth - 4)}${paint('broker', broker)}`;
  }
}
