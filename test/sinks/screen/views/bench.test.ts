import { describe, expect, it } from 'vitest';
import type { BenchResult } from '../../../../src/bench/result.ts';
import { wholeStyle } from '../../../../src/sinks/screen/line-style.ts';
import { createPaint } from '../../../../src/sinks/screen/paint.ts';
import { BENCH_VIEW, benchTable } from '../../../../src/sinks/screen/views/bench.ts';

const RESULT: BenchResult = {
  type: 'bench',
  transport: 'mqtt',
  publishers: 1,
  subscribers: 1,
  qos: 2,
  format: 'senml-json',
  rate: 'max',
  seconds: 5,
  sent: 668_540,
  publish_rate: 133_708,
  delivered: 668_540,
  delivered_rate: 133_702,
  lost: 0,
  duplicates: 0,
  out_of_order: 0,
  latency_p50_ms: 12.345,
  latency_p90_ms: 20,
  latency_p99_ms: 123.4,
  latency_max_ms: 200,
  payload_bytes: 113.8,
  packets: 1,
  acknowledgements: 0,
  bytes: 145.1,
  cpu_percent: 90,
  memory_mb: 100,
};

describe('what a measurement found', () => {
  it('is a table of 80 columns', () => {
    const lines = benchTable([RESULT, { ...RESULT, qos: 0, latency_p50_ms: null }]).split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  });

  it.each([
    [1, 'a reading 1 packet, 145.1 bytes'],
    [4, 'a reading 4 packets, 145.1 bytes'],
  ])('counts %i in English', (packets, text) => {
    const style = wholeStyle(createPaint(false));
    expect(BENCH_VIEW.human({ ...RESULT, packets }, style)).toContain(text);
  });
});
