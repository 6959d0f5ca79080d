import type { Condition, Plan } from '../rules/plan.ts';
import { CHANGE_WINDOW_LENGTH, ChangeWindow, emptyWindow } from './change-window.ts';
import type { Due } from './due-queue.ts';
import type { Group } from './group.ts';
import type { NumberStore } from './number-store.ts';
import { PHASES, type Phase, quietTrack, type Track } from './track.ts';

// Where the numbers of a sensor stand in its run: these, two for each condition, and the window where there is one.
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

/**
 * What the engine remembers of one sensor, alarm and all. There may be a million of them, so what are numbers is in
 * a {@link NumberStore}; a sensor takes the same memory whether it is in alarm or not.
 */
export class Point implements Due {
  readonly topic: string;
  readonly plan: Plan;
  /** The parts of the building that are watched for silence and that it is in. */
  readonly groups: readonly Group[];
  hearing: 'heard' | 'silent' | 'suppressed' = 'heard';
  /** The most severe condition in alarm; undefined while there is no alarm. */
  lead: Condition | undefined = undefined;
  /** The condition that was last told; undefined while this alarm was never told. */
  told: Condition | undefined = undefined;
  acked = true;
  /** What keeps the alarm quiet: the name of a rule, or `shelved`. */
  hiddenBy: string | undefined = undefined;
  readonly #block: Float64Array;
  readonly #start: number;

  constructor(topic: string, plan: Plan, groups: readonly Group[], store: NumberStore) {
    this.topic = topic;
    this.plan = plan;
    this.groups = groups;
    const windowAt = TRACKS + TRACK_LENGTH * plan.conditions.length;
    const { block, start } = store.take(windowAt + (plan.windowMs > 0 ? CHANGE_WINDOW_LENGTH : 0));
    this.#block = block;
    this.#start = start;
    this.queuedFor = Infinity;
    this.time = -Infinity;
    this.heard = -Infinity;
    this.value = Number.NaN;
    this.invalidSince = Number.NaN;
    this.raisedAt = Number.NaN;
    this.peak = Number.NaN;
    this.shelvedUntil = -Infinity;
    for (const i of plan.conditions.keys()) this.setTrack(i, quietTrack());
    if (plan.windowMs > 0) emptyWindow(block, start + windowAt);
  }

  get queuedFor(): number {
    return this.#get(QUEUED_FOR);
  }
  set queuedFor(time: number) {
    this.#set(QUEUED_FOR, time);
  }

  /** The newest reading's own time. */
  get time(): number {
    return this.#get(TIME);
  }
  set time(time: number) {
    this.#set(TIME, time);
  }

  /** The engine's clock when that reading came. */
  get heard(): number {
    return this.#get(HEARD);
  }
  set heard(time: number) {
    this.#set(HEARD, time);
  }

  get value(): number {
    return this.#get(VALUE);
  }
  set value(value: number) {
    this.#set(VALUE, value);
  }

  /** Since when its readings are invalid; NaN while they are not. */
  get invalidSince(): number {
    return this.#get(INVALID_SINCE);
  }
  set invalidSince(time: number) {
    this.#set(INVALID_SINCE, time);
  }

  /** When the alarm began. */
  get raisedAt(): number {
    return this.#get(RAISED_AT);
  }
  set raisedAt(time: number) {
    this.#set(RAISED_AT, time);
  }

  /** The value farthest beyond the limit in this alarm. */
  get peak(): number {
    return this.#get(PEAK);
  }
  set peak(value: number) {
    this.#set(PEAK, value);
  }

  /** -Infinity for not shelved; Infinity until the alarm is over. */
  get shelvedUntil(): number {
    return this.#get(SHELVED_UNTIL);
  }
  set shelvedUntil(time: number) {
    this.#set(SHELVED_UNTIL, time);
  }

  /** How far the i-th condition of the plan is. */
  phase(i: number): Phase {
    return PHASES[this.#get(TRACKS + TRACK_LENGTH * i + 1) & 3] ?? 'normal';
  }

  /** The same with its delay and history, as a copy. */
  track(i: number): Track {
    const at = TRACKS + TRACK_LENGTH * i;
    return { phase: this.phase(i), since: this.#get(at), history: this.#get(at + 1) >>> 2 };
  }

  setTrack(i: number, { phase, since, history }: Track): void {
    const at = TRACKS + TRACK_LENGTH * i;
    this.#set(at, since);
    this.#set(at + 1, history * PHASES.length + PHASES.indexOf(phase));
  }

  /** The values of the last while, where a condition looks at how they change. */
  window(): ChangeWindow | undefined {
    const { windowMs, conditions } = this.plan;
    if (windowMs === 0) return undefined;
    return new ChangeWindow(windowMs, this.#block, this.#start + TRACKS + TRACK_LENGTH * conditions.length);
  }

  #get(at: number): number {
    return this.#block[this.#start + at] ?? Number.NaN;
  }

  #set(at: number, number: number): void {
    this.#block[this.#start + at] = number;
  }
}

/** The alarm of a sensor is over. A shelf until a certain time stays. */
export function forgetAlarm(point: Point): void {
  point.lead = undefined;
  point.told = undefined;
  point.acked = true;
  point.hiddenBy = undefined;
  point.raisedAt = Number.NaN;
  point.peak = Number.NaN;
}
