/** Node fires a timer of more milliseconds at once. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Calls back after any number of milliseconds, without keeping the process alive. Returns a function for
 * cancelling.
 */
export function afterMs(ms: number, done: () => void): () => void {
  let left = ms;
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const step = Math.min(left, MAX_TIMEOUT_MS);
    left -= step;
    timer = setTimeout(() => (left > 0 ? wait() : done()), step).unref();
  };
  wait();
  return () => clearTimeout(timer);
}
