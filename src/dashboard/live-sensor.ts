import type { Point } from '../alarm/engine/point.ts';
import type { Address } from '../building/address.ts';
import type { Limit } from '../building/limit.ts';
import type { ObservedMessage } from '../observation/observation.ts';
import { History } from './history.ts';
import type { AlarmRow, SensorDetails, ValueRow } from './messages.ts';
import { sensorAlarmOf } from './sensor-alarm.ts';

/** A value is old after so many intervals of its sensor without a reading. */
const OLD_INTERVALS = 3;
/** An interval that was longer once counts less with each reading. */
const FADE = 0.9;

/** The last state of one sensor. All times are milliseconds since 1970. */
export class LiveSensor {
  readonly id: number;
  readonly topic: string;
  readonly address: Address;
  readonly history = new History();
  /** NaN after an unreadable message, and before the first reading. */
  value = Number.NaN;
  atMs = Number.NaN;
  isOld = false;
  /** The sensor in the alarm engine, once it had an event. The object is live. */
  point: Point | undefined = undefined;
  /** The list of changes has it already. */
  isChanged = false;
  #readings = 0;
  #unreadable = 0;
  #reason: string | undefined = undefined;
  #format: string | undefined = undefined;
  #seq: number | undefined = undefined;
  #gaps = 0;
  #intervalMs = 0;

  constructor(id: number, topic: string, address: Address) {
    this.id = id;
    this.topic = topic;
    this.address = address;
  }

  take({ reading, atMs }: ObservedMessage): void {
    if (!Number.isNaN(this.atMs)) this.#intervalMs = Math.max(this.#intervalMs * FADE, atMs - this.atMs);
    this.atMs = atMs;
    this.isOld = false;
    if (reading === undefined) {
      this.#unreadable++;
      this.value = Number.NaN;
      return;
    }
    const { value, seq, format } = reading;
    this.#readings++;
    this.#format = format;
    this.value = value;
    this.history.add(value, atMs);
    if (seq === undefined) return;
    // A lower number is a restart of the publisher, not a gap.
    if (this.#seq !== undefined && seq > this.#seq + 1) this.#gaps += seq - this.#seq - 1;
    this.#seq = seq;
  }

  noteUnreadable(reason: string): void {
    this.#reason = reason;
  }

  /** Marks an old value; returns true for a change. `usualMs` is the interval of the sensors on average. */
  age(nowMs: number, usualMs: number): boolean {
    const wasOld = this.isOld;
    this.isOld = nowMs - this.atMs > OLD_INTERVALS * Math.max(this.#intervalMs, usualMs);
    return this.isOld !== wasOld;
  }

  valueRow(): ValueRow {
    return [this.id, Number.isNaN(this.value) ? null : this.value, this.atMs, this.isOld ? 1 : 0];
  }

  /** Undefined if the sensor never had an event. */
  alarmRow(): AlarmRow | undefined {
    return this.point && [this.id, sensorAlarmOf(this.point)];
  }

  details(nowMs: number, limits: readonly Limit[], hasHistory: boolean): SensorDetails {
    return {
      id: this.id,
      limits,
      readings: this.#readings,
      unreadable: this.#unreadable,
      gaps: this.#gaps,
      ...(this.#reason !== undefined && { reason: this.#reason }),
      ...(this.#format !== undefined && { format: this.#format }),
      ...(this.#seq !== undefined && { seq: this.#seq }),
      ...(hasHistory && { history: this.history.rows(nowMs) }),
    };
  }
}
