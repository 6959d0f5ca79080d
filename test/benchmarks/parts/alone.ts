import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { limitsWith } from '../../../src/alarm/breach.ts';
import { AlarmEngine } from '../../../src/alarm/engine/engine.ts';
import { rulesFromLimits } from '../../../src/alarm/rules/from-limits.ts';
import { intSet } from '../../../src/building/int-set.ts';
import { addressAt, uniformLayout } from '../../../src/building/layout.ts';
import { formatTopic } from '../../../src/building/topic.ts';
import { FORMATS } from '../../../src/payload/formats.ts';
import { readPayload } from '../../../src/payload/read.ts';
import { DEFAULT_FAULT_RATE, randomFaults } from '../../../src/simulator/faults/random-faults.ts';
import { createWorld } from '../../../src/simulator/world.ts';

/** One part of the program by itself, in this process. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** To reach: at least for a rate, at most for a time. */
  readonly aim?: number;
}

const START_MS = Date.UTC(2026, 2, 4, 10);
const ROUND = 50_000;
const ROUNDS = 5;
const WEIGHED = 100_000;

const layout = uniformLayout({ building: 'BUILDING', floors: intSet([[1, 4]]), rooms: intSet([[1, 6]]) });
const large = uniformLayout({ building: 'BUILDING', floors: intSet([[1, 50]]), rooms: intSet([[1, 125]]) });

/** The model, the codecs and the alarm engine. */
export function figuresAlone(): Figure[] {
  return [modelFigure(), ...codecFigures(), ...engineFigures()];
}

function modelFigure(): Figure {
  const faults = randomFaults(DEFAULT_FAULT_RATE);
  const world = createWorld({ seed: '1', values: 'realistic', ranges: new Map(), faults });
  const value = fastest((i) => world.value(addressAt(layout, i % layout.size), START_MS + 1000 * i));
  return { name: 'model, realistic with faults', value, unit: 'readings/s' };
}

function codecFigures(): Figure[] {
  return FORMATS.flatMap(({ name, encode }) => {
    const readings = Array.from({ length: 4096 }, (_, i) => ({
      address: addressAt(layout, i % layout.size),
      value: 20 + (i % 500) / 100,
      timeMs: START_MS + 37 * i,
      seq: i,
    }));
    const payloads = readings.map((reading) => ({ sensor: reading.address.sensor, bytes: encode(reading) }));
    const bytes = payloads.reduce((sum, payload) => sum + payload.bytes.length, 0) / payloads.length;
    return [
      { name: `${name}, writing`, value: fastest((i) => encode(at(readings, i))), unit: 'readings/s' },
      {
        name: `${name}, reading`,
        value: fastest((i) => readPayload(at(payloads, i).bytes, at(payloads, i).sensor)),
        unit: 'readings/s',
        ...(READING_AIM[name] !== undefined && { aim: READING_AIM[name] }),
      },
      { name: `${name}, size`, value: bytes, unit: 'bytes' },
    ];
  });
}

/** Readings a second. */
const READING_AIM: Readonly<Record<string, number>> = {
  cbor: 1_500_000,
  'senml-json': 1_000_000,
  'senml-cbor': 1_000_000,
};

function engineFigures(): Figure[] {
  const ruleSet = rulesFromLimits(limitsWith([]));
  // In one piece each: a joined text would be weighed with its parts.
  const topics = Array.from({ length: WEIGHED }, (_, n) => inOnePiece(formatTopic(addressAt(large, n))));
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const before = memoryBytes();
  const engine = new AlarmEngine({ ruleSet });
  for (const [n, topic] of topics.entries()) engine.read({ topic, value: 21, timeMs: START_MS + n });
  collect();
  const bytes = (memoryBytes() - before) / WEIGHED;
  const value = fastest((i) =>
    engine.read({ topic: at(topics, i), value: 21, timeMs: START_MS + 200_000 + i }),
  );
  return [
    { name: 'alarm engine, built-in limits', value, unit: 'readings/s' },
    { name: 'alarm engine, a sensor besides its topic', value: bytes, unit: 'bytes' },
  ];
}

function inOnePiece(text: string): string {
  return Buffer.from(text).toString();
}

/** Objects, and the blocks of numbers beside them. */
function memoryBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function at<T>(values: readonly T[], i: number): T {
  return values[i % values.length] as T;
}

/** The fastest of several rounds: other work on the machine only makes a round slower. */
function fastest(work: (i: number) => unknown): number {
  const seconds = Array.from({ length: ROUNDS }, (_, round) => {
    const from = performance.now();
    for (let i = 0; i < ROUND; i++) work(round * ROUND + i);
    return (performance.now() - from) / 1000;
  });
  return ROUND / Math.min(...seconds);
}
