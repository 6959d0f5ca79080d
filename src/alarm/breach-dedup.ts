import type { SnapshotRecord } from './engine/snapshot.ts';

/** A value and its reading's own time, milliseconds since 1970. */
interface TimedValue {
  readonly timeMs: number;
  readonly value: number;
}

/**
 * The newest reported breach of each sensor, by the readings' own times. A breach delivered again, after a restart or
 * to another worker, is then not reported twice.
 */
export class ReportedBreaches {
  /** The state at the start: late readings of this run are reported as ever. */
  readonly #former = new Map<string, TimedValue>();
  readonly #newest: Map<string, TimedValue>;
  readonly #changed = new Set<string>();
  readonly #maxTopics: number;
  #clock = -Infinity;

  /** Records breaches of at most `maxTopics` sensors. */
  constructor(snapshot: Iterable<SnapshotRecord>, maxTopics = Infinity) {
    this.#maxTopics = maxTopics;
    for (const each of snapshot) {
      if ('clock' in each) this.#clock = each.clock;
      else if ('topic' in each && each.time !== undefined) {
        this.#former.set(each.topic, { timeMs: each.time, value: each.value ?? Number.NaN });
      }
    }
    this.#newest = new Map(this.#former);
  }

  /** True for a breach reported before the start. */
  wasReported(topic: string, { timeMs, value }: TimedValue): boolean {
    const former = this.#former.get(topic);
    if (former === undefined || timeMs > former.timeMs) return false;
    return timeMs < former.timeMs || Object.is(value, former.value);
  }

  /** Forgets breaches with a time after `nowMs`, ms since 1970: readings of the right time are older, and are news. */
  forgetAfter(nowMs: number): void {
    this.#clock = Math.min(this.#clock, nowMs);
    for (const reported of [this.#former, this.#newest]) {
      for (const [topic, { timeMs }] of reported) if (timeMs > nowMs) reported.delete(topic);
    }
  }

  /** Records a breach before its report. */
  add(topic: string, { timeMs, value }: TimedValue): void {
    this.#clock = Math.max(this.#clock, timeMs);
    const known = this.#newest.get(topic);
    if (known === undefined ? this.#newest.size >= this.#maxTopics : known.timeMs > timeMs) return;
    this.#newest.set(topic, { timeMs, value });
    this.#changed.add(topic);
  }

  get size(): number {
    return this.#newest.size;
  }

  *all(): Generator<SnapshotRecord> {
    yield* this.#clockRecord();
    for (const [topic, newest] of this.#newest) yield savedRecord(topic, newest);
  }

  changes(): readonly SnapshotRecord[] {
    if (this.#changed.size === 0) return [];
    const records = [...this.#changed].map((topic) => savedRecord(topic, this.#newest.get(topic)));
    this.#changed.clear();
    return [...records, ...this.#clockRecord()];
  }

  #clockRecord(): SnapshotRecord[] {
    return this.#clock > -Infinity ? [{ clock: this.#clock }] : [];
  }
}

/** A line of the state file: there the time is called `time`. */
function savedRecord(topic: string, newest: TimedValue | undefined): SnapshotRecord {
  return newest === undefined ? { topic } : { topic, time: newest.timeMs, value: newest.value };
}
