import type { Address } from '../building/address.ts';
import { DEFAULT_SENSORS, DEFAULT_WINGS } from '../building/layout.ts';
import type { Reading } from '../building/reading.ts';
import { formatTopic } from '../building/topic.ts';

/** One sensor of the measurement, with the number of its readings so far. */
export interface BenchSensor {
  readonly address: Address;
  readonly topic: string;
  sent: number;
}

const ROOMS = 6;

/** The sensors of a publisher: one floor, as large as a floor of `publish` by default, in a building of this run alone. */
export function sensorsOfPublisher(
  publisher: number,
  building: string,
  prefix: string | undefined,
): BenchSensor[] {
  return DEFAULT_WINGS.flatMap((wing) =>
    Array.from({ length: ROOMS }, (_, i) => i + 1).flatMap((room) =>
      DEFAULT_SENSORS.map((sensor) => {
        const address = { building, floor: publisher + 1, wing, room, sensor };
        return { address, topic: formatTopic(address, prefix), sent: 0 };
      }),
    ),
  );
}

/** The time of reading 0. A reading's time encodes its number: 1 ms for each reading. */
const NUMBERED_FROM_MS = Date.UTC(2026, 0, 1);

/**
 * The reading with a number. Its time encodes the number, because every payload format carries a time, but SenML has no
 * field for `seq`.
 */
export function numberedReading(
  address: Address,
  seq: number,
  valueAt: (address: Address, timeMs: number) => number,
): Reading {
  const timeMs = NUMBERED_FROM_MS + seq;
  return { address, value: valueAt(address, timeMs), timeMs, seq };
}

/** The number of the reading with this time. */
export function numberOf(timeMs: number): number {
  return timeMs - NUMBERED_FROM_MS;
}

const SPACE = 0x20;

/** A text payload, filled up with white space to this length if it is shorter. */
export function padded(payload: Uint8Array, length: number): Uint8Array {
  if (payload.length >= length) return payload;
  const bytes = new Uint8Array(length).fill(SPACE);
  bytes.set(payload);
  return bytes;
}
