import fc from 'fast-check';
import type { Reading } from '../../src/building/reading.ts';
import { SENSORS } from '../../src/building/sensors.ts';
import { WINGS } from '../../src/building/wings.ts';

/** Any possible reading of a sensor: in range, on its quantum, in this century. */
export const anyReading: fc.Arbitrary<Reading> = fc
  .record({
    type: fc.constantFrom(...SENSORS),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    building: fc.constantFrom('BUILDING', 'EPS', 'Facultad de Informática', 'a b'),
    floor: fc.integer({ min: -3, max: 200 }),
    wing: fc.constantFrom(...WINGS),
    room: fc.integer({ min: 1, max: 10_000 }),
    timeMs: fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2099, 0) }),
    seq: fc.nat(),
  })
  .map(({ type, share, building, floor, wing, room, timeMs, seq }) => {
    const [min, max] = type.range;
    const steps = Math.round((min + share * (max - min)) / type.quantum);
    const value = Number((steps * type.quantum).toFixed(2)) + 0;
    return { address: { building, floor, wing, room, sensor: type.kind }, value, timeMs, seq };
  });
