/** T_WAIT: after the answer "congestion" a sender pauses for more than 5 minutes (MQTT-SN 1.2 §7.2). */
export const CONGESTION_WAIT_MS = 5 * 60_000 + 1000;

/** The interval of `tick` calls: short enough to retransmit in time, long enough to cost nothing. */
export function tickMs(retryIntervalMs: number): number {
  return Math.max(10, Math.min(250, retryIntervalMs / 20));
}
