import type { AlarmEvent } from '../event.ts';
import type { LocalClock } from '../rules/local-clock.ts';
import type { Annunciator } from './annunciator.ts';
import { dueOfTracks, expireTracks, stopDelays } from './conditions.ts';
import { DueQueue } from './due-queue.ts';
import type { Group } from './group.ts';
import { Point } from './point.ts';
import {
  breakGroupSilence,
  breakSilence,
  dueOfGroup,
  dueOfSilence,
  fallSilent,
  fallSilentAsGroup,
  isListening,
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
  /** How long nobody listened. */
  readonly downMs: number;
}

/** Where no rule says how long a sensor may be silent: what Prometheus allows for an outage. */
const MAX_DOWN_MS = 3_600_000;

/** How long to wait before looking again at a silence that no rule listens for at this hour. */
const RECHECK_MS = 60_000;

/** Sees to what time brings about: the end of delays and shelves, and silence. */
export class AlarmTimers {
  readonly #queue = new DueQueue<Point | Group>();
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

  /** A sensor was heard, whatever it said. */
  hear(point: Point, now: number): void {
    for (const group of point.groups) {
      if (group.isSilent) this.#groupIsBack(group, now);
      group.heard = now;
      this.#queue.add(group, dueOfGroup(group));
    }
    if (point.hearing !== 'heard') this.emit(point, breakSilence(point, now));
    point.heard = now;
  }

  /**
   * Goes on at a time after a while in which nobody listened: everything counts as heard just then. That while
   * counts for a delay that was running if the sensor's next reading shows its value where it was, unless the sensor
   * would have been silent for so long a while: then delays begin anew.
   */
  resume(points: Iterable<Point>, groups: Iterable<Group>, { now, downMs }: Resumption): void {
    for (const group of groups) {
      if (!group.isSilent) group.heard = now;
      this.#queue.add(group, dueOfGroup(group));
    }
    for (const point of points) {
      point.heard = now;
      if (downMs > (point.plan.silence?.silence.afterMs ?? MAX_DOWN_MS)) stopDelays(point);
      const silentGroup = point.groups.find(({ isSilent }) => isSilent);
      if (point.hearing === 'suppressed') silentGroup?.suppressed.add(point);
      this.queue(point);
    }
  }

  /** Lets everything happen that is due before a time, in the order in which it is due. */
  runUntil(time: number): void {
    for (
      let entry = this.#queue.takeBefore(time);
      entry !== undefined;
      entry = this.#queue.takeBefore(time)
    ) {
      if (entry.item instanceof Point) this.#runPoint(entry.item, entry.time);
      else this.#runGroup(entry.item, entry.time);
    }
  }

  /** Makes sure that a sensor is looked at when something is due. */
  queue(point: Point): void {
    this.#queue.add(point, Math.min(dueOfSilence(point), dueOfState(point)));
  }

  /** Tells of a sensor that has changed, and the event where there is one. */
  emit(point: Point, event: AlarmEvent | undefined): void {
    if (event !== undefined) this.#emitEvent(event);
    this.#onChange(point);
  }

  #groupIsBack(group: Group, now: number): void {
    this.#emitEvent(breakGroupSilence(group, now));
    this.#onGroupChange(group);
    for (const point of group.suppressed) {
      point.hearing = 'heard';
      this.queue(point);
      this.#onChange(point);
    }
    group.suppressed.clear();
  }

  #runPoint(point: Point, time: number): void {
    if (endOfShelf(point) <= time) this.#annunciator.unshelve(point, time);
    const ownTime = time - lagOf(point);
    if (isMeasuring(point) && expireTracks(point, ownTime)) this.#annunciator.settle(point, ownTime);
    const isDue = dueOfSilence(point) <= time;
    if (isDue && !this.#isListeningTo(point, time)) {
      this.#queue.add(point, Math.min(dueOfState(point), time + RECHECK_MS));
      return;
    }
    if (isDue) this.emit(point, fallSilent(point, time));
    this.queue(point);
  }

  #isListeningTo({ plan }: Point, time: number): boolean {
    return plan.silence !== undefined && isListening(plan.silence, time, this.#clock);
  }

  #runGroup(group: Group, time: number): void {
    const due = dueOfGroup(group);
    if (due > time) this.#queue.add(group, due);
    else if (isListening(group.watch, time, this.#clock)) {
      this.#emitEvent(fallSilentAsGroup(group, time));
      this.#onGroupChange(group);
    } else this.#queue.add(group, time + RECHECK_MS);
  }
}

/** When a delay or a shelf of a sensor ends, on the engine's clock. */
function dueOfState(point: Point): number {
  const shelfDue = endOfShelf(point);
  return isMeasuring(point) ? Math.min(shelfDue, dueOfTracks(point) + lagOf(point)) : shelfDue;
}

/** Infinity where it is not shelved, too. */
function endOfShelf({ shelvedUntil }: Point): number {
  return shelvedUntil === -Infinity ? Infinity : shelvedUntil;
}

/** While a sensor is silent or sends error codes no delay ends, for nobody knows its value. */
function isMeasuring({ hearing, invalidSince }: Point): boolean {
  return hearing === 'heard' && Number.isNaN(invalidSince);
}

/** How far a sensor's own time is behind the engine's clock. */
function lagOf({ heard, time }: Point): number {
  return heard - time;
}
