/** An alarm that comes and goes: three times or more within a minute (ISA-18.2 §16). */
export interface Chatter {
  readonly topic: string;
  readonly rule: string;
  /** How often it was raised within a minute of a raise before. */
  readonly times: number;
}

const CHATTER_MS = 60_000;

/** Finds chattering alarms in constant memory for each alarm. */
export class Chattering {
  readonly #alarms = new Map<
    string,
    { topic: string; rule: string; last: number; beforeLast: number; times: number }
  >();

  add(topic: string, rule: string, time: number): void {
    const key = `${rule}\t${topic}`;
    const alarm = this.#alarms.get(key);
    if (alarm === undefined) {
      this.#alarms.set(key, { topic, rule, last: time, beforeLast: -Infinity, times: 0 });
      return;
    }
    if (time - alarm.beforeLast <= CHATTER_MS) alarm.times = Math.max(3, alarm.times + 1);
    alarm.beforeLast = alarm.last;
    alarm.last = time;
  }

  /** The worst first. */
  list(): Chatter[] {
    return [...this.#alarms.values()]
      .filter(({ times }) => times > 0)
      .map(({ topic, rule, times }) => ({ topic, rule, times }))
      .sort((a, b) => b.times - a.times || (a.topic < b.topic ? -1 : 1));
  }
}
