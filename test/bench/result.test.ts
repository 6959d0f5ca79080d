import { describe, expect, it } from 'vitest';
import { createRecorder } from '../../src/bench/recorder.ts';
import { benchResult, type Measurement } from '../../src/bench/result.ts';

const MEASURED: Measurement = {
  transport: 'mqtt',
  publishers: 1,
  subscribers: 2,
  qos: 1,
  format: 'json',
  perSecond: 100,
  sendingMs: 2000,
  deliveringMs: 2500,
  wireCost: (payload) => ({ packets: 2, acknowledgements: 1, bytes: payload + 30 }),
  cpuMs: 500,
  memoryBytes: 80e6,
};

describe('the result', () => {
  it('counts loss, duplicates and order of all subscribers, and leaves the warm-up out', () => {
    const recorder = createRecorder(2, 2);
    recorder.sent(0, 0, 0, 1000);
    recorder.begin();
    recorder.sent(0, 1, 10, 80);
    recorder.sent(1, 0, 20, 90);
    recorder.received(0, 0, 0, 15);
    recorder.received(0, 0, 1, 15);
    recorder.received(0, 1, 0, 30);
    recorder.received(1, 0, 1, 30);
    recorder.received(1, 0, 1, 31);
    expect(benchResult(recorder, MEASURED)).toMatchObject({
      sent: 2,
      publish_rate: 1,
      delivered: 3,
      lost: 1,
      duplicates: 1,
      out_of_order: 0,
      payload_bytes: 85,
      bytes: 115,
      cpu_percent: 20,
      memory_mb: 80,
    });
  });

  it('has latencies to a microsecond, from sending to each arrival', () => {
    const recorder = createRecorder(1, 1);
    recorder.begin();
    for (let seq = 0; seq < 100; seq++) {
      recorder.sent(0, seq, seq * 10, 80);
      recorder.received(0, 0, seq, seq * 10 + (seq + 1) / 10);
    }
    const result = benchResult(recorder, { ...MEASURED, subscribers: 1 });
    expect(result.latency_p50_ms).toBeCloseTo(5, 1);
    expect(result.latency_p99_ms).toBeCloseTo(9.9, 1);
    expect(result.latency_max_ms).toBeCloseTo(10, 1);
  });

  it('has no latency where nothing arrived', () => {
    const result = benchResult(createRecorder(1, 1), { ...MEASURED, perSecond: Number.POSITIVE_INFINITY });
    expect(result).toMatchObject({ latency_p50_ms: null, rate: 'max', lost: 0 });
  });
});
