export interface RunClock {
  /** Milliseconds since the start of the run. */
  readonly now: () => number;
  readonly restart: () => void;
}

export function startClock(): RunClock {
  let startedAt = performance.now();
  return {
    now: () => performance.now() - startedAt,
    restart: () => {
      startedAt = performance.now();
    },
  };
}
