/** Brokers publish their figures topic by topic, all at once; a pause of this length ends a burst. */
const PAUSE_MS = 250;

export interface Burst {
  /** To be told of each message. */
  add(isRetained: boolean): void;
  cancel(): void;
}

/** Calls back when a burst of messages is over, with the time of its first one and whether none was retained. */
export function createBurst(now: () => number, onEnd: (startedAt: number, isLive: boolean) => void): Burst {
  let timer: NodeJS.Timeout | undefined;
  let startedAt = 0;
  let isLive = true;
  return {
    add: (isRetained) => {
      if (timer === undefined) {
        startedAt = now();
        isLive = true;
      }
      if (isRetained) isLive = false;
      clearTimeout(timer);
      timer = setTimeout(() => {
        timer = undefined;
        onEnd(startedAt, isLive);
      }, PAUSE_MS);
    },
    cancel: () => clearTimeout(timer),
  };
}
