/** T_WAIT: how long who answered "congestion" is left alone (MQTT-SN 1.2 §7.2: more than 5 minutes). */
export const CONGESTION_WAIT_MS = 5 * 60_000 + 1000;

/** How often a machine is told the time: often enough to retransmit in time, seldom enough to cost nothing. */
export function tickMs(retryIntervalMs: number): number {
  return Math.max(10, Math.min(250, retryIntervalMs / 20));
}
