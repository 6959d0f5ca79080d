import type { AlarmEngine } from './engine.ts';
import type { Group } from './group.ts';
import type { Point } from './point.ts';
import { type Kept, keepGroup, keepPoint } from './snapshot.ts';

/** The clock is kept at least so often, even if nothing else changes. */
const CLOCK_MS = 60_000;

/** Says what of an engine's state is to be kept: all of it, or what has changed since it was asked last. */
export class EngineKeeper {
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

  *all(): Generator<Kept> {
    yield* this.#keptClock();
    for (const group of this.#engine.groups()) yield keepGroup(group);
    for (const point of this.#engine.points()) yield keepPoint(point);
  }

  changes(): readonly Kept[] {
    const isClockDue = this.#engine.now >= this.#clock + CLOCK_MS;
    if (this.#changed.size + this.#changedGroups.size === 0 && !isClockDue) return [];
    const points = [...this.#changed].map(keepPoint);
    const groups = [...this.#changedGroups].map(keepGroup);
    this.#changed.clear();
    this.#changedGroups.clear();
    return [...points, ...groups, ...this.#keptClock()];
  }

  #keptClock(): Kept[] {
    this.#clock = this.#engine.now;
    return this.#clock > -Infinity ? [{ clock: this.#clock }] : [];
  }
}
