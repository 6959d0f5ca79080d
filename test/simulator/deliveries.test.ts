import { expect, it } from 'vitest';
import type { Address } from '../../src/building/address.ts';
import { deliveriesOf } from '../../src/simulator/deliveries.ts';
import type { Delivery } from '../../src/simulator/delivery.ts';
import type { Report } from '../../src/simulator/report.ts';

const address: Address = { building: 'B', floor: 1, wing: 'N', room: 1, sensor: 'TEMP' };
const reports = Array.from({ length: 6 }, (_, seq): Report => ({ address, timeMs: seq * 1000, seq }));

function sent(deliveriesAt: (report: Report) => readonly number[]): [seq: number, sentMs: number][] {
  const deliveries = ({ address: at, timeMs, seq }: Report): Delivery[] =>
    deliveriesAt({ address: at, timeMs, seq }).map((sentMs) => ({
      reading: { address: at, value: 20, timeMs, seq },
      sentMs,
    }));
  return [...deliveriesOf(reports, { deliveries })].map(({ reading, sentMs }) => [reading.seq, sentMs]);
}

it('sends reports in their order, each at its time', () => {
  expect(sent(({ timeMs }) => [timeMs])).toEqual(reports.map(({ seq, timeMs }) => [seq, timeMs]));
});

it('holds back what is late until its time has come, and forgets nothing at the end', () => {
  const delays = [2500, 0, 0, 100, 9000, 0];
  expect(sent(({ timeMs, seq }) => [timeMs + (delays[seq] ?? 0)])).toEqual([
    [1, 1000],
    [2, 2000],
    [0, 2500],
    [3, 3100],
    [5, 5000],
    [4, 13_000],
  ]);
});

it('sends a reading as often as it is delivered, or not at all', () => {
  expect(sent(({ timeMs, seq }) => (seq === 1 ? [] : seq === 2 ? [timeMs, timeMs + 500] : [timeMs]))).toEqual(
    [
      [0, 0],
      [2, 2000],
      [2, 2500],
      [3, 3000],
      [4, 4000],
      [5, 5000],
    ],
  );
});
