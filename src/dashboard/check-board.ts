import { readCheckProgress } from '../check/report/progress-record.ts';
import type { ObservedMessage } from '../observation/observation.ts';
import type { CheckRow } from './messages.ts';

/** A hostile publisher must not fill the memory. */
const MAX_ROWS = 1000;

/** The checks that students run with `--report-to`, by their topics. */
export class CheckBoard {
  readonly #rows = new Map<string, CheckRow>();

  /** False for a message that tells no progress of a check. An empty message takes its row off the board. */
  take({ topic, payload, atMs }: ObservedMessage): boolean {
    const known = this.#rows.get(topic);
    if (payload.length === 0) return this.#rows.delete(topic);
    const progress = readCheckProgress(payload);
    if (progress === undefined || (known === undefined && this.#rows.size >= MAX_ROWS)) return false;
    const { exercise, state, outcomes, checks, points, max_points: maxPoints, failing } = progress;
    const decided = Object.values(outcomes).reduce((sum, each) => sum + each, 0);
    const row = {
      ...{ topic, exercise, state, passed: outcomes.passed + outcomes.warning },
      ...{ decided, checks, points, maxPoints, failing, atMs },
    };
    // A will was written at the start of the run, before anything was known.
    const isWill = state === 'gone' && known?.exercise === exercise;
    this.#rows.set(topic, isWill ? { ...known, state, atMs } : row);
    return true;
  }

  get rows(): readonly CheckRow[] {
    return [...this.#rows.values()];
  }
}
