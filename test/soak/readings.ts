import { writeFile } from 'node:fs/promises';
import type { Child } from '../cli/child.ts';
import { jsonLines } from '../cli/run.ts';

const SENSORS = 96;
const START_MS = Date.UTC(2026, 0, 5, 8);

/** Writes a recording for `publish --replay`: so many readings a second of 96 sensors in turn, none twice. */
export async function writeRecording(path: string, count: number, perSecond: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, i) => {
    const time = new Date(START_MS + Math.floor((i * 1000) / perSecond)).toISOString();
    return `${time},BUILDING/P_1/N/${1 + (i % SENSORS)}/TEMP,${20 + (i % 10)}\n`;
  });
  await writeFile(path, `time,topic,value\n${rows.join('')}`);
}

/** Printed readings by sensor and time, each with the number of its arrivals and the time of the last. */
export type Arrivals = ReadonlyMap<string, Arrival>;

export interface Arrival {
  readonly times: number;
  readonly atMs: number;
}

/** The readings printed by a listening command so far; grows during the run. */
export function arrivalsAt(child: Child): Arrivals {
  const arrivals = new Map<string, Arrival>();
  let rest = '';
  child.process.stdout.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const key of readingKeys(lines.join('\n'))) {
      arrivals.set(key, { times: (arrivals.get(key)?.times ?? 0) + 1, atMs: performance.now() });
    }
  });
  return arrivals;
}

/** Sensor and time of each reading in JSON lines. */
export function readingKeys(text: string): string[] {
  return keysOf(jsonLines(text));
}

export function keysOf(readings: readonly Readonly<Record<string, unknown>>[]): string[] {
  return readings.map(({ topic, time }) => `${topic} ${time}`);
}

/** The readings without an arrival. */
export function missingFrom(arrivals: Arrivals, keys: readonly string[]): string[] {
  return keys.filter((key) => !arrivals.has(key));
}

/** The number of arrivals beyond the first of each reading. */
export function duplicatesIn(arrivals: Arrivals): number {
  return [...arrivals.values()].reduce((sum, { times }) => sum + times - 1, 0);
}

/** The longest time without an arrival. */
export function longestGapMs(arrivals: Arrivals): number {
  const times = [...arrivals.values()].map(({ atMs }) => atMs).sort((a, b) => a - b);
  return Math.round(Math.max(...times.slice(1).map((time, i) => time - (times[i] ?? time))));
}
