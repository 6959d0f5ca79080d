/** How long the end waits for the next acknowledgement. */
const DRAIN_MS = 30_000;
/** How long the end waits for all acknowledgements once the user has interrupted. */
const INTERRUPTED_DRAIN_MS = 2000;
/** After this time the user is told about the wait. */
const PATIENCE_MS = 500;

export interface Draining {
  /** Resolves when every message is acknowledged. */
  readonly drained: Promise<void>;
  /** Resolves when the connection is lost for good. */
  readonly lost: Promise<unknown>;
  readonly signal: AbortSignal;
  /** The number of acknowledged messages so far. */
  readonly acknowledged: () => number;
  /** The end of a congestion of the gateway, by `performance.now()`; undefined without one. */
  readonly congestedUntilMs: () => number | undefined;
  /** Called with the longest time that the wait may still take, unless it is over soon. */
  readonly onWait: (limitMs: number) => void;
}

/**
 * Waits until every message is acknowledged: up to 30 s for the next acknowledgement, or 2 s for all of them once the
 * user has interrupted. A congested gateway is given its time on top.
 */
export async function drain(draining: Draining): Promise<void> {
  const { drained, lost, signal, acknowledged, congestedUntilMs, onWait } = draining;
  const timers: NodeJS.Timeout[] = [];
  const after = (ms: number, callback: () => void): void => void timers.push(setTimeout(callback, ms));
  const late = new Promise<void>((resolve) => {
    const interrupted = (): void => after(INTERRUPTED_DRAIN_MS, resolve);
    let known = acknowledged();
    const giveUp = (): void => {
      const isAtIt = acknowledged() > known;
      known = acknowledged();
      const sinceMs = isAtIt ? performance.now() : (congestedUntilMs() ?? -Infinity);
      const limitMs = sinceMs + DRAIN_MS - performance.now();
      if (limitMs > 0) after(limitMs, giveUp);
      else resolve();
    };
    after(DRAIN_MS, giveUp);
    if (signal.aborted) interrupted();
    else signal.addEventListener('abort', interrupted, { once: true });
  });
  after(PATIENCE_MS, () => onWait(signal.aborted ? INTERRUPTED_DRAIN_MS : DRAIN_MS));
  await Promise.race([drained, lost, late]);
  for (const timer of timers) clearTimeout(timer);
}
