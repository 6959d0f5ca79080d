/** How long the end waits for the next acknowledgement; and for all, where the user is waiting at the keyboard. */
const DRAIN_MS = 30_000;
const INTERRUPTED_DRAIN_MS = 2000;
/** Who waits longer than this is told for what. */
const PATIENCE_MS = 500;

export interface Draining {
  /** Resolves when everything is acknowledged. */
  readonly drained: Promise<void>;
  /** Resolves when the connection is lost for good. */
  readonly lost: Promise<unknown>;
  readonly signal: AbortSignal;
  /** How many messages are acknowledged by now. */
  readonly acknowledged: () => number;
  /** Until when the other side asked to be left alone, by `performance.now()`; undefined if it did not. */
  readonly congestedUntilMs: () => number | undefined;
  /** Told for how long the end may keep waiting, if it isn't over soon. */
  readonly onWait: (limitMs: number) => void;
}

/**
 * Waits until everything is acknowledged, but not for ever where nothing more is, and not for long once the user has
 * interrupted. Who asked to be left alone is given its time on top.
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
