import { parseTopic } from '../../building/topic.ts';
import type { AlarmEvent } from '../event.ts';
import { isInvalid, planner } from '../rules/plan.ts';
import type { RuleSet } from '../rules/rule.ts';
import type { RoomTypeOf } from '../rules/scope.ts';
import { Annunciator } from './annunciator.ts';
import { fartherOut, stepConditions } from './conditions.ts';
import { type Group, Groups } from './group.ts';
import { NumberStore } from './number-store.ts';
import { Point } from './point.ts';
import { isNews, noReadings, type ReadingCounts } from './reading-counts.ts';
import { type PointSnapshot, restorePoint, type SnapshotRecord } from './snapshot.ts';
import { Timeline } from './timeline.ts';
import { AlarmTimers } from './timers.ts';
import { turnInvalid, turnValid } from './validity.ts';

/** A reading as it came: where from, and what it says. */
export interface EngineReading {
  readonly topic: string;
  /** In the unit of the sensor; NaN for a reading that is there but has no number. */
  readonly value: number;
  /** The reading's own time, or when it came where it has none; whole milliseconds since 1970. */
  readonly time: number;
  readonly retained?: boolean;
}

export interface EngineOptions {
  readonly ruleSet: RuleSet;
  readonly roomTypeOf?: RoomTypeOf;
  /** Let retained readings raise alarms as fresh ones do. */
  readonly raiseRetained?: boolean;
  /** Told of every sensor whose state may have changed, so that it can be kept or shown. */
  readonly onChange?: (point: Point) => void;
  /** Told of every group that is new, silent or heard again. */
  readonly onGroupChange?: (group: Group) => void;
}

const NOTHING: readonly AlarmEvent[] = [];

/**
 * The alarm engine: readings and the passing of time in, events out. It has no clock of its own: time is that
 * of the readings, so replayed and simulated time give what live time gives. What happens on its own, such as
 * the end of a delay, happens at its due time whenever the engine is told that time has passed it; readings
 * that bear just that time are looked at first.
 */
export class AlarmEngine {
  readonly counts: ReadingCounts = noReadings();
  readonly #ruleSet: RuleSet;
  readonly #raiseRetained: boolean;
  readonly #onChange: (point: Point) => void;
  readonly #planOf: ReturnType<typeof planner>;
  readonly #points = new Map<string, Point>();
  readonly #numbers = new NumberStore();
  readonly #groups: Groups;
  readonly #timers: AlarmTimers;
  readonly #timeline = new Timeline();
  readonly #annunciator: Annunciator;
  #events: AlarmEvent[] = [];
  #isResuming = false;

  constructor({ ruleSet, roomTypeOf, raiseRetained, onChange, onGroupChange = () => {} }: EngineOptions) {
    this.#ruleSet = ruleSet;
    this.#raiseRetained = raiseRetained ?? false;
    this.#onChange = onChange ?? (() => {});
    this.#planOf = planner(ruleSet, roomTypeOf ?? (() => undefined));
    this.#groups = new Groups(onGroupChange);
    const telling = { emit: (event: AlarmEvent) => this.#events.push(event), onChange: this.#onChange };
    this.#annunciator = new Annunciator({ rules: ruleSet.rules, ...telling });
    this.#timers = new AlarmTimers({
      clock: ruleSet.clock,
      annunciator: this.#annunciator,
      onGroupChange,
      ...telling,
    });
  }

  /** The newest time seen; -Infinity before the first reading. */
  get now(): number {
    return this.#timeline.now;
  }

  /** How many sensors are known. */
  get size(): number {
    return this.#points.size;
  }

  points(): IterableIterator<Point> {
    return this.#points.values();
  }

  /** The rooms, wings, floors and buildings that are watched for silence. */
  groups(): IterableIterator<Group> {
    return this.#groups.all();
  }

  /** What is known of a sensor. */
  point(topic: string): Point | undefined {
    return this.#points.get(topic);
  }

  /** Takes back what was kept of sensors, groups and the clock; call it before the first reading. */
  restore(kept: Iterable<SnapshotRecord>): void {
    for (const each of kept) {
      if ('clock' in each) this.#timeline.now = each.clock;
      else if ('group' in each) this.#groups.restore(each.group, each.silentSince);
      else this.#restorePoint(each);
    }
    this.#isResuming = true;
  }

  /** Takes a reading. Returns what it, and the time that passed with it, brought about. */
  read({ topic, value, time, retained = false }: EngineReading): readonly AlarmEvent[] {
    this.counts.readings++;
    const point = this.#points.get(topic) ?? this.#meet(topic);
    if (point === undefined) {
      this.counts.foreign++;
      return NOTHING;
    }
    if (retained) this.counts.retained++;
    if (this.#isResuming && Number.isSafeInteger(time) && !retained) this.#resume(time);
    if (!Number.isSafeInteger(time)) this.counts.implausible++;
    else if (retained && !this.#raiseRetained) noteRetained(point, value, time);
    else if (this.#timeline.follow(time, topic, this.#points.size === 1)) this.#take(point, value, time);
    else this.counts.implausible++;
    return this.#flush();
  }

  /** Lets time pass. Returns what was due before this time. */
  advance(time: number): readonly AlarmEvent[] {
    if (this.#isResuming) return NOTHING;
    this.#timeline.advance(time);
    this.#timers.runUntil(this.now);
    return this.#flush();
  }

  /** Someone has seen the alarm of a sensor. Returns undefined where there is none that was not seen. */
  acknowledge(topic: string): readonly AlarmEvent[] | undefined {
    return this.#ask(topic, (point) => this.#annunciator.acknowledge(point, this.now));
  }

  /**
   * Keeps the alarms of a sensor quiet until a time (Infinity: until the present alarm is over). Returns
   * undefined for a sensor that was never heard, or where there is no alarm that could be over.
   */
  shelve(topic: string, until: number): readonly AlarmEvent[] | undefined {
    return this.#ask(topic, (point) => this.#annunciator.shelve(point, until, this.now));
  }

  /** Takes a sensor off the shelf. Returns undefined if it is not on it. */
  unshelve(topic: string): readonly AlarmEvent[] | undefined {
    return this.#ask(topic, (point) => this.#annunciator.unshelve(point, this.now));
  }

  #ask(topic: string, carryOut: (point: Point) => boolean): readonly AlarmEvent[] | undefined {
    const point = this.#points.get(topic);
    if (point === undefined || !carryOut(point)) return undefined;
    this.#timers.queue(point);
    return this.#flush();
  }

  #meet(topic: string): Point | undefined {
    const placed = parseTopic(topic);
    if (placed === undefined) return undefined;
    const plan = this.#planOf(placed.address);
    const point = new Point(topic, plan, this.#groups.of(topic, plan.groups), this.#numbers);
    this.#points.set(topic, point);
    this.#onChange(point);
    return point;
  }

  #restorePoint(kept: PointSnapshot): void {
    const point = this.#meet(kept.topic);
    if (point === undefined) return;
    restorePoint(point, kept);
    this.#annunciator.restore(point);
  }

  /** Nobody listened while the engine was down, so everything counts as heard when it goes on. */
  #resume(time: number): void {
    this.#isResuming = false;
    const downMs = this.now === -Infinity ? 0 : time - this.now;
    this.#timeline.now = Math.max(this.now, time);
    this.#timers.resume(this.#points.values(), this.#groups.all(), { now: this.now, downMs });
  }

  #take(point: Point, value: number, time: number): void {
    this.#timers.runUntil(this.now);
    this.#timers.hear(point, this.now);
    if (isNews(this.counts, point, value, time, this.now)) this.#evaluate(point, value, time);
    this.#timers.queue(point);
  }

  #evaluate(point: Point, value: number, time: number): void {
    point.time = time;
    if (isInvalid(point.plan, value)) {
      this.counts.invalid++;
      this.#timers.emit(point, turnInvalid(point, value, time));
      return;
    }
    if (!Number.isNaN(point.invalidSince)) this.#timers.emit(point, turnValid(point, value, time));
    point.value = value;
    if (point.lead !== undefined) point.peak = fartherOut(point.lead, point.peak, value);
    const window = point.window();
    if (window?.add(value, time)) this.#onChange(point);
    const isConcerned = stepConditions(point, { value, time, window }, this.#ruleSet.clock);
    if (isConcerned || point.lead !== undefined) this.#annunciator.settle(point, time);
  }

  #flush(): readonly AlarmEvent[] {
    if (this.#events.length === 0) return NOTHING;
    const events = this.#events;
    this.#events = [];
    return events;
  }
}

/** A retained reading tells that a sensor exists, not that it lives. */
function noteRetained(point: Point, value: number, time: number): void {
  if (time <= point.time || point.heard > -Infinity) return;
  point.time = time;
  point.value = value;
}
