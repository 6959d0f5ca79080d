import type { Recorder } from './recorder.ts';
import type { WireCost } from './wire-cost.ts';

/** The result of a measurement, as `-J` prints it: rates a second, latencies in milliseconds, memory in megabytes. */
export interface BenchResult {
  readonly type: 'bench';
  readonly transport: string;
  readonly publishers: number;
  readonly subscribers: number;
  readonly qos: number;
  readonly format: string;
  /** Readings a second, as the user asked. */
  readonly rate: number | 'max';
  readonly seconds: number;
  readonly sent: number;
  readonly publish_rate: number;
  readonly delivered: number;
  readonly delivered_rate: number;
  /** Missing readings, of all subscribers together. */
  readonly lost: number;
  readonly duplicates: number;
  readonly out_of_order: number;
  readonly latency_p50_ms: number | null;
  readonly latency_p90_ms: number | null;
  readonly latency_p99_ms: number | null;
  readonly latency_max_ms: number | null;
  readonly payload_bytes: number;
  /** For each reading, between one publisher and the broker. */
  readonly packets: number;
  readonly acknowledgements: number;
  readonly bytes: number;
  /** Of this process: all clients, and the broker if the process hosts it. */
  readonly cpu_percent: number;
  readonly memory_mb: number;
}

export interface Measurement {
  readonly transport: string;
  readonly publishers: number;
  readonly subscribers: number;
  readonly qos: number;
  readonly format: string;
  /** Infinity for full speed. */
  readonly perSecond: number;
  /** The time from the first reading to the last. */
  readonly sendingMs: number;
  /** The time from the first reading to the last arrival. */
  readonly deliveringMs: number;
  readonly wireCost: (payloadBytes: number) => WireCost;
  readonly cpuMs: number;
  readonly memoryBytes: number;
}

/** Computes the result. */
export function benchResult(recorder: Recorder, measured: Measurement): BenchResult {
  const { subscribers, sendingMs, deliveringMs, perSecond } = measured;
  const { delivered, duplicates, outOfOrder } = recorder.counts();
  const sent = recorder.sentCount;
  const payloadBytes = sent === 0 ? 0 : recorder.payloadBytes / sent;
  const { packets, acknowledgements, bytes } = measured.wireCost(payloadBytes);
  const percentile = (p: number): number | null =>
    recorder.latency.count === 0 ? null : recorder.latency.percentile(p) / 1000;
  return {
    type: 'bench',
    transport: measured.transport,
    publishers: measured.publishers,
    subscribers,
    qos: measured.qos,
    format: measured.format,
    rate: perSecond === Number.POSITIVE_INFINITY ? 'max' : perSecond,
    seconds: sendingMs / 1000,
    sent,
    publish_rate: perSecondOf(sent, sendingMs),
    delivered,
    delivered_rate: perSecondOf(delivered, deliveringMs),
    lost: sent * subscribers - delivered,
    duplicates,
    out_of_order: outOfOrder,
    latency_p50_ms: percentile(50),
    latency_p90_ms: percentile(90),
    latency_p99_ms: percentile(99),
    latency_max_ms: percentile(100),
    payload_bytes: Number(payloadBytes.toFixed(1)),
    packets,
    acknowledgements,
    bytes: Number(bytes.toFixed(1)),
    cpu_percent: deliveringMs > 0 ? Math.round((100 * measured.cpuMs) / deliveringMs) : 0,
    memory_mb: Math.round(measured.memoryBytes / 1e6),
  };
}

function perSecondOf(count: number, ms: number): number {
  return ms > 0 ? Math.round((count * 1000) / ms) : 0;
}
