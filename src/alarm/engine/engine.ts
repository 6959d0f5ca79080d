import { parseTopic } from '../../building/topic.ts';
import type { AlarmEvent } from '../event.ts';
import { isInvalid, planner } from '../rules/plan.ts';
import type { RuleSet } from '../rules/rule.ts';
import type { RoomTypeOf } from '../rules/scope.ts';
import { Annunciator } from './annunciator.ts';
import { fartherOut, stepConditions } from './conditions.ts';
import { forgetFuture, forgetFutureOfGroup, forgetTime } from './forget-future.ts';
import { type Group, Groups } from './group.ts';
import { AllLikeRooms } from './like-rooms.ts';
import { NumberStore } from './number-store.ts';
import { Point } from './point.ts';
import { isNews, noReadings, type ReadingCounts } from './reading-counts.ts';
import { type PointSnapshot, restorePoint, type SnapshotRecord } from './snapshot.ts';
import { Timeline } from './timeline.ts';
import { AlarmTimers } from './timers.ts';
import { turnInvalid, turnValid } from './validity.ts';

/** A reading on its way into the engine. */
export interface EngineReading {
  readonly topic: string;
  /** In the unit of the sensor; NaN for a reading without a number. */
  readonly value: number;
  /** The reading's own time, or else the time of its arrival; whole milliseconds since 1970. */
  readonly timeMs: number;
  readonly retained?: boolean;
  /** The reading must not move the engine's clock past this time, whatever its own time; Infinity if left out. */
  readonly clockLimitMs?: number | undefined;
  /** The reading's own time was not believed, and `timeMs` is another. */
  readonly isAhead?: boolean;
}

export interface EngineOptions {
  readonly ruleSet: RuleSet;
  readonly roomTypeOf?: RoomTypeOf;
  /** Let retained readings raise alarms like fresh readings. */
  readonly raiseRetained?: boolean;
  /** Readings of further sensors are counted, and not evaluated. */
  readonly maxPoints?: number;
  /** Called for every sensor with a possibly changed state, to save or show it. */
  readonly onChange?: (point: Point) => void;
  /** Called for every group that is new, stale or live again. */
  readonly onGroupChange?: (group: Group) => void;
}

const NOTHING: readonly AlarmEvent[] = [];

/**
 * The alarm engine: readings and passing time in, events out. The engine has no clock of its own. Readings carry the
 * time, so replayed and simulated time give the same events as live time. Timed events such as the end of a delay
 * happen at their due time, once `read` or `advance` moves past it; readings of exactly the due time come first.
 */
export class AlarmEngine {
  readonly counts: ReadingCounts = noReadings();
  readonly #ruleSet: RuleSet;
  readonly #raiseRetained: boolean;
  readonly #maxPoints: number;
  readonly #onChange: (point: Point) => void;
  readonly #planOf: ReturnType<typeof planner>;
  readonly #roomTypeOf: RoomTypeOf;
  readonly #likeRooms = new AllLikeRooms();
  readonly #points = new Map<string, Point>();
  readonly #numbers = new NumberStore();
  readonly #groups: Groups;
  readonly #timers: AlarmTimers;
  readonly #timeline = new Timeline();
  readonly #annunciator: Annunciator;
  #events: AlarmEvent[] = [];
  #isResuming = false;
  #deafSinceMs = -Infinity;

  constructor({ onGroupChange = () => {}, ...options }: EngineOptions) {
    const { ruleSet, roomTypeOf, raiseRetained, maxPoints = Infinity, onChange } = options;
    this.#ruleSet = ruleSet;
    this.#maxPoints = maxPoints;
    this.#raiseRetained = raiseRetained ?? false;
    this.#onChange = onChange ?? (() => {});
    this.#roomTypeOf = roomTypeOf ?? (() => undefined);
    this.#planOf = planner(ruleSet, this.#roomTypeOf);
    this.#groups = new Groups(onGroupChange);
    const context = { emit: (event: AlarmEvent) => this.#events.push(event), onChange: this.#onChange };
    this.#annunciator = new Annunciator({ rules: ruleSet.rules, ...context });
    this.#timers = new AlarmTimers({
      clock: ruleSet.clock,
      annunciator: this.#annunciator,
      onGroupChange,
      ...context,
    });
  }

  /** The newest time seen, milliseconds since 1970; -Infinity before the first reading. */
  get now(): number {
    return this.#timeline.now;
  }

  /** The number of known sensors. */
  get size(): number {
    return this.#points.size;
  }

  points(): IterableIterator<Point> {
    return this.#points.values();
  }

  /** The rooms, wings, floors and buildings under a rule on silence. */
  groups(): IterableIterator<Group> {
    return this.#groups.all();
  }

  /** The memory of a sensor; undefined for an unknown sensor. */
  point(topic: string): Point | undefined {
    return this.#points.get(topic);
  }

  /** Restores sensors, groups and the clock from a snapshot. Call before the first reading. */
  restore(snapshot: Iterable<SnapshotRecord>): void {
    for (const record of snapshot) {
      if ('clock' in record) this.#timeline.now = record.clock;
      else if ('group' in record) this.#groups.restore(record.group, record.silentSince);
      else this.#restorePoint(record);
    }
    this.#isResuming = true;
  }

  /** Takes a reading. Returns the events of the reading and of the time passed with it. */
  read({
    topic,
    value,
    timeMs,
    retained = false,
    clockLimitMs = Infinity,
    isAhead = false,
  }: EngineReading): readonly AlarmEvent[] {
    this.counts.readings++;
    const point = this.#points.get(topic) ?? this.#meet(topic);
    if (point === undefined) {
      if (this.#points.size < this.#maxPoints) this.counts.foreign++;
      else this.counts.surplus++;
      return NOTHING;
    }
    if (retained) this.counts.retained++;
    if (isAhead) this.counts.implausible++;
    const clockMs = Math.min(timeMs, clockLimitMs);
    if (this.#isResuming && Number.isSafeInteger(timeMs) && !retained) this.#resume(clockMs);
    if (!Number.isSafeInteger(timeMs)) this.counts.implausible++;
    else if (retained && !this.#raiseRetained) noteRetained(point, value, timeMs);
    else if (this.#timeline.follow(clockMs, topic, this.#points.size === 1)) {
      if (point.timeMs > clockLimitMs && timeMs < point.timeMs) forgetTime(point);
      this.#take(point, value, timeMs);
    } else this.counts.implausible++;
    return this.#flush();
  }

  /** Moves time on, milliseconds since 1970. Returns the events due before this time. */
  advance(timeMs: number): readonly AlarmEvent[] {
    if (this.#isResuming) return NOTHING;
    this.#timeline.advance(timeMs);
    this.#timers.runUntil(this.now);
    return this.#flush();
  }

  /** From now on nobody listens: no sensor turns silent until `listenAgain`. Readings are still taken. */
  stopListening(): void {
    this.#deafSinceMs = this.now;
    this.#timers.isDeaf = true;
  }

  /**
   * Listens again, after `passedMs` without a reading and `downMs` without listening. All sensors count as heard now.
   * The delays of sensors without a reading meanwhile go on as after a restart.
   */
  listenAgain(passedMs: number, downMs: number): void {
    if (this.#isResuming || this.now === -Infinity) {
      this.#timers.isDeaf = false;
      return;
    }
    this.#timeline.advance(this.now + passedMs);
    this.#timers.resume(this.#points.values(), this.#groups.all(), {
      now: this.now,
      downMs,
      unheardSinceMs: this.#deafSinceMs,
    });
  }

  /**
   * Sets a clock back that a wrong sensor or an old state file moved ahead. Sensors with a time after `nowMs` (ms since
   * 1970) are believed again. All sensors count as heard now.
   */
  setBack(nowMs: number): void {
    const leapMs = this.now - nowMs;
    if (!(leapMs > 0)) return;
    this.#timeline.setBack(nowMs);
    for (const point of this.#points.values()) forgetFuture(point, nowMs, leapMs);
    for (const group of this.#groups.all()) forgetFutureOfGroup(group, nowMs);
    this.#timers.resume(this.#points.values(), this.#groups.all(), { now: nowMs, downMs: 0 });
    for (const point of this.#points.values()) this.#onChange(point);
  }

  /** Acknowledges the alarm of a sensor. Returns undefined without an unacknowledged alarm. */
  acknowledge(topic: string): readonly AlarmEvent[] | undefined {
    return this.#execute(topic, (point) => this.#annunciator.acknowledge(point, this.now));
  }

  /**
   * Shelves the alarms of a sensor until a time, milliseconds since 1970 (Infinity: until the present alarm is over).
   * Returns undefined for an unknown sensor, and for Infinity without an alarm.
   */
  shelve(topic: string, untilMs: number): readonly AlarmEvent[] | undefined {
    return this.#execute(topic, (point) => this.#annunciator.shelve(point, untilMs, this.now));
  }

  /** Takes a sensor off the shelf. Returns undefined for a sensor off the shelf. */
  unshelve(topic: string): readonly AlarmEvent[] | undefined {
    return this.#execute(topic, (point) => this.#annunciator.unshelve(point, this.now));
  }

  #execute(topic: string, command: (point: Point) => boolean): readonly AlarmEvent[] | undefined {
    const point = this.#points.get(topic);
    if (point === undefined || !command(point)) return undefined;
    this.#timers.queue(point);
    return this.#flush();
  }

  #meet(topic: string): Point | undefined {
    if (this.#points.size >= this.#maxPoints) return undefined;
    const placed = parseTopic(topic);
    if (placed === undefined) return undefined;
    const plan = this.#planOf(placed.address);
    const likes = this.#likeRooms.of(placed.address, this.#roomTypeOf(placed.address), plan.others);
    const groups = this.#groups.of(topic, plan.groups);
    const point = new Point({ topic, plan, groups, likes }, this.#numbers);
    for (const rooms of likes) rooms.join(point);
    this.#points.set(topic, point);
    this.#onChange(point);
    return point;
  }

  #restorePoint(snapshot: PointSnapshot): void {
    const point = this.#meet(snapshot.topic);
    if (point === undefined) return;
    restorePoint(point, snapshot);
    this.#annunciator.restore(point);
  }

  /** All sensors count as heard at the resumption, because readings of the downtime were lost. */
  #resume(timeMs: number): void {
    this.#isResuming = false;
    const downMs = this.now === -Infinity ? 0 : timeMs - this.now;
    this.#timeline.now = Math.max(this.now, timeMs);
    this.#timers.resume(this.#points.values(), this.#groups.all(), { now: this.now, downMs });
  }

  #take(point: Point, value: number, timeMs: number): void {
    this.#timers.runUntil(this.now);
    this.#timers.noteReading(point, this.now);
    if (isNews(this.counts, point, value, timeMs, this.now)) this.#evaluate(point, value, timeMs);
    this.#timers.queue(point);
  }

  #evaluate(point: Point, value: number, timeMs: number): void {
    const { value: before, timeMs: beforeMs } = point;
    point.timeMs = timeMs;
    if (isInvalid(point.plan, value)) {
      this.counts.invalid++;
      this.#timers.emit(point, turnInvalid(point, value, timeMs));
      return;
    }
    if (!Number.isNaN(point.invalidSinceMs)) this.#timers.emit(point, turnValid(point, value, timeMs));
    point.value = value;
    if (point.lead !== undefined) point.peak = fartherOut(point.lead, point.peak, value);
    const window = point.window();
    if (window?.add(value, timeMs)) this.#onChange(point);
    const measured = { value, timeMs, window, before, beforeMs, now: this.now };
    const isConcerned = stepConditions(point, measured, this.#ruleSet.clock);
    if (isMemoryDue(point, timeMs, beforeMs)) this.#onChange(point);
    if (isConcerned || point.lead !== undefined) this.#annunciator.update(point, timeMs);
  }

  #flush(): readonly AlarmEvent[] {
    if (this.#events.length === 0) return NOTHING;
    const events = this.#events;
    this.#events = [];
    return events;
  }
}

/** The memories change with each reading. A state file may be behind by so much. */
const MEMORY_AGE_MS = 3_600_000;

function isMemoryDue({ plan }: Point, timeMs: number, beforeMs: number): boolean {
  return plan.memoryLength > 0 && Math.floor(timeMs / MEMORY_AGE_MS) !== Math.floor(beforeMs / MEMORY_AGE_MS);
}

/** A retained reading proves that a sensor exists, not that it is live. */
function noteRetained(point: Point, value: number, timeMs: number): void {
  if (timeMs <= point.timeMs || point.heardAtMs > -Infinity) return;
  point.timeMs = timeMs;
  point.value = value;
}
