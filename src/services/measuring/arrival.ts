import type { Recorder } from '../../bench/recorder.ts';
import type { SessionPublisher } from '../../publisher/publisher.ts';
import type { Stop } from '../stop.ts';

/** The end waits for readings under way until none has come for so long. */
const SILENCE_MS = 1500;
const MAX_WAIT_MS = 20_000;
const TURN_MS = 5;
/** Silence is counted in turns: time in which this process did not run is no silence. */
const SILENT_TURNS = SILENCE_MS / TURN_MS;

/** Waits until every expected reading has arrived, or no more come. Resolves with the time of the last arrival. */
export async function arrival(
  recorder: Recorder,
  publishers: readonly SessionPublisher[],
  expected: () => number,
  stop: Stop,
): Promise<number> {
  const startedMs = performance.now();
  let count = -1;
  let lastMs = startedMs;
  let silentTurns = 0;
  for (;;) {
    const { delivered } = recorder.counts();
    const isSent = publishers.every(({ counts }) => counts.delivered + counts.failed === counts.sent);
    const nowMs = performance.now();
    if (delivered !== count) {
      lastMs = nowMs;
      silentTurns = 0;
    }
    count = delivered;
    if (isSent && delivered >= expected()) return lastMs;
    if (silentTurns++ > SILENT_TURNS || nowMs - startedMs > MAX_WAIT_MS) return lastMs;
    if (stop.stopped && nowMs - startedMs > SILENCE_MS) return lastMs;
    await new Promise((resolve) => setTimeout(resolve, TURN_MS));
  }
}
