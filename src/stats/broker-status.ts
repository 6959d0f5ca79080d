import { LOAD_SPANS_MIN, ROWS, type RowKey, subjectOf } from './catalogue.ts';
import { readFigure, readStart, readUptime } from './value.ts';

/** A broker's figures at one moment, without the rows that the broker does not publish. */
export interface Sample {
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  readonly version?: string;
  /** Seconds. */
  readonly uptime?: number;
  readonly totals: Readonly<Partial<Record<RowKey, number>>>;
  /** Counters only: the growth a second since the sample before. */
  readonly rates: Readonly<Partial<Record<RowKey, number>>>;
  /** The broker's own averages a minute, over 1, 5 and 15 minutes. */
  readonly loads: Readonly<Partial<Record<RowKey, readonly number[]>>>;
}

/** The limit of nodes in a cluster: a hostile broker must not fill the memory. */
const MAX_NODES = 100;

/** Gathers figures under `$SYS` and makes samples of them. */
export class BrokerStatus {
  readonly #totals = new Map<RowKey, Map<string, number>>();
  readonly #loads = new Map<RowKey, number[]>();
  readonly #versions = new Map<string, string>();
  readonly #uptimes = new Map<string, number>();
  #before: Measured | undefined;

  /** Takes a message. Returns true for a figure in the catalogue. */
  take(topic: string, payload: Uint8Array): boolean {
    const subject = subjectOf(topic);
    if (subject === undefined) return false;
    switch (subject.kind) {
      case 'version':
        return keep(this.#versions, subject.node, readStart(payload).trim());
      case 'uptime':
        return keep(this.#uptimes, subject.node, readUptime(payload, subject.unitsPerSecond));
      case 'total': {
        const nodes = this.#totals.get(subject.row.key) ?? new Map<string, number>();
        this.#totals.set(subject.row.key, nodes);
        return keep(nodes, subject.node, readFigure(payload));
      }
      case 'load': {
        const value = readFigure(payload);
        if (value === undefined) return false;
        const loads = this.#loads.get(subject.row.key) ?? LOAD_SPANS_MIN.map(() => 0);
        loads[subject.span] = value;
        this.#loads.set(subject.row.key, loads);
        return true;
      }
    }
  }

  /**
   * The figures so far, with rates since the last sample.
   *
   * @param timeMs milliseconds since 1970
   * @param isLive true if the broker has just measured the figures; retained figures are older
   */
  sample(timeMs: number, isLive = true): Sample {
    const totals = this.#addUp();
    const uptime = this.#uptimes.size > 0 ? Math.max(...this.#uptimes.values()) : undefined;
    const now: Measured = { timeMs: isLive ? timeMs : undefined, uptime, totals };
    const rates = this.#before === undefined ? {} : ratesOf(now, this.#before);
    this.#before = now;
    const version = [...new Set(this.#versions.values())].join(', ');
    return {
      timeMs,
      ...(version !== '' && { version }),
      ...(uptime !== undefined && { uptime }),
      totals,
      rates,
      loads: Object.fromEntries([...this.#loads].map(([key, values]) => [key, [...values]])),
    };
  }

  #addUp(): Sample['totals'] {
    const totals: Partial<Record<RowKey, number>> = {};
    for (const { key } of ROWS) {
      const nodes = this.#totals.get(key);
      if (nodes !== undefined && nodes.size > 0)
        totals[key] = [...nodes.values()].reduce((sum, value) => sum + value, 0);
    }
    const connected = totals.clients_connected ?? this.#connected(totals);
    return connected === undefined ? totals : { ...totals, clients_connected: connected };
  }

  /** The number of connected clients, for a broker without a topic of that number. */
  #connected({ sockets_opened: opened, sockets_closed: closed, clients_total: total }: Sample['totals']) {
    // VerneMQ publishes both counts, but not their difference.
    if (opened !== undefined && closed !== undefined) return Math.max(0, opened - closed);
    // EMQX before version 5 has one count of clients: the connected clients.
    return this.#totals.get('clients_total')?.has('') ? undefined : total;
  }
}

function keep<T>(map: Map<string, T>, node: string, value: T | undefined): boolean {
  if (value === undefined || (map.size >= MAX_NODES && !map.has(node))) return false;
  map.set(node, value);
  return true;
}

interface Measured {
  /** Milliseconds since 1970; undefined for retained figures, whose time only the broker knows. */
  readonly timeMs: number | undefined;
  readonly uptime: number | undefined;
  readonly totals: Sample['totals'];
}

/** A smaller counter than before belongs to a restarted broker, so it has no rate in this sample. */
function ratesOf(now: Measured, before: Measured): Sample['rates'] {
  const seconds = secondsBetween(before, now);
  const rates: Partial<Record<RowKey, number>> = {};
  if (seconds === undefined) return rates;
  for (const { key, kind } of ROWS) {
    const [from, to] = [before.totals[key], now.totals[key]];
    if (kind !== 'counter' || from === undefined || to === undefined || to < from) continue;
    rates[key] = (to - from) / seconds;
  }
  return rates;
}

/** A broker publishes its uptime in whole seconds: too coarse for a rate over a shorter time. */
const MIN_UPTIME_S = 5;

function secondsBetween(before: Measured, now: Measured): number | undefined {
  if (before.timeMs !== undefined && now.timeMs !== undefined) {
    return now.timeMs > before.timeMs ? (now.timeMs - before.timeMs) / 1000 : undefined;
  }
  const seconds = (now.uptime ?? 0) - (before.uptime ?? Number.POSITIVE_INFINITY);
  return seconds >= MIN_UPTIME_S ? seconds : undefined;
}
