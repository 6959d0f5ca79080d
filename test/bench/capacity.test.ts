// Tests test/benchmarks/parts/capacity.ts, the search for the highest rate of a benchmark.
import { describe, expect, it } from 'vitest';
import { capacityOf } from '../benchmarks/parts/capacity.ts';

const MEASURED = {
  publishRate: 50_000,
  alarmRate: 100_000,
  brokerRate: 40_000,
  jsonBytes: 120,
  cborBytes: 90,
  alarmBytesASensor: 500,
  publishBytesASensor: 70,
};

describe('what many sensors need', () => {
  it('follows from the rates of one process and the share of them that is used', () => {
    const capacity = capacityOf(MEASURED, { sensors: 6_000_000, everyS: 60, headroom: 0.5 });
    expect(capacity).toMatchObject({
      readingsASecond: 100_000,
      publishers: 4,
      alarmWorkers: 2,
      brokerNodes: 5,
      alarmStateMb: 3000,
      publisherStateMb: 420,
    });
    // 100,000 x 120 bytes are 96 Mbit/s, and a fifteenth more below MQTT.
    expect(capacity.jsonMbit).toBeCloseTo(102.6, 0);
    expect(capacity.cborMbit / capacity.jsonMbit).toBeCloseTo(0.75, 5);
  });

  it('is one process of each at least', () => {
    const capacity = capacityOf(MEASURED, { sensors: 10, everyS: 60, headroom: 1 });
    expect([capacity.publishers, capacity.alarmWorkers, capacity.brokerNodes]).toEqual([1, 1, 1]);
  });
});
