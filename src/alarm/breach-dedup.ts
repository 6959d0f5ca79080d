import type { SnapshotRecord } from './engine/snapshot.ts';

interface Told {
  readonly time: number;
  readonly value: number;
}

/**
 * The newest breach of each sensor that was told, so that one that is delivered again, after a restart or to another
 * worker, is not told twice. This goes by the readings' own times.
 */
export class ReportedBreaches {
  /** As it was at the start: what comes late while this runs is told as ever. */
  readonly #former = new Map<string, Told>();
  readonly #newest: Map<string, Told>;
  readonly #changed = new Set<string>();
  #clock = -Infinity;

  constructor(kept: Iterable<SnapshotRecord>) {
    for (const each of kept) {
      if ('clock' in each) this.#clock = each.clock;
      else if ('topic' in each && each.time !== undefined) {
        this.#former.set(each.topic, { time: each.time, value: each.value ?? Number.NaN });
      }
    }
    this.#newest = new Map(this.#former);
  }

  /** Whether a breach was told before the start. */
  wasReported(topic: string, { time, value }: Told): boolean {
    const told = this.#former.get(topic);
    if (told === undefined || time > told.time) return false;
    return time < told.time || Object.is(value, told.value);
  }

  /** A breach is about to be told. */
  add(topic: string, { time, value }: Told): void {
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
    for (const [topic, told] of this.#newest) yield { topic, ...told };
  }

  changes(): readonly SnapshotRecord[] {
    if (this.#changed.size === 0) return [];
    const kept = [...this.#changed].map((topic) => ({ topic, ...this.#newest.get(topic) }));
    this.#changed.clear();
    return [...kept, ...this.#clockRecord()];
  }

  #clockRecord(): SnapshotRecord[] {
    return this.#clock > -Infinity ? [{ clock: this.#clock }] : [];
  }
}
