/** EEMUA 191: ten alarms in ten minutes begin a flood; it is over once fewer than five come in ten minutes. */
export const FLOOD_ALARMS = 10;
const FLOOD_OVER_BELOW = 5;
export const FLOOD_MS = 10 * 60_000;

/** Tells floods from the times of alarms, which must not go backwards by much. */
export class FloodDetector {
  /** The times of the last ten alarms, the oldest first. */
  readonly #last: number[] = [];
  isFlood = false;

  /** Takes the time of an alarm, or of anything that shows that time has passed. */
  see(time: number, isAlarm: boolean): 'started' | 'ended' | undefined {
    if (isAlarm) this.#last.push(time);
    if (this.#last.length > FLOOD_ALARMS) this.#last.shift();
    const wasFlood = this.isFlood;
    if (!wasFlood && this.#came(FLOOD_ALARMS, time)) this.isFlood = true;
    else if (wasFlood && !this.#came(FLOOD_OVER_BELOW, time)) this.isFlood = false;
    if (wasFlood === this.isFlood) return undefined;
    return this.isFlood ? 'started' : 'ended';
  }

  /** When the alarm came that, ten alarms later, made it a flood. */
  get startedAt(): number | undefined {
    return this.#last[0];
  }

  #came(count: number, time: number): boolean {
    const first = this.#last.at(-count);
    return first !== undefined && time - first <= FLOOD_MS;
  }
}
