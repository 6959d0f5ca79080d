/** Traffic in both directions over all connections. */
export interface ByteCounters {
  readonly received: FlowCounters;
  readonly sent: FlowCounters;
}

export interface FlowCounters {
  bytes: number;
  /** Control packets of every type; `$SYS` says messages. */
  packets: number;
  publishes: number;
}

export function noBytes(): ByteCounters {
  return { received: { bytes: 0, packets: 0, publishes: 0 }, sent: { bytes: 0, packets: 0, publishes: 0 } };
}
