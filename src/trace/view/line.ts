import { hostAndPort } from '../../host-port.ts';
import type { SeenEvent, SocketAddress, TraceEvent } from '../event.ts';
import type { Sender } from '../packet.ts';
import type { WebSocketItem } from '../wire-item.ts';
import { fatePhrase, type Phrase, phrasesOf } from './phrases.ts';
import type { DecodePayload, Style } from './style.ts';

const MAX_PHRASES = 40;
const MAX_TEXT = 300;

/** An event as one line; undefined for events without a line. `isShort`: the direction is an arrow alone. */
export function formatLine(
  event: TraceEvent,
  style: Style,
  decode: DecodePayload,
  isShort = false,
): string | undefined {
  const head = `${style.paint('dim', style.clock(event.timeMs))} #${event.connection}`;
  switch (event.kind) {
    case 'opened': {
      const { client, broker } = event;
      return `${head} ${style.paint('dim', `opened ${place(client)} → ${place(broker)}`)}`;
    }
    case 'seen':
      return `${head} ${arrow(event.from, style, isShort)} ${describe(event, style, decode)}`;
    case 'closed':
      return `${head} ${style.paint('dim', event.error === undefined ? 'closed' : `closed: ${event.error}`)}`;
    case 'refused':
    case 'bytes':
    case 'ended':
      return undefined;
  }
}

function place({ address, port }: SocketAddress): string {
  return hostAndPort(address, port);
}

function arrow(from: Sender, style: Style, isShort: boolean): string {
  const head = from === 'client' ? '→' : '←';
  return style.paint(from, isShort ? head : `client ${head} ${style.broker}`);
}

function describe({ item, fate }: SeenEvent, style: Style, decode: DecodePayload): string {
  switch (item.kind) {
    case 'packet': {
      const { packet } = item;
      const name = style.paint('name', packet.name.toUpperCase().padEnd(11));
      const phrases = [...fatePhrase(fate), ...clip(phrasesOf(packet, decode))].map(({ text, role }) => {
        const safe = style.escape(text);
        return role === undefined ? safe : style.paint(role, safe);
      });
      return [`${name} ${bytes(packet.length)}`, ...phrases].join('  ').trimEnd();
    }
    case 'websocket':
      return `${style.paint('dim', `ws ${item.what}`.padEnd(11))} ${bytes(item.length)}${describeWebSocket(item, style)}`;
    case 'unreadable':
      return style.paint('error', `unreadable: ${style.escape(item.reason)}; it passes unchanged`);
  }
}

/** A line stays readable even for a packet with many or long filters. */
function clip(phrases: readonly Phrase[]): Phrase[] {
  const shown = phrases.slice(0, MAX_PHRASES).map(({ text, ...rest }) => ({
    ...rest,
    text: text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text,
  }));
  const left = phrases.length - shown.length;
  return left > 0 ? [...shown, { text: `… and ${left} more`, role: 'dim' }] : shown;
}

function describeWebSocket({ says, fault }: WebSocketItem, style: Style): string {
  const words = says === '' ? '' : `  ${style.escape(says)}`;
  return fault === undefined ? words : `${words}  ${style.paint('error', style.escape(fault))}`;
}

function bytes(length: number): string {
  return `${length} B`.padStart(7);
}
