import type { AlarmEvent } from '../event.ts';
import type { Rule } from '../rules/rule.ts';
import { isMuting, Mutes } from './mutes.ts';
import type { Point } from './point.ts';
import { type AnnunciatorContext, alarmEvent, updateAlarm } from './update-alarm.ts';

interface AnnunciatorOptions {
  readonly rules: readonly Rule[];
  readonly emit: (event: AlarmEvent) => void;
  readonly onChange: (point: Point) => void;
}

/**
 * Updates the alarms of sensors, and of the sensors around them after a change of mutes; executes the commands of
 * operators. An annunciator is ISA-18.2's word for the part that reports alarms. Times are milliseconds since 1970.
 */
export class Annunciator {
  /** The sensors in alarm; empty without muting rules. */
  readonly #alarming = new Set<Point>();
  readonly #context: AnnunciatorContext & { readonly mutes: Mutes };
  readonly #onChange: (point: Point) => void;

  constructor({ rules, emit, onChange }: AnnunciatorOptions) {
    this.#context = { mutes: new Mutes(), muters: rules.filter(({ mutes }) => mutes !== undefined), emit };
    this.#onChange = onChange;
  }

  update(point: Point, timeMs: number): void {
    const before = point.lead?.rule;
    updateAlarm(point, timeMs, this.#context);
    this.#onChange(point);
    this.#note(point, before, timeMs);
  }

  /** Adds a restored sensor without a report: the sensors under its mute may not be restored yet. */
  restore(point: Point): void {
    const rule = point.lead?.rule;
    if (rule === undefined || this.#context.muters.length === 0) return;
    this.#alarming.add(point);
    if (rule.mutes !== undefined) this.#context.mutes.start(rule, point.topic);
  }

  /** Acknowledges the alarm; a latched alarm clears if its value is back. Returns false without an unacknowledged alarm. */
  acknowledge(point: Point, timeMs: number): boolean {
    if (point.lead === undefined || point.acked) return false;
    point.acked = true;
    this.#context.emit(alarmEvent('acknowledged', point, timeMs));
    this.update(point, timeMs);
    return true;
  }

  /** Shelves a sensor until a time (Infinity: until its present alarm is over). Returns false for Infinity without an alarm. */
  shelve(point: Point, until: number, timeMs: number): boolean {
    if (until === Infinity && point.lead === undefined) return false;
    point.shelvedUntilMs = until;
    if (point.lead !== undefined) point.hiddenBy ??= 'shelved';
    this.#context.emit(alarmEvent('shelved', point, timeMs));
    this.#onChange(point);
    return true;
  }

  /** Takes a sensor off the shelf and reports an alarm raised meanwhile. Returns false for a sensor off the shelf. */
  unshelve(point: Point, timeMs: number): boolean {
    if (point.shelvedUntilMs === -Infinity) return false;
    point.shelvedUntilMs = -Infinity;
    if (point.hiddenBy === 'shelved') point.hiddenBy = undefined;
    this.#context.emit(alarmEvent('unshelved', point, timeMs));
    this.update(point, timeMs);
    return true;
  }

  #note(point: Point, before: Rule | undefined, timeMs: number): void {
    const { muters, mutes } = this.#context;
    if (muters.length === 0) return;
    const after = point.lead?.rule;
    if (after === undefined) this.#alarming.delete(point);
    else this.#alarming.add(point);
    if (before === after) return;
    if (before?.mutes !== undefined) mutes.stop(before, point.topic);
    if (after?.mutes !== undefined) mutes.start(after, point.topic);
    for (const rule of [before, after]) if (rule?.mutes !== undefined) this.#updateMuted(rule, timeMs);
  }

  #updateMuted(by: Rule, timeMs: number): void {
    for (const point of [...this.#alarming]) {
      if (point.plan.conditions.some(({ rule }) => isMuting(by, rule))) this.update(point, timeMs);
    }
  }
}
