import { LOAD_SPANS_MIN, ROWS, type RowKey, subjectOf } from './catalogue.ts';
import { readFigure, readStart, readUptime } from './value.ts';

/** A broker's figures at one moment; a row that it doesn't publish is not there. */
export interface Sample {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly version?: string;
  /** Seconds. */
  readonly uptime?: number;
  readonly totals: Readonly<Partial<Record<RowKey, number>>>;
  /** A second, since the sample before; counters only. */
  readonly rates: Readonly<Partial<Record<RowKey, number>>>;
  /** As the broker averages them: a minute, over 1, 5 and 15 minutes. */
  readonly loads: Readonly<Partial<Record<RowKey, readonly number[]>>>;
}

/** A cluster's nodes are added up, but no hostile one may fill the memory. */
const MAX_NODES = 100;

/** Gathers what arrives under `$SYS` and makes samples of it. */
export class BrokerStatus {
  readonly #totals = new Map<RowKey, Map<string, number>>();
  readonly #loads = new Map<RowKey, number[]>();
  readonly #versions = new Map<string, string>();
  readonly #uptimes = new Map<string, number>();
  #before: Measured | undefined;

  /** Whether the message said anything that the catalogue knows. */
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
   * The figures as they are now; rates are since the last sample.
   *
   * @param isLive whether the figures were just taken by the broker; retained ones are from earlier
   */
  sample(time: number, isLive = true): Sample {
    const totals = this.#addUp();
    const uptime = this.#uptimes.size > 0 ? Math.max(...this.#uptimes.values()) : undefined;
    const now: Measured = { time: isLive ? time : undefined, uptime, totals };
    const rates = this.#before === undefined ? {} : ratesOf(now, this.#before);
    this.#before = now;
    const version = [...new Set(this.#versions.values())].join(', ');
    return {
      time,
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

  /** For brokers that have no topic for it. */
  #connected({ sockets_opened: opened, sockets_closed: closed, clients_total: total }: Sample['totals']) {
    // VerneMQ counts both and names no difference.
    if (opened !== undefined && closed !== undefined) return Math.max(0, opened - closed);
    // EMQX before version 5 has one count of clients: those that are connected.
    return this.#totals.get('clients_total')?.has('') ? undefined : total;
  }
}

function keep<T>(map: Map<string, T>, node: string, value: T | undefined): boolean {
  if (value === undefined || (map.size >= MAX_NODES && !map.has(node))) return false;
  map.set(node, value);
  return true;
}

interface Measured {
  /** Milliseconds; undefined where only the broker knows when it was. */
  readonly time: number | undefined;
  readonly uptime: number | undefined;
  readonly totals: Sample['totals'];
}

/** A counter that went back began anew with the broker, so it has no rate this once. */
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

/** A broker tells its uptime in whole seconds: too coarse for a short time. */
const LEAST_UPTIME_S = 5;

function secondsBetween(before: Measured, now: Measured): number | undefined {
  if (before.time !== undefined && now.time !== undefined) {
    return now.time > before.time ? (now.time - before.time) / 1000 : undefined;
  }
  const seconds = (now.uptime ?? 0) - (before.uptime ?? Number.POSITIVE_INFINITY);
  return seconds >= LEAST_UPTIME_S ? seconds : undefined;
}
