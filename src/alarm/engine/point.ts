import type { Condition, Plan } from '../rules/plan.ts';
import { CHANGE_WINDOW_LENGTH, ChangeWindow, emptyWindow } from './change-window.ts';
import type { Due } from './due-queue.ts';
import type { Group } from './group.ts';
import type { LikeRooms } from './like-rooms.ts';
import type { NumberStore } from './number-store.ts';
import { PHASES, type Phase, quietTrack, type Track } from './track.ts';

// The numbers of a sensor in its run: these, two for each condition, the window if there is one, and the memories.
const QUEUED_FOR = 0;
const TIME = 1;
const HEARD = 2;
const VALUE = 3;
const INVALID_SINCE = 4;
const RAISED_AT = 5;
const PEAK = 6;
const SHELVED_UNTIL = 7;
const TRACKS = 8;
const TRACK_LENGTH = 2;

/** A sensor among its rules and its neighbours. */
export interface PointPlace {
  readonly topic: string;
  readonly plan: Plan;
  readonly groups: readonly Group[];
  readonly likes: readonly LikeRooms[];
}

/**
 * The engine's memory of one sensor and its alarm. Numbers are in a {@link NumberStore}, because there may be a
 * million sensors; a sensor takes the same memory in alarm and out of it. Times are milliseconds since 1970.
 */
export class Point implements Due {
  readonly topic: string;
  readonly plan: Plan;
  /** The rooms, wings, floors and buildings around the sensor with a rule on silence. */
  readonly groups: readonly Group[];
  /** The like rooms around the sensor, in the order of the plan's `others`. */
  readonly likes: readonly LikeRooms[];
  /** `stale`: silent for longer than its rule allows; `suppressed`: the same, but a rule on its group reports the silence. */
  liveness: 'live' | 'stale' | 'suppressed' = 'live';
  /** The most severe condition in alarm; undefined without an alarm. */
  lead: Condition | undefined = undefined;
  /** The condition of the last report; undefined before the first report of this alarm. */
  reported: Condition | undefined = undefined;
  acked = true;
  /** The name of the rule that suppresses the alarm, or `shelved`. */
  hiddenBy: string | undefined = undefined;
  readonly #block: Float64Array;
  readonly #start: number;

  constructor({ topic, plan, groups, likes }: PointPlace, store: NumberStore) {
    this.topic = topic;
    this.plan = plan;
    this.groups = groups;
    this.likes = likes;
    const windowAt = TRACKS + TRACK_LENGTH * plan.conditions.length;
    const memoriesAt = windowAt + (plan.windowMs > 0 ? CHANGE_WINDOW_LENGTH : 0);
    const { block, start } = store.take(memoriesAt + plan.memoryLength);
    this.#block = block;
    this.#start = start;
    this.queuedForMs = Infinity;
    this.timeMs = -Infinity;
    this.heardAtMs = -Infinity;
    this.value = Number.NaN;
    this.invalidSinceMs = Number.NaN;
    this.raisedAtMs = Number.NaN;
    this.peak = Number.NaN;
    this.shelvedUntilMs = -Infinity;
    for (const i of plan.conditions.keys()) this.setTrack(i, quietTrack());
    if (plan.windowMs > 0) emptyWindow(block, start + windowAt);
    this.clearMemories();
  }

  get queuedForMs(): number {
    return this.#get(QUEUED_FOR);
  }
  set queuedForMs(timeMs: number) {
    this.#set(QUEUED_FOR, timeMs);
  }

  /** The newest reading's own time. */
  get timeMs(): number {
    return this.#get(TIME);
  }
  set timeMs(timeMs: number) {
    this.#set(TIME, timeMs);
  }

  /** The engine's clock at the arrival of that reading. */
  get heardAtMs(): number {
    return this.#get(HEARD);
  }
  set heardAtMs(timeMs: number) {
    this.#set(HEARD, timeMs);
  }

  get value(): number {
    return this.#get(VALUE);
  }
  set value(value: number) {
    this.#set(VALUE, value);
  }

  /** The first of the invalid readings; NaN while readings are valid. */
  get invalidSinceMs(): number {
    return this.#get(INVALID_SINCE);
  }
  set invalidSinceMs(timeMs: number) {
    this.#set(INVALID_SINCE, timeMs);
  }

  /** The beginning of the alarm. */
  get raisedAtMs(): number {
    return this.#get(RAISED_AT);
  }
  set raisedAtMs(timeMs: number) {
    this.#set(RAISED_AT, timeMs);
  }

  /** The value farthest beyond the limit in this alarm. */
  get peak(): number {
    return this.#get(PEAK);
  }
  set peak(value: number) {
    this.#set(PEAK, value);
  }

  /** -Infinity off the shelf; Infinity until the alarm is over. */
  get shelvedUntilMs(): number {
    return this.#get(SHELVED_UNTIL);
  }
  set shelvedUntilMs(timeMs: number) {
    this.#set(SHELVED_UNTIL, timeMs);
  }

  /** The phase of the i-th condition of the plan. */
  phase(i: number): Phase {
    return PHASES[this.#get(TRACKS + TRACK_LENGTH * i + 1) & 3] ?? 'normal';
  }

  /** The phase with its delay and history, as a copy. */
  track(i: number): Track {
    const at = TRACKS + TRACK_LENGTH * i;
    return { phase: this.phase(i), since: this.#get(at), history: this.#get(at + 1) >>> 2 };
  }

  setTrack(i: number, { phase, since, history }: Track): void {
    const at = TRACKS + TRACK_LENGTH * i;
    this.#set(at, since);
    this.#set(at + 1, history * PHASES.length + PHASES.indexOf(phase));
  }

  /** The values of the last while, for conditions on change; undefined without such conditions. */
  window(): ChangeWindow | undefined {
    const { windowMs, conditions } = this.plan;
    if (windowMs === 0) return undefined;
    return new ChangeWindow(windowMs, this.#block, this.#start + TRACKS + TRACK_LENGTH * conditions.length);
  }

  /** A number of a condition's memory; NaN before its first value. */
  memory({ memoryAt = 0 }: Condition, place: number): number {
    return this.#get(this.#memoriesAt() + memoryAt + place);
  }

  setMemory({ memoryAt = 0 }: Condition, place: number, number: number): void {
    this.#set(this.#memoriesAt() + memoryAt + place, number);
  }

  clearMemories(): void {
    const from = this.#start + this.#memoriesAt();
    this.#block.fill(Number.NaN, from, from + this.plan.memoryLength);
  }

  #memoriesAt(): number {
    const { windowMs, conditions } = this.plan;
    return TRACKS + TRACK_LENGTH * conditions.length + (windowMs > 0 ? CHANGE_WINDOW_LENGTH : 0);
  }

  /** Empties the window, if there is one. */
  clearWindow(): void {
    const { windowMs, conditions } = this.plan;
    if (windowMs > 0) emptyWindow(this.#block, this.#start + TRACKS + TRACK_LENGTH * conditions.length);
  }

  #get(at: number): number {
    return this.#block[this.#start + at] ?? Number.NaN;
  }

  #set(at: number, number: number): void {
    this.#block[this.#start + at] = number;
  }
}

/** Ends the alarm of a sensor. A shelf with an end of its own stays. */
export function forgetAlarm(point: Point): void {
  point.lead = undefined;
  point.reported = undefined;
  point.acked = true;
  point.hiddenBy = undefined;
  point.raisedAtMs = Number.NaN;
  point.peak = Number.NaN;
}
