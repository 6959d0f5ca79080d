import type { Reading } from '../../src/building/reading.ts';
import { SENSORS } from '../../src/building/sensors.ts';
import { WINGS } from '../../src/building/wings.ts';
import { FORMATS } from '../../src/payload/formats.ts';
import { readPayload } from '../../src/payload/read.ts';

/** Payloads of each format written and read by one core in a second, and their bytes. */
const ROUND = 20_000;
const ROUNDS = 10;

const readings: readonly Reading[] = Array.from({ length: ROUND }, (_, i) => {
  const sensor = SENSORS[i % SENSORS.length] ?? SENSORS[0];
  const wing = WINGS[i % WINGS.length] ?? 'N';
  const steps = Math.round((i * 7919) % 2000);
  return {
    address: { building: 'BUILDING', floor: i % 7, wing, room: 1 + (i % 24), sensor: sensor?.kind ?? 'TEMP' },
    value: Math.round(steps * (sensor?.quantum ?? 1) * 100) / 100,
    timeMs: Date.UTC(2026, 0, 5, 8) + i * 1000 + (i % 3),
    seq: i,
  };
});

print(['format', 'writes/s', 'reads/s', 'bytes']);
for (const { name, encode } of FORMATS) {
  const payloads = readings.map(encode);
  const writes = fastest(() => {
    for (const reading of readings) encode(reading);
  });
  const reads = fastest(() => {
    for (const [i, payload] of payloads.entries()) {
      const { kind } = readPayload(payload, readings[i]?.address.sensor ?? 'TEMP');
      if (kind !== 'reading') throw new Error(`${name} is not read`);
    }
  });
  const bytes = payloads.reduce((sum, { length }) => sum + length, 0) / payloads.length;
  print([name, writes.toFixed(0), reads.toFixed(0), bytes.toFixed(1)]);
}

/** The fastest of several rounds: other work on the machine only makes a round slower. */
function fastest(round: () => void): number {
  const seconds = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    round();
    return (performance.now() - start) / 1000;
  });
  return ROUND / Math.min(...seconds);
}

function print(columns: readonly string[]): void {
  process.stdout.write(`${columns.map((column) => column.padStart(12)).join('')}\n`);
}
