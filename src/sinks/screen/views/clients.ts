import type { Output } from '../../../command.ts';
import type { ClientList, ListedClient } from '../../../stats/client-list.ts';
import { counted } from '../../../text/counted.ts';
import { escapeControl } from '../../../text/escape.ts';
import { cutToWidth, displayWidth } from '../../../text/width.ts';
import { createInPlace } from '../in-place.ts';
import type { Paint } from '../paint.ts';
import { createPrinter, type View } from '../printer.ts';
import type { OpenView } from '../views.ts';

/** `stats --clients`: a table for people, in place on the terminal `inPlace`; a client a line for programs. */
export function clientsView(inPlace: Output | undefined): OpenView<'clients'> {
  return (screen, { format }) => {
    if (format !== 'human') {
      const print = createPrinter(format, CLIENT_VIEW, screen);
      return {
        take: ({ list: { timeMs, clients } }) => {
          for (const client of clients) print({ timeMs, client });
        },
      };
    }
    const show = inPlace?.isTTY ? createInPlace(inPlace) : undefined;
    return {
      take: ({ list }) => {
        const lines = clientTable(list, screen.columns ?? Number.POSITIVE_INFINITY, screen.paint);
        if (show !== undefined) show(fitted(lines, inPlace?.rows));
        else for (const line of lines) screen.print(line);
      },
    };
  };
}

/** A table that is higher than the terminal could not be drawn in place. */
function fitted(lines: readonly string[], rows = Number.POSITIVE_INFINITY): readonly string[] {
  if (lines.length < rows) return lines;
  const shown = Math.max(1, rows - 2);
  return [...lines.slice(0, shown), `… and ${counted(lines.length - shown, 'line')} more: --once shows all`];
}

const CLIENT_VIEW: View<{ readonly timeMs: number; readonly client: ListedClient }> = {
  columns: [
    ...['type', 'time', 'username', 'client', 'address', 'version', 'since', 'subscriptions', 'published'],
    ...['delivered', 'refused', 'last_topic'],
  ],
  human: () => '',
  record: ({ timeMs, client: { lastTopic, ...client } }) => ({
    type: 'client',
    time: new Date(timeMs).toISOString(),
    ...client,
    last_topic: lastTopic,
  }),
};

interface Column {
  readonly heading: string;
  readonly cell: (client: ListedClient) => string;
  readonly isNumber?: boolean;
  readonly maxWidth?: number;
}

const USER: Column = { heading: 'user', cell: ({ username }) => username ?? '-', maxWidth: 16 };
const CLIENT: Column = { heading: 'client', cell: ({ client }) => client, maxWidth: 23 };
const COLUMNS: readonly Column[] = [
  { heading: 'address', cell: ({ address }) => address.replace(/:\d+$/, ''), maxWidth: 17 },
  { heading: 'MQTT', cell: ({ version }) => version, maxWidth: 5 },
  { heading: 'subs', cell: ({ subscriptions }) => String(subscriptions), isNumber: true },
  { heading: 'sent', cell: ({ published }) => String(published), isNumber: true },
  { heading: 'got', cell: ({ delivered }) => String(delivered), isNumber: true },
  { heading: 'refused', cell: ({ refused }) => String(refused), isNumber: true },
  { heading: 'last topic', cell: ({ lastTopic }) => lastTopic ?? '' },
];
/** The ids of clients say little beside users, and a narrow terminal has no room for both. */
const WIDE = 100;

/** The clients by user, then the logins that failed. */
function clientTable({ clients, more, refused }: ClientList, columns: number, paint: Paint): string[] {
  const hasUsers = clients.some(({ username }) => username !== undefined);
  const names = hasUsers ? (columns >= WIDE ? [USER, CLIENT] : [USER]) : [CLIENT];
  const shown = [...names, ...COLUMNS];
  const sorted = [...clients].sort(
    (a, b) => compare(a.username ?? '', b.username ?? '') || compare(a.client, b.client),
  );
  const rows = sorted.map((client) =>
    shown.map(({ cell, maxWidth = Number.POSITIVE_INFINITY }) =>
      cutToWidth(escapeControl(cell(client)), maxWidth),
    ),
  );
  const widths = shown.map(({ heading }, at) =>
    Math.max(heading.length, ...rows.map((row) => displayWidth(row[at] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    cutToWidth(
      cells
        .map((cell, at) => {
          const blanks = ' '.repeat(Math.max(0, (widths[at] ?? 0) - displayWidth(cell)));
          return shown[at]?.isNumber ? blanks + cell : cell + blanks;
        })
        .join('  ')
        .trimEnd(),
      columns,
    );
  const heading = paint.dim(line(shown.map(({ heading: text }) => text)));
  const lines = rows.map((row, at) =>
    (sorted[at]?.refused ?? 0) > 0 ? paint.warning(line(row)) : line(row),
  );
  return [
    `${counted(clients.length + more, 'client')}${more > 0 ? `, ${more} not shown` : ''}`,
    ...(clients.length === 0 ? [] : [heading, ...lines]),
    ...refused.map(({ username, address, reason, count }) =>
      paint.warning(
        cutToWidth(
          `refused ${counted(count, 'time')}: ${escapeControl(`${username ?? 'without a user'} from ${address}: ${reason}`)}`,
          columns,
        ),
      ),
    ),
  ];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
