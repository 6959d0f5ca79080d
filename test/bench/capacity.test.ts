// Tests test/benchmarks/parts/capacity.ts, the search for the highest rate of a benchmark.
import { describe, expect, it } from 'vitest';
import { capacityOf } from '../benchmarks/parts/capacity.ts';

const MACHINE = { cores: 8, memoryGb: 32, networkGbit: 10 };
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
    const capacity = capacityOf(MEASURED, { sensors: 6_000_000, everyS: 60, headroom: 0.5 }, MACHINE);
    expect(capacity).toMatchObject({
      readingsASecond: 100_000,
      publishers: 4,
      alarmWorkers: 6,
      brokerNodes: 5,
      alarmStateMb: 3000,
      publisherStateMb: 420,
      machines: { publishers: 1, alarms: 1, brokers: 5 },
    });
    // 100,000 x 120 bytes are 96 Mbit/s, and a fifteenth more below MQTT.
    expect(capacity.jsonMbit).toBeCloseTo(102.6, 0);
    expect(capacity.cborMbit / capacity.jsonMbit).toBeCloseTo(0.75, 5);
  });

  it('is one process of each at least', () => {
    const capacity = capacityOf(MEASURED, { sensors: 10, everyS: 60, headroom: 1 }, MACHINE);
    expect([capacity.publishers, capacity.alarmWorkers, capacity.brokerNodes]).toEqual([1, 1, 1]);
    // Three copies stand on three machines.
    expect(capacity.machines).toEqual({ publishers: 1, alarms: 1, brokers: 3 });
  });

  it('is bounded first by the scarcest thing of one process', () => {
    const { bounds } = capacityOf(MEASURED, { sensors: 1e9, everyS: 60, headroom: 0.5 }, MACHINE);
    expect(bounds[0]).toEqual({ what: expect.stringContaining('--max-topics'), sensors: 1_000_000 });
    expect(bounds[1]).toEqual({ what: "a broker node's processor", sensors: 1_200_000 });
    expect(bounds.map(({ sensors }) => sensors)).toEqual(
      bounds.map(({ sensors }) => sensors).sort((a, b) => a - b),
    );
  });

  it('asks for machines by the scarcest of cores, memory and network', () => {
    const at = (machine: typeof MACHINE) =>
      capacityOf(MEASURED, { sensors: 6_000_000, everyS: 60, headroom: 0.5 }, machine).machines.alarms;
    expect(at({ ...MACHINE, cores: 2 })).toBe(3);
    expect(at({ ...MACHINE, memoryGb: 1 })).toBe(6);
    expect(at({ ...MACHINE, networkGbit: 0.1 })).toBe(3);
  });
});
