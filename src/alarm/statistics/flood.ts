/** EEMUA 191: ten alarms in ten minutes begin a flood. Fewer than five alarms in ten minutes end the flood. */
export const FLOOD_ALARMS = 10;
const FLOOD_OVER_BELOW = 5;
export const FLOOD_MS = 10 * 60_000;

/** Detects floods from the times of alarms (ms since 1970), almost in order. */
export class FloodDetector {
  /** The times of the last ten alarms, the oldest first. */
  readonly #last: number[] = [];
  isFlood = false;

  /** Takes the time of an alarm or of any other event, ms since 1970. */
  see(timeMs: number, isAlarm: boolean): 'started' | 'ended' | undefined {
    if (isAlarm) this.#last.push(timeMs);
    if (this.#last.length > FLOOD_ALARMS) this.#last.shift();
    const wasFlood = this.isFlood;
    if (!wasFlood && this.#came(FLOOD_ALARMS, timeMs)) this.isFlood = true;
    else if (wasFlood && !this.#came(FLOOD_OVER_BELOW, timeMs)) this.isFlood = false;
    if (wasFlood === this.isFlood) return undefined;
    return this.isFlood ? 'started' : 'ended';
  }

  /** The time of the first of the ten alarms at the beginning of the flood. */
  get startedAt(): number | undefined {
    return this.#last[0];
  }

  #came(count: number, timeMs: number): boolean {
    const first = this.#last.at(-count);
    return first !== undefined && timeMs - first <= FLOOD_MS;
  }
}
