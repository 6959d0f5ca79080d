import { escapeControl } from '../../../text/escape.ts';
import { wrap } from '../../../text/wrap.ts';
import type { TraceEvent } from '../../../trace/event.ts';
import { explain } from '../../../trace/view/explain.ts';
import { formatHex } from '../../../trace/view/hex.ts';
import { summaryToJson, toJson } from '../../../trace/view/json.ts';
import { Ladder } from '../../../trace/view/ladder.ts';
import { formatLine } from '../../../trace/view/line.ts';
import type { Style } from '../../../trace/view/style.ts';
import { formatSummary } from '../../../trace/view/table.ts';
import type { Paint } from '../paint.ts';
import { createFittingPrint, createPrinter } from '../printer.ts';
import type { Screen } from '../screen.ts';
import type { OpenView, OwnViews } from '../views.ts';
import { viewPayload } from './payload.ts';
import { localTime } from './time.ts';

export interface TraceViewSettings {
  /** Draws the exchange between client and broker, in place of lines. */
  readonly ladder: boolean;
  /** Adds the purpose of each packet. */
  readonly explain: boolean;
  /** Adds the bytes of each field. */
  readonly hex: boolean;
  /** The side behind the proxy: `broker` or `gateway`. */
  readonly broker: string;
}

/** Packets as lines or a ladder for people, as objects for programs; and the totals at the end. */
export function traceViews(settings: TraceViewSettings): Pick<OwnViews, 'trace' | 'trace-totals'> {
  return { trace: packetView(settings), 'trace-totals': totalsView(settings) };
}

function packetView(settings: TraceViewSettings): OpenView<'trace'> {
  return (screen, { format }) => {
    if (format === 'human') {
      const style = { ...styleOf(screen.paint, settings.broker), clock: clockOf(screen) };
      const ladder = new Ladder(style, viewPayload, screen.columns);
      const printLine = createFittingPrint(screen);
      return {
        take: ({ event, step }) => {
          if (settings.ladder) for (const row of ladder.draw(event, step)) screen.print(row);
          else if (formatLine(event, style, viewPayload) !== undefined) {
            printLine((isShort) => formatLine(event, style, viewPayload, isShort) ?? '');
          }
          for (const line of detailsOf(event, settings, style)) screen.print(line);
        },
      };
    }
    const print = createPrinter<object>(format, OBJECT_VIEW, screen);
    return {
      take: ({ event }) => {
        const object = toJson(event, viewPayload);
        // CSV has columns for packets only.
        if (object !== undefined && (format === 'jsonl' || isPacket(event))) print(object);
      },
    };
  };
}

/** On a terminal the local time of day; packets follow each other in milliseconds. */
function clockOf({ columns, now }: Screen): Style['clock'] {
  if (columns === undefined) return utcTime;
  return (timeMs) => `${localTime(timeMs, now())}.${String(Math.floor(timeMs) % 1000).padStart(3, '0')}`;
}

function utcTime(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(11);
}

function totalsView({ broker }: TraceViewSettings): OpenView<'trace-totals'> {
  return (screen, { format }) => ({
    take: ({ summary }) => {
      if (format === 'jsonl') createPrinter<object>(format, OBJECT_VIEW, screen)(summaryToJson(summary));
      if (format !== 'human') return;
      for (const line of ['', ...formatSummary(summary, styleOf(screen.paint, broker))]) screen.print(line);
    },
  });
}

function detailsOf(event: TraceEvent, settings: TraceViewSettings, style: Style): string[] {
  if (event.kind !== 'seen' || event.item.kind !== 'packet') return [];
  const { packet } = event.item;
  const hint = settings.explain ? explain(packet) : undefined;
  return [
    ...(hint === undefined ? [] : wrap(hint, HINT_WIDTH).map((line) => style.paint('dim', `      ${line}`))),
    ...(settings.hex ? formatHex(packet, style) : []),
  ];
}

const HINT_WIDTH = 74;

function isPacket(event: TraceEvent): boolean {
  return event.kind === 'seen' && event.item.kind === 'packet';
}

const CSV_COLUMNS = [
  'type',
  'time',
  'connection',
  'from',
  'packet',
  'bytes',
  'dup',
  'qos',
  'retain',
  'packet_id',
  'topic',
  'payload',
  'code',
  'reason',
  'fault',
  'fate',
];

const OBJECT_VIEW = { human: () => '', record: (object: object) => ({ ...object }), columns: CSV_COLUMNS };

function styleOf(paint: Paint, broker: string): Style {
  return {
    broker,
    escape: escapeControl,
    clock: utcTime,
    paint: (role, text) => {
      switch (role) {
        case 'client':
        case 'topic':
          return paint.place(text);
        case 'name':
          return paint.value(text);
        case 'error':
          return paint.warning(text);
        case 'broker':
          return text;
        case 'dim':
          return paint.dim(text);
      }
    },
  };
}
