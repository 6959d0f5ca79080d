import type { AlarmEvent } from '../event.ts';
import type { LocalClock } from '../rules/local-clock.ts';
import type { Annunciator } from './annunciator.ts';
import { dueOfTracks, expireTracks, stopDelays } from './conditions.ts';
import { DueQueue } from './due-queue.ts';
import type { Group } from './group.ts';
import { Point } from './point.ts';
import {
  dueOfGroup,
  dueOfSilence,
  isListening,
  markGroupLive,
  markGroupStale,
  markLive,
  markStale,
  staleGroupOf,
} from './silence.ts';

interface AlarmTimersSettings {
  readonly clock: LocalClock;
  readonly annunciator: Annunciator;
  readonly emit: (event: AlarmEvent) => void;
  readonly onChange: (point: Point) => void;
  readonly onGroupChange: (group: Group) => void;
}

interface Resumption {
  readonly now: number;
  /** Duration of the downtime. */
  readonly downMs: number;
  /** Sensors that were heard after this time keep their delays; Infinity if left out. */
  readonly unheardSinceMs?: number;
}

/** Bound for sensors without a rule on silence: Prometheus allows the same for an outage. */
const MAX_DOWN_MS = 3_600_000;

/** Interval of new looks at a silence outside the hours of its rule. */
const RECHECK_MS = 60_000;

/** Runs the effects of passing time: the end of delays and shelves, and silence. All times are milliseconds since 1970. */
export class AlarmTimers {
  readonly #queue = new DueQueue<Point | Group>();
  /** The sensors of a stale group whose own silence is not reported. */
  readonly #suppressed = new Map<Group, Set<Point>>();
  /** Nobody listens: no sensor turns stale. */
  isDeaf = false;
  readonly #clock: LocalClock;
  readonly #annunciator: Annunciator;
  readonly #emitEvent: (event: AlarmEvent) => void;
  readonly #onChange: (point: Point) => void;
  readonly #onGroupChange: (group: Group) => void;

  constructor({ clock, annunciator, emit, onChange, onGroupChange }: AlarmTimersSettings) {
    this.#clock = clock;
    this.#annunciator = annunciator;
    this.#emitEvent = emit;
    this.#onChange = onChange;
    this.#onGroupChange = onGroupChange;
  }

  /** Marks a sensor and its groups as live. The value of the reading plays no part. */
  noteReading(point: Point, now: number): void {
    for (const group of point.groups) {
      if (group.isStale) this.#groupIsBack(group, now);
      group.heardAtMs = now;
      this.#queue.add(group, dueOfGroup(group));
    }
    if (point.liveness !== 'live') this.emit(point, markLive(point, now));
    point.heardAtMs = now;
  }

  /**
   * Resumes after a restart. All sensors count as heard now. Downtime counts towards a running delay if the next
   * reading is still beyond the limit, unless the downtime exceeded `silent_after`; then delays restart.
   */
  resume(
    points: Iterable<Point>,
    groups: Iterable<Group>,
    { now, downMs, unheardSinceMs = Infinity }: Resumption,
  ): void {
    this.isDeaf = false;
    for (const group of groups) {
      if (!group.isStale) group.heardAtMs = now;
      this.#queue.add(group, dueOfGroup(group));
    }
    for (const point of points) {
      const wasUnheard = point.heardAtMs <= unheardSinceMs;
      point.heardAtMs = now;
      if (wasUnheard && downMs > (point.plan.silence?.silence.afterMs ?? MAX_DOWN_MS)) stopDelays(point);
      this.#noteSuppressed(point);
      this.queue(point);
    }
  }

  /** Runs everything due before a time, in the order of due times. */
  runUntil(timeMs: number): void {
    for (
      let entry = this.#queue.takeBefore(timeMs);
      entry !== undefined;
      entry = this.#queue.takeBefore(timeMs)
    ) {
      if (entry.item instanceof Point) this.#runPoint(entry.item, entry.timeMs);
      else this.#runGroup(entry.item, entry.timeMs);
    }
  }

  /** Queues a sensor for its next due time. */
  queue(point: Point): void {
    this.#queue.add(point, Math.min(dueOfSilence(point), dueOfState(point)));
  }

  /** Reports a changed sensor, and the event if there is one. */
  emit(point: Point, event: AlarmEvent | undefined): void {
    if (event !== undefined) this.#emitEvent(event);
    this.#onChange(point);
  }

  #groupIsBack(group: Group, now: number): void {
    this.#emitEvent(markGroupLive(group, now));
    this.#onGroupChange(group);
    for (const point of this.#suppressed.get(group) ?? []) {
      point.liveness = 'live';
      this.queue(point);
      this.#onChange(point);
    }
    this.#suppressed.delete(group);
  }

  #noteSuppressed(point: Point): void {
    const group = point.liveness === 'suppressed' ? staleGroupOf(point) : undefined;
    if (group === undefined) return;
    const suppressed = this.#suppressed.get(group) ?? new Set();
    this.#suppressed.set(group, suppressed.add(point));
  }

  #runPoint(point: Point, timeMs: number): void {
    if (endOfShelf(point) <= timeMs) this.#annunciator.unshelve(point, timeMs);
    const ownTime = timeMs - lagOf(point);
    if (isMeasuring(point) && expireTracks(point, ownTime)) this.#annunciator.update(point, ownTime);
    const isDue = dueOfSilence(point) <= timeMs;
    if (isDue && !this.#isListeningTo(point, timeMs)) {
      this.#queue.add(point, Math.min(dueOfState(point), timeMs + RECHECK_MS));
      return;
    }
    if (isDue) {
      this.emit(point, markStale(point, timeMs));
      this.#noteSuppressed(point);
    }
    this.queue(point);
  }

  #isListeningTo({ plan }: Point, timeMs: number): boolean {
    return plan.silence !== undefined && !this.isDeaf && isListening(plan.silence, timeMs, this.#clock);
  }

  #runGroup(group: Group, timeMs: number): void {
    const due = dueOfGroup(group);
    if (due > timeMs) this.#queue.add(group, due);
    else if (!this.isDeaf && isListening(group.watch, timeMs, this.#clock)) {
      this.#emitEvent(markGroupStale(group, timeMs));
      this.#onGroupChange(group);
    } else this.#queue.add(group, timeMs + RECHECK_MS);
  }
}

/** The end of a sensor's delay or shelf on the engine's clock. */
function dueOfState(point: Point): number {
  const shelfDue = endOfShelf(point);
  return isMeasuring(point) ? Math.min(shelfDue, dueOfTracks(point) + lagOf(point)) : shelfDue;
}

/** Infinity for a sensor off the shelf, too. */
function endOfShelf({ shelvedUntilMs }: Point): number {
  return shelvedUntilMs === -Infinity ? Infinity : shelvedUntilMs;
}

/** No delay ends while a sensor is stale or sends error codes, because its value is unknown. */
function isMeasuring({ liveness, invalidSinceMs }: Point): boolean {
  return liveness === 'live' && Number.isNaN(invalidSinceMs);
}

/** Lag of a sensor's own time behind the engine's clock, milliseconds. */
function lagOf({ heardAtMs, timeMs }: Point): number {
  return heardAtMs - timeMs;
}
