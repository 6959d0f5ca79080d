import type { AlarmEngine } from './engine.ts';
import type { Group } from './group.ts';
import type { Point } from './point.ts';
import { type SnapshotRecord, snapshotGroup, snapshotPoint } from './snapshot.ts';

/** Interval of the clock in the changes, in a time without other changes. */
const CLOCK_MS = 60_000;

/** Snapshots of an engine: the whole state, or the changes since the last request. */
export class EngineSnapshot {
  readonly #engine: AlarmEngine;
  readonly #changed = new Set<Point>();
  readonly #changedGroups = new Set<Group>();
  #clock = -Infinity;

  constructor(engine: AlarmEngine) {
    this.#engine = engine;
  }

  note(point: Point): void {
    this.#changed.add(point);
  }

  noteGroup(group: Group): void {
    this.#changedGroups.add(group);
  }

  get size(): number {
    return this.#engine.size;
  }

  *all(): Generator<SnapshotRecord> {
    yield* this.#clockRecord();
    for (const group of this.#engine.groups()) yield snapshotGroup(group);
    for (const point of this.#engine.points()) yield snapshotPoint(point);
  }

  changes(): readonly SnapshotRecord[] {
    const isClockDue = this.#engine.now >= this.#clock + CLOCK_MS;
    if (this.#changed.size + this.#changedGroups.size === 0 && !isClockDue) return [];
    const points = [...this.#changed].map(snapshotPoint);
    const groups = [...this.#changedGroups].map(snapshotGroup);
    this.#changed.clear();
    this.#changedGroups.clear();
    return [...points, ...groups, ...this.#clockRecord()];
  }

  #clockRecord(): SnapshotRecord[] {
    this.#clock = this.#engine.now;
    return this.#clock > -Infinity ? [{ clock: this.#clock }] : [];
  }
}
