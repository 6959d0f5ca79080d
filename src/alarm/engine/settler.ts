import type { AlarmEvent } from '../event.ts';
import type { Rule } from '../rules/rule.ts';
import { isMuting, Mutes } from './mutes.ts';
import { newAlarm, type Point } from './point.ts';
import { alarmEvent, settle, type Telling } from './settle.ts';

interface SettlerOptions {
  readonly rules: readonly Rule[];
  readonly emit: (event: AlarmEvent) => void;
  readonly onChange: (point: Point) => void;
}

/** Settles sensors and, where that changes what one mutes, the sensors around it; carries out what people ask for. */
export class Settler {
  readonly #alarming = new Set<Point>();
  readonly #telling: Telling & { readonly mutes: Mutes };
  readonly #onChange: (point: Point) => void;

  constructor({ rules, emit, onChange }: SettlerOptions) {
    this.#telling = { mutes: new Mutes(), muters: rules.filter(({ mutes }) => mutes !== undefined), emit };
    this.#onChange = onChange;
  }

  settle(point: Point, time: number): void {
    const before = point.alarm?.lead?.rule;
    settle(point, time, this.#telling);
    this.#onChange(point);
    this.#note(point, before, time);
  }

  /** Takes in a sensor as it was kept, hidden or told as it was: those it mutes may not have been taken in yet. */
  restore(point: Point): void {
    const rule = point.alarm?.lead?.rule;
    if (rule === undefined) return;
    this.#alarming.add(point);
    if (rule.mutes !== undefined) this.#telling.mutes.start(rule, point.topic);
  }

  /** Someone has seen the alarm; a latched one that is over clears. Returns false where there is none to see. */
  acknowledge(point: Point, time: number): boolean {
    const { alarm } = point;
    if (alarm?.lead === undefined || alarm.acked) return false;
    alarm.acked = true;
    this.#telling.emit(alarmEvent('acknowledged', point, alarm, time));
    this.settle(point, time);
    return true;
  }

  /** Keeps a sensor quiet until a time (Infinity: until its present alarm is over). False where there is none. */
  shelve(point: Point, until: number, time: number): boolean {
    if (until === Infinity && point.alarm?.lead === undefined) return false;
    const alarm = point.alarm ?? newAlarm();
    point.alarm = alarm;
    alarm.shelvedUntil = until;
    if (alarm.lead !== undefined) alarm.hiddenBy ??= 'shelved';
    this.#telling.emit(alarmEvent('shelved', point, alarm, time));
    this.#onChange(point);
    return true;
  }

  /** Takes a sensor off the shelf; an alarm that was raised meanwhile is told now. False if it is not shelved. */
  unshelve(point: Point, time: number): boolean {
    const { alarm } = point;
    if (alarm === undefined || alarm.shelvedUntil === -Infinity) return false;
    alarm.shelvedUntil = -Infinity;
    if (alarm.hiddenBy === 'shelved') alarm.hiddenBy = undefined;
    this.#telling.emit(alarmEvent('unshelved', point, alarm, time));
    if (alarm.lead === undefined) point.alarm = undefined;
    this.settle(point, time);
    return true;
  }

  #note(point: Point, before: Rule | undefined, time: number): void {
    const after = point.alarm?.lead?.rule;
    if (after === undefined) this.#alarming.delete(point);
    else this.#alarming.add(point);
    if (before === after) return;
    if (before?.mutes !== undefined) this.#telling.mutes.stop(before, point.topic);
    if (after?.mutes !== undefined) this.#telling.mutes.start(after, point.topic);
    for (const rule of [before, after]) if (rule?.mutes !== undefined) this.#settleMuted(rule, time);
  }

  #settleMuted(by: Rule, time: number): void {
    for (const point of [...this.#alarming]) {
      if (point.plan.conditions.some(({ rule }) => isMuting(by, rule))) this.settle(point, time);
    }
  }
}
