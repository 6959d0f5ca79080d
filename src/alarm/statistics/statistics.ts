import type { AlarmEvent } from '../event.ts';
import { enclosingTopic } from '../rules/enclosing-topic.ts';
import type { Priority } from '../rules/rule.ts';
import { type Chatter, Chattering } from './chattering.ts';
import { FLOOD_ALARMS, FLOOD_MS, FloodDetector } from './flood.ts';

/** A run of alarms in the terms of EEMUA 191. */
export interface AlarmSummary {
  readonly alarms: number;
  readonly silences: number;
  /** Active alarms at the end. */
  readonly standing: number;
  /** The duration of all alarms together. */
  readonly inAlarmMs: number;
  /** From the first event to the end. */
  readonly spanMs: number;
  /** The most first. */
  readonly byRule: readonly Count[];
  /** By floor, the most first. */
  readonly byPlace: readonly Count[];
  readonly byPriority: Readonly<Record<Priority, number>>;
  /** On average; undefined for less than ten minutes. */
  readonly alarmsPer10Min: number | undefined;
  /** In the busiest ten minutes of the clock. */
  readonly mostIn10Min: number;
  readonly floods: readonly Flood[];
  /** Alarms with three raises or more within a minute, the worst first. */
  readonly chattering: readonly Chatter[];
}

export interface Count {
  readonly name: string;
  readonly alarms: number;
}

interface Flood {
  readonly startMs: number;
  endMs: number;
  alarms: number;
}

/** Gathers statistics from alarm events, one by one. */
export class AlarmStatistics {
  readonly #raisedAt = new Map<string, number>();
  readonly #byRule = new Map<string, number>();
  readonly #byPlace = new Map<string, number>();
  readonly #byPriority: Record<Priority, number> = { high: 0, medium: 0, low: 0 };
  readonly #chattering = new Chattering();
  readonly #detector = new FloodDetector();
  readonly #floods: Flood[] = [];
  #alarms = 0;
  #silences = 0;
  #inAlarmMs = 0;
  #firstMs = Infinity;
  #lastMs = -Infinity;
  #slot = Number.NaN;
  #inSlot = 0;
  #mostInSlot = 0;

  add(event: AlarmEvent): void {
    const { state, topic, timeMs } = event;
    this.#firstMs = Math.min(this.#firstMs, timeMs);
    this.#lastMs = Math.max(this.#lastMs, timeMs);
    if (state === 'silent') this.#silences++;
    if (state === 'raised') this.#addRaised(event);
    if (state === 'cleared') {
      this.#inAlarmMs += timeMs - (this.#raisedAt.get(topic) ?? timeMs);
      this.#raisedAt.delete(topic);
    }
    this.#followFlood(timeMs, state === 'raised');
  }

  /** The summary up to a time, ms since 1970; active alarms count up to this time. */
  summary(nowMs: number): AlarmSummary {
    const endMs = Math.max(nowMs, this.#lastMs);
    const standing = [...this.#raisedAt.values()];
    const spanMs = this.#firstMs === Infinity ? 0 : endMs - this.#firstMs;
    return {
      alarms: this.#alarms,
      silences: this.#silences,
      standing: standing.length,
      inAlarmMs: standing.reduce((sum, raisedAt) => sum + Math.max(0, endMs - raisedAt), this.#inAlarmMs),
      spanMs,
      byRule: descending(this.#byRule),
      byPlace: descending(this.#byPlace),
      byPriority: { ...this.#byPriority },
      alarmsPer10Min: spanMs < FLOOD_MS ? undefined : this.#alarms / (spanMs / FLOOD_MS),
      mostIn10Min: Math.max(this.#mostInSlot, this.#inSlot),
      floods: this.#floods,
      chattering: this.#chattering.list(),
    };
  }

  #addRaised({ topic, rule, priority, timeMs }: AlarmEvent): void {
    this.#alarms++;
    this.#raisedAt.set(topic, timeMs);
    increment(this.#byRule, rule);
    increment(this.#byPlace, enclosingTopic(topic, 'floor'));
    this.#byPriority[priority]++;
    this.#chattering.add(topic, rule, timeMs);
    const slot = Math.floor(timeMs / FLOOD_MS);
    this.#mostInSlot = Math.max(this.#mostInSlot, this.#inSlot);
    this.#inSlot = slot === this.#slot ? this.#inSlot + 1 : 1;
    this.#slot = slot;
  }

  #followFlood(timeMs: number, isAlarm: boolean): void {
    const change = this.#detector.see(timeMs, isAlarm);
    if (change === 'started') {
      this.#floods.push({ startMs: this.#detector.startedAt ?? timeMs, endMs: timeMs, alarms: FLOOD_ALARMS });
      return;
    }
    const flood = this.#floods.at(-1);
    if (!this.#detector.isFlood || flood === undefined || !isAlarm) return;
    flood.endMs = timeMs;
    flood.alarms++;
  }
}

function increment(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function descending(counts: ReadonlyMap<string, number>): Count[] {
  return [...counts]
    .map(([name, alarms]) => ({ name, alarms }))
    .sort((a, b) => b.alarms - a.alarms || (a.name < b.name ? -1 : 1));
}
