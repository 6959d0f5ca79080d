import type { OutputFormat } from '../../options/output.ts';
import type { Paint } from '../../sinks/screen/paint.ts';
import { createPrinter } from '../../sinks/screen/printer.ts';
import type { Screen } from '../../sinks/screen/screen.ts';
import { escapeControl } from '../../text/escape.ts';
import { wrap } from '../../text/wrap.ts';
import type { TraceEvent } from '../../trace/event.ts';
import type { Step } from '../../trace/exchange.ts';
import type { Summary } from '../../trace/totals.ts';
import { explain } from '../../trace/view/explain.ts';
import { formatHex } from '../../trace/view/hex.ts';
import { summaryToJson, toJson } from '../../trace/view/json.ts';
import { Ladder } from '../../trace/view/ladder.ts';
import { formatLine } from '../../trace/view/line.ts';
import type { Style } from '../../trace/view/style.ts';
import { formatSummary } from '../../trace/view/table.ts';
import { viewPayload } from './payload-view.ts';

export interface PresenterSettings {
  readonly format: OutputFormat;
  readonly ladder: boolean;
  readonly explain: boolean;
  readonly hex: boolean;
  /** What the clients talk to: `broker` or `gateway`. */
  readonly broker: string;
}

export interface Presenter {
  show(event: TraceEvent, step: Step): void;
  summarize(summary: Summary): void;
}

/** Prints what is traced: lines or a ladder for people, objects for programs, and the totals at the end. */
export function createPresenter(settings: PresenterSettings, screen: Screen): Presenter {
  return settings.format === 'human' ? humanPresenter(settings, screen) : recordPresenter(settings, screen);
}

function humanPresenter(settings: PresenterSettings, screen: Screen): Presenter {
  const style = styleOf(screen.paint, settings.broker);
  const ladder = new Ladder(style, viewPayload);
  const linesOf = (event: TraceEvent, step: Step): readonly string[] =>
    settings.ladder ? ladder.draw(event, step) : [formatLine(event, style, viewPayload) ?? []].flat();
  return {
    show: (event, step) => {
      for (const line of [...linesOf(event, step), ...detailsOf(event, settings, style)]) screen.print(line);
    },
    summarize: (summary) => {
      for (const line of ['', ...formatSummary(summary, style)]) screen.print(line);
    },
  };
}

function detailsOf(event: TraceEvent, settings: PresenterSettings, style: Style): string[] {
  if (event.kind !== 'seen' || event.sighting.kind !== 'packet') return [];
  const { packet } = event.sighting;
  const hint = settings.explain ? explain(packet) : undefined;
  return [
    ...(hint === undefined ? [] : wrap(hint, HINT_WIDTH).map((line) => style.paint('dim', `      ${line}`))),
    ...(settings.hex ? formatHex(packet, style) : []),
  ];
}

const HINT_WIDTH = 74;

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
];

function recordPresenter({ format }: PresenterSettings, screen: Screen): Presenter {
  const report = createPrinter<object>(
    format,
    { human: () => '', record: (object) => ({ ...object }), columns: CSV_COLUMNS },
    screen,
  );
  return {
    show: (event) => {
      const object = toJson(event, viewPayload);
      // CSV has columns for packets only.
      if (object !== undefined && (format === 'jsonl' || isPacket(event))) report(object);
    },
    summarize: (summary) => {
      if (format === 'jsonl') report(summaryToJson(summary));
    },
  };
}

function isPacket(event: TraceEvent): boolean {
  return event.kind === 'seen' && event.sighting.kind === 'packet';
}

function styleOf(paint: Paint, broker: string): Style {
  return {
    broker,
    escape: escapeControl,
    clock: (timeMs) => new Date(timeMs).toISOString().slice(11),
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
