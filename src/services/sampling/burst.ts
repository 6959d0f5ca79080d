/** A broker publishes its figures topic by topic in one burst; a pause of this length ends the burst. */
const PAUSE_MS = 250;

export interface Burst {
  /** Counts a message to the burst. */
  add(isRetained: boolean): void;
  cancel(): void;
}

/** Calls back after each burst of messages, with the time of the first message; live: no message was retained. */
export function createBurst(now: () => number, onEnd: (startedAtMs: number, isLive: boolean) => void): Burst {
  let timer: NodeJS.Timeout | undefined;
  let startedAtMs = 0;
  let isLive = true;
  return {
    add: (isRetained) => {
      if (timer === undefined) {
        startedAtMs = now();
        isLive = true;
      }
      if (isRetained) isLive = false;
      clearTimeout(timer);
      timer = setTimeout(() => {
        timer = undefined;
        onEnd(startedAtMs, isLive);
      }, PAUSE_MS);
    },
    cancel: () => clearTimeout(timer),
  };
}
