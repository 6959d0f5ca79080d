import type { AlarmEvent, EventState } from '../event.ts';
import { FloodDetector } from './flood.ts';

/** The screen's share of an event: the event, a fold of earlier events, both, or nothing. */
export interface Folded {
  readonly fold?: Fold;
  readonly event?: AlarmEvent;
}

/** Events held back during a flood. Times are in milliseconds since 1970. */
export interface Fold {
  /** The newest event so far, shown or held back. */
  readonly atMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly byState: ReadonlyMap<EventState, number>;
  readonly byRule: ReadonlyMap<string, number>;
}

/** The longest time of a fold, in the time of the events. */
const FOLD_MS = 60_000;

/**
 * Keeps a screen readable in a flood of alarms. During a flood only critical alarms are shown at once, the rest once a
 * minute as counts. Nothing is lost: every event is either shown or counted in a fold.
 */
export class Folder {
  readonly #floods = new FloodDetector();
  #byState = new Map<EventState, number>();
  #byRule = new Map<string, number>();
  #fromMs = Number.NaN;
  #toMs = Number.NaN;
  #newestMs = Number.NEGATIVE_INFINITY;

  take(event: AlarmEvent): Folded {
    this.#newestMs = Math.max(this.#newestMs, event.timeMs);
    this.#floods.see(event.timeMs, event.state === 'raised');
    if (!this.#floods.isFlood) return { ...this.#unfold(), event };
    if (event.level === 'critical' && event.state !== 'suppressed') return { event };
    const fold = event.timeMs - this.#fromMs >= FOLD_MS ? this.#unfold() : {};
    this.#hold(event);
    return fold;
  }

  /** True if events are held back. */
  get isHolding(): boolean {
    return this.#byState.size > 0;
  }

  /** The rest of the held-back events. */
  end(): Folded {
    return this.#unfold();
  }

  #hold({ state, rule, timeMs }: AlarmEvent): void {
    if (this.#byState.size === 0) this.#fromMs = timeMs;
    this.#toMs = timeMs;
    this.#byState.set(state, (this.#byState.get(state) ?? 0) + 1);
    this.#byRule.set(rule, (this.#byRule.get(rule) ?? 0) + 1);
  }

  #unfold(): Folded {
    if (this.#byState.size === 0) return {};
    const fold = {
      atMs: this.#newestMs,
      fromMs: this.#fromMs,
      toMs: this.#toMs,
      byState: this.#byState,
      byRule: this.#byRule,
    };
    this.#byState = new Map();
    this.#byRule = new Map();
    return { fold };
  }
}
