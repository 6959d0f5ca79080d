import type { AlarmEvent } from '../event.ts';
import type { Rule } from '../rules/rule.ts';
import { isMuting, Mutes } from './mutes.ts';
import type { Point } from './point.ts';
import { type AnnunciatorContext, alarmEvent, settle } from './update-alarm.ts';

interface AnnunciatorOptions {
  readonly rules: readonly Rule[];
  readonly emit: (event: AlarmEvent) => void;
  readonly onChange: (point: Point) => void;
}

/** Settles sensors and, where that changes what one mutes, the sensors around it; carries out what people ask for. */
export class Annunciator {
  /** The sensors in alarm, where any rule could mute them. */
  readonly #alarming = new Set<Point>();
  readonly #telling: AnnunciatorContext & { readonly mutes: Mutes };
  readonly #onChange: (point: Point) => void;

  constructor({ rules, emit, onChange }: AnnunciatorOptions) {
    this.#telling = { mutes: new Mutes(), muters: rules.filter(({ mutes }) => mutes !== undefined), emit };
    this.#onChange = onChange;
  }

  settle(point: Point, time: number): void {
    const before = point.lead?.rule;
    settle(point, time, this.#telling);
    this.#onChange(point);
    this.#note(point, before, time);
  }

  /** Takes in a sensor as it was kept, hidden or told as it was: those it mutes may not have been taken in yet. */
  restore(point: Point): void {
    const rule = point.lead?.rule;
    if (rule === undefined || this.#telling.muters.length === 0) return;
    this.#alarming.add(point);
    if (rule.mutes !== undefined) this.#telling.mutes.start(rule, point.topic);
  }

  /** Someone has seen the alarm; a latched one that is over clears. Returns false where there is none to see. */
  acknowledge(point: Point, time: number): boolean {
    if (point.lead === undefined || point.acked) return false;
    point.acked = true;
    this.#telling.emit(alarmEvent('acknowledged', point, time));
    this.settle(point, time);
    return true;
  }

  /** Keeps a sensor quiet until a time (Infinity: until its present alarm is over). False where there is none. */
  shelve(point: Point, until: number, time: number): boolean {
    if (until === Infinity && point.lead === undefined) return false;
    point.shelvedUntil = until;
    if (point.lead !== undefined) point.hiddenBy ??= 'shelved';
    this.#telling.emit(alarmEvent('shelved', point, time));
    this.#onChange(point);
    return true;
  }

  /** Takes a sensor off the shelf; an alarm that was raised meanwhile is told now. False if it is not shelved. */
  unshelve(point: Point, time: number): boolean {
    if (point.shelvedUntil === -Infinity) return false;
    point.shelvedUntil = -Infinity;
    if (point.hiddenBy === 'shelved') point.hiddenBy = undefined;
    this.#telling.emit(alarmEvent('unshelved', point, time));
    this.settle(point, time);
    return true;
  }

  #note(point: Point, before: Rule | undefined, time: number): void {
    const { muters, mutes } = this.#telling;
    if (muters.length === 0) return;
    const after = point.lead?.rule;
    if (after === undefined) this.#alarming.delete(point);
    else this.#alarming.add(point);
    if (before === after) return;
    if (before?.mutes !== undefined) mutes.stop(before, point.topic);
    if (after?.mutes !== undefined) mutes.start(after, point.topic);
    for (const rule of [before, after]) if (rule?.mutes !== undefined) this.#settleMuted(rule, time);
  }

  #settleMuted(by: Rule, time: number): void {
    for (const point of [...this.#alarming]) {
      if (point.plan.conditions.some(({ rule }) => isMuting(by, rule))) this.settle(point, time);
    }
  }
}
