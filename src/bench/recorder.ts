import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { createDeliveryRecord, type DeliveryCounts, type DeliveryRecord } from './delivery-record.ts';

/** Records sent and received readings. The caller hands in the clock: milliseconds, with fractions. */
export interface Recorder {
  /** Ends the warm-up: readings count from now on. */
  begin(): void;
  sent(sensor: number, seq: number, nowMs: number, payloadBytes: number): void;
  received(subscriber: number, sensor: number, seq: number, nowMs: number): void;
  readonly isCounting: boolean;
  /** Since `begin`. */
  readonly sentCount: number;
  readonly payloadBytes: number;
  /** Of all subscribers together. */
  counts(): DeliveryCounts;
  /** Microseconds from the call of `sent` to the arrival. */
  readonly latency: RecordableHistogram;
}

/** The times of the last 1,024 readings of each sensor: more are never under way. */
const REMEMBERED = 1024;

export function createRecorder(sensors: number, subscribers: number): Recorder {
  const sentAtMs = new Float64Array(sensors * REMEMBERED);
  const lastSeq = new Float64Array(sensors).fill(-1);
  const latency = createHistogram();
  let records: DeliveryRecord[] = [];
  let sentCount = 0;
  let payloadBytes = 0;

  return {
    latency,
    begin() {
      records = Array.from({ length: sensors * subscribers }, (_, i) =>
        createDeliveryRecord((lastSeq[i % sensors] ?? -1) + 1),
      );
    },
    get isCounting() {
      return records.length > 0;
    },
    get sentCount() {
      return sentCount;
    },
    get payloadBytes() {
      return payloadBytes;
    },
    sent(sensor, seq, nowMs, bytes) {
      lastSeq[sensor] = seq;
      sentAtMs[sensor * REMEMBERED + (seq % REMEMBERED)] = nowMs;
      if (records.length === 0) return;
      sentCount++;
      payloadBytes += bytes;
    },
    received(subscriber, sensor, seq, nowMs) {
      if (records[subscriber * sensors + sensor]?.add(seq) !== true) return;
      if ((lastSeq[sensor] ?? 0) - seq >= REMEMBERED) return;
      const tookMs = nowMs - (sentAtMs[sensor * REMEMBERED + (seq % REMEMBERED)] ?? nowMs);
      latency.record(Math.max(1, Math.round(tookMs * 1000)));
    },
    counts() {
      const sum = { delivered: 0, duplicates: 0, outOfOrder: 0 };
      for (const { counts } of records) {
        sum.delivered += counts.delivered;
        sum.duplicates += counts.duplicates;
        sum.outOfOrder += counts.outOfOrder;
      }
      return sum;
    },
  };
}
