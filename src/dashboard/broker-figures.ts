import type { ObservedMessage } from '../observation/observation.ts';
import { BrokerStatus } from '../stats/broker-status.ts';
import { ROWS, type RowKey } from '../stats/catalogue.ts';
import { History } from './history.ts';
import type { BrokerFigure, BrokerFigures } from './messages.ts';

/** A broker publishes its figures topic by topic; a pause of this length ends the burst. */
const PAUSE_MS = 500;

/** The figures of a broker under `$SYS` over the last hour: gauges as they are, counters as rates. */
export class BrokerFiguresLog {
  readonly #status = new BrokerStatus();
  readonly #histories = new Map<RowKey, History>();
  #last: ReturnType<BrokerStatus['sample']> | undefined;
  #burst: { startedAtMs: number; lastAtMs: number; isLive: boolean } | undefined;
  #samples = 0;

  /** Counts the samples: a page that knows so many knows all. */
  get samples(): number {
    return this.#samples;
  }

  take({ topic, payload, atMs, retain }: ObservedMessage): void {
    if (!this.#status.take(topic, payload)) return;
    this.#burst ??= { startedAtMs: atMs, lastAtMs: atMs, isLive: true };
    this.#burst.lastAtMs = atMs;
    // A retained figure is from before our time.
    if (retain) this.#burst.isLive = false;
  }

  /** Takes a sample after each burst of figures. Call once a second or so. */
  sweep(nowMs: number): void {
    if (this.#burst === undefined || nowMs - this.#burst.lastAtMs < PAUSE_MS) return;
    const { startedAtMs, isLive } = this.#burst;
    this.#burst = undefined;
    this.#samples++;
    this.#last = this.#status.sample(startedAtMs, isLive);
    for (const { key, kind } of ROWS) {
      const value = (kind === 'gauge' ? this.#last.totals : this.#last.rates)[key];
      if (value === undefined) continue;
      const history = this.#histories.get(key) ?? new History();
      this.#histories.set(key, history);
      history.add(value, startedAtMs);
    }
  }

  /** The figures with their last hour; undefined for a broker without figures. */
  figures(nowMs: number): BrokerFigures | undefined {
    const { version, uptime, totals, rates } = this.#last ?? {};
    if (totals === undefined || rates === undefined) return undefined;
    const rows = ROWS.map(({ key, label, kind }): BrokerFigure => {
      const total = totals[key];
      const rate = rates[key];
      return {
        label,
        ...(total !== undefined && { total }),
        ...(rate !== undefined && { rate }),
        isRate: kind === 'counter',
        history: this.#histories.get(key)?.rows(nowMs) ?? [],
      };
    });
    return {
      ...(version !== undefined && { version }),
      ...(uptime !== undefined && { uptimeS: uptime }),
      rows: rows.filter(({ total }) => total !== undefined),
    };
  }
}
