import type { SnapshotRecord } from './engine/snapshot.ts';

/** A value and its reading's own time, milliseconds since 1970. */
interface TimedValue {
  readonly time: number;
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
  #clock = -Infinity;

  constructor(snapshot: Iterable<SnapshotRecord>) {
    for (const each of snapshot) {
      if ('clock' in each) this.#clock = each.clock;
      else if ('topic' in each && each.time !== undefined) {
        this.#former.set(each.topic, { time: each.time, value: each.value ?? Number.NaN });
      }
    }
    this.#newest = new Map(this.#former);
  }

  /** True for a breach reported before the start. */
  wasReported(topic: string, { time, value }: TimedValue): boolean {
    const former = this.#former.get(topic);
    if (former === undefined || time > former.time) return false;
    return time < former.time || Object.is(value, former.value);
  }

  /** Records a breach before its report. */
  add(topic: string, { time, value }: TimedValue): void {
    this.#clock = Math.max(this.#clock, time);
    const known = this.#newest.get(topic);
    if (known !== undefined && known.time > time) return;
    this.#newest.set(topic, { time, value });
    this.#changed.add(topic);
  }

  get size(): number {
    return this.#newest.size;
  }

  *all(): Generator<SnapshotRecord> {
    yield* this.#clockRecord();
    for (const [topic, newest] of this.#newest) yield { topic, ...newest };
  }

  changes(): readonly SnapshotRecord[] {
    if (this.#changed.size === 0) return [];
    const records = [...this.#changed].map((topic) => ({ topic, ...this.#newest.get(topic) }));
    this.#changed.clear();
    return [...records, ...this.#clockRecord()];
  }

  #clockRecord(): SnapshotRecord[] {
    return this.#clock > -Infinity ? [{ clock: this.#clock }] : [];
  }
}
