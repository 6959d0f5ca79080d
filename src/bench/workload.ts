import type { Address } from '../building/address.ts';
import { DEFAULT_SENSORS, DEFAULT_WINGS } from '../building/layout.ts';
import type { Reading } from '../building/reading.ts';
import { formatTopic } from '../building/topic.ts';

/** One sensor of the measurement: its place, and how many readings it has sent. */
export interface BenchSensor {
  readonly address: Address;
  readonly topic: string;
  sent: number;
}

const ROOMS = 6;

/** The sensors of each publisher: a floor of a building that nobody else uses, as large as publish's by default. */
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

/** 2026-01-01: that a reading's time is its number is the measurement's own affair. */
const NUMBERED_FROM_MS = Date.UTC(2026, 0, 1);

/**
 * A sensor's reading of this number. The number is in the time, which every payload format carries, whereas SenML
 * has no field for `seq`.
 */
export function numberedReading(
  address: Address,
  seq: number,
  valueAt: (address: Address, timeMs: number) => number,
): Reading {
  const time = NUMBERED_FROM_MS + seq;
  return { address, value: valueAt(address, time), time, seq };
}

/** The number that a reading's time stands for. */
export function numberOf(timeMs: number): number {
  return timeMs - NUMBERED_FROM_MS;
}

const SPACE = 0x20;

/** A payload of text filled up with white space to this length, where it is shorter. */
export function padded(payload: Uint8Array, length: number): Uint8Array {
  if (payload.length >= length) return payload;
  const bytes = new Uint8Array(length).fill(SPACE);
  bytes.set(payload);
  return bytes;
}
